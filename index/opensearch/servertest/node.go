package servertest

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
)

// Node is one server.
type Node struct {
	Address string
	dir     string
	cmd     *exec.Cmd
	ended   chan struct{}
}

// PID is the server's process.
func (n *Node) PID() int { return n.cmd.Process.Pid }

// freePorts gives two ports that nobody listens at.
func freePorts() (ports [2]int, err error) {
	for i := range ports {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return ports, err
		}
		defer l.Close()
		ports[i] = l.Addr().(*net.TCPAddr).Port
	}
	return ports, nil
}

// prepare lays out the folders of a server, which must not belong to root.
func (n *Node) prepare(home, config string) error {
	conf := filepath.Join(n.dir, "config")
	for _, sub := range []string{"config", "data", "logs", "tmp"} {
		if err := os.MkdirAll(filepath.Join(n.dir, sub), 0o755); err != nil {
			return err
		}
	}
	log, err := os.ReadFile(filepath.Join(home, "config", "log4j2.properties"))
	if err != nil {
		return err
	}
	config += fmt.Sprintf("path.data: %s/data\npath.logs: %s/logs\n", n.dir, n.dir)
	if err := errors.Join(os.WriteFile(filepath.Join(conf, "log4j2.properties"), log, 0o644),
		os.WriteFile(filepath.Join(conf, "opensearch.yml"), []byte(config), 0o644)); err != nil {
		return err
	}
	if os.Getuid() != 0 {
		return nil
	}
	if err := os.Chmod(filepath.Dir(n.dir), 0o755); err != nil {
		return err
	}
	return filepath.WalkDir(n.dir, func(path string, _ os.DirEntry, err error) error {
		return errors.Join(err, os.Chown(path, nobody, nobody))
	})
}

func (n *Node) start(home string, options []string) error {
	out, err := os.Create(filepath.Join(n.dir, "out"))
	if err != nil {
		return fmt.Errorf("start a server: %w", err)
	}
	defer out.Close()
	n.cmd = exec.Command(java(), append(slices.Clone(options), "-Xms512m", "-Xmx512m", "-XX:-UsePerfData",
		"-Djava.io.tmpdir="+n.dir+"/tmp", "-Dio.netty.noUnsafe=true", "-Dlog4j2.formatMsgNoLookups=true",
		"--enable-native-access=ALL-UNNAMED", "-Dopensearch.path.home="+home, "-Dopensearch.path.conf="+n.dir+"/config",
		"-Dopensearch.distribution.type=tar", "-cp", home+"/lib/*", "org.opensearch.bootstrap.OpenSearch")...)
	n.cmd.Dir, n.cmd.Stdout, n.cmd.Stderr = n.dir, out, out
	attribute(n.cmd)
	if err := n.cmd.Start(); err != nil {
		return fmt.Errorf("start a server: %w", err)
	}
	n.ended = make(chan struct{})
	go func() {
		_ = n.cmd.Wait() // how it ended is in its own log
		close(n.ended)
	}()
	return nil
}

// Kill ends a server at once, as a fault of its machine would.
func (n *Node) Kill() error {
	if n.cmd == nil {
		return nil
	}
	err := n.cmd.Process.Kill()
	<-n.ended
	if errors.Is(err, os.ErrProcessDone) {
		return nil
	}
	return err
}
