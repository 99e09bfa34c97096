package opensearch_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// serverHome is where the servers of the tests are laid out, by testdata/fetch. It is kept from run to run.
const serverHome = "fumikura-opensearch-3.8.0"

// startTime is how long a cluster may take to start on a busy machine.
const startTime = 3 * time.Minute

// nobody runs the servers where the tests run as root, which they refuse.
const nobody = 65534

// cluster is real OpenSearch servers on this machine.
type cluster struct {
	dir   string
	nodes []*node
}

type node struct {
	address string
	dir     string
	cmd     *exec.Cmd
	ended   chan struct{}
}

// requirement says why no server can be started here, or "".
func requirement() string {
	if _, err := exec.LookPath("mvn"); err != nil {
		return "no mvn to fetch OpenSearch with"
	}
	if java() == "" {
		return "no Java 21 or newer to run OpenSearch with"
	}
	return ""
}

// java gives the newest Java of version 21 and up.
func java() string {
	found, _ := filepath.Glob("/usr/lib/jvm/*2[1-9]*/bin/java")
	if home := os.Getenv("JAVA_HOME_21"); home != "" {
		found = append(found, filepath.Join(home, "bin", "java"))
	}
	if len(found) == 0 {
		return ""
	}
	return slices.Max(found)
}

// newCluster starts servers and waits until they serve. Close ends them.
func newCluster(n int) (*cluster, error) {
	home := filepath.Join("/var/tmp", serverHome)
	if out, err := exec.Command("testdata/fetch", home).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("fetch OpenSearch: %w: %s", err, out)
	}
	dir, err := os.MkdirTemp("/var/tmp", "fumikura-cluster-")
	if err != nil {
		return nil, err
	}
	c := &cluster{dir: dir}
	var seeds, names []string
	var ports [][2]int
	for i := range n {
		p, err := freePorts()
		if err != nil {
			return nil, err
		}
		ports = append(ports, p)
		seeds = append(seeds, fmt.Sprintf("127.0.0.1:%d", p[1]))
		names = append(names, fmt.Sprintf("n%d", i))
	}
	for i, p := range ports {
		config := fmt.Sprintf("cluster.name: fumikura-test-%d\nnode.name: %s\nnetwork.host: 127.0.0.1\nhttp.port: %d\ntransport.port: %d\n"+
			"cluster.routing.allocation.disk.threshold_enabled: false\n", os.Getpid(), names[i], p[0], p[1])
		if n == 1 {
			config += "discovery.type: single-node\n"
		} else {
			config += fmt.Sprintf("discovery.seed_hosts: [%s]\ncluster.initial_cluster_manager_nodes: [%s]\n", strings.Join(seeds, ","), strings.Join(names, ","))
		}
		node := &node{address: fmt.Sprintf("http://127.0.0.1:%d", p[0]), dir: filepath.Join(dir, names[i])}
		c.nodes = append(c.nodes, node)
		if err := node.prepare(home, config); err != nil {
			return nil, errors.Join(err, c.close())
		}
		if err := node.start(home); err != nil {
			return nil, errors.Join(err, c.close())
		}
	}
	if err := c.await(n); err != nil {
		return nil, errors.Join(err, c.close())
	}
	return c, nil
}

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

func (n *node) prepare(home, config string) error {
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

func (n *node) start(home string) error {
	out, err := os.Create(filepath.Join(n.dir, "out"))
	if err != nil {
		return err
	}
	defer out.Close()
	n.cmd = exec.Command(java(), "-Xms512m", "-Xmx512m", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-XX:+UseSerialGC",
		"-Djava.io.tmpdir="+n.dir+"/tmp", "-Dio.netty.noUnsafe=true", "-Dlog4j2.formatMsgNoLookups=true",
		"--enable-native-access=ALL-UNNAMED", "-Dopensearch.path.home="+home, "-Dopensearch.path.conf="+n.dir+"/config",
		"-Dopensearch.distribution.type=tar", "-cp", home+"/lib/*", "org.opensearch.bootstrap.OpenSearch")
	n.cmd.Dir, n.cmd.Stdout, n.cmd.Stderr = n.dir, out, out
	n.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if os.Getuid() == 0 {
		n.cmd.SysProcAttr.Credential = &syscall.Credential{Uid: nobody, Gid: nobody}
	}
	if err := n.cmd.Start(); err != nil {
		return err
	}
	n.ended = make(chan struct{})
	go func() {
		_ = n.cmd.Wait() // how it ended is in its own log
		close(n.ended)
	}()
	return nil
}

// await waits until all nodes are there.
func (c *cluster) await(n int) error {
	client := &http.Client{Timeout: 10 * time.Second}
	for until := time.Now().Add(startTime); time.Now().Before(until); time.Sleep(200 * time.Millisecond) {
		for _, node := range c.nodes {
			select {
			case <-node.ended:
				out, _ := os.ReadFile(filepath.Join(node.dir, "out"))
				return fmt.Errorf("a server ended: %s", out[max(0, len(out)-3000):])
			default:
			}
		}
		res, err := client.Get(fmt.Sprintf("%s/_cluster/health?wait_for_nodes=%d&timeout=5s", c.nodes[0].address, n))
		if err != nil {
			continue
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err == nil && strings.Contains(string(body), `"timed_out":false`) {
			return nil
		}
	}
	return fmt.Errorf("the servers were not ready after %s", startTime)
}

func (c *cluster) addresses() []string {
	var out []string
	for _, n := range c.nodes {
		out = append(out, n.address)
	}
	return out
}

// kill ends a server at once, as a fault of its machine would.
func (n *node) kill() error {
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

func (c *cluster) close() error {
	var err error
	for _, n := range c.nodes {
		err = errors.Join(err, n.kill())
	}
	return errors.Join(err, os.RemoveAll(c.dir))
}

// oneNode is the server that most tests share; TestMain ends it.
type shared struct {
	cluster *cluster
	err     error
	started bool
}

func (s *shared) get(t testing.TB) *cluster {
	t.Helper()
	if !s.started {
		s.started = true
		s.cluster, s.err = newCluster(1)
	}
	if s.err != nil {
		t.Fatalf("a server does not start: %v", s.err)
	}
	return s.cluster
}

// needServers skips a test where no server can be started.
func needServers(t *testing.T) {
	t.Helper()
	if why := requirement(); why != "" {
		t.Skip(why)
	}
	if testing.Short() {
		t.Skip("servers take long to start")
	}
}

// drop removes the indices of a test.
func drop(t testing.TB, address, name string) {
	req, err := http.NewRequestWithContext(context.Background(), http.MethodDelete, address+"/"+name+"-*,"+name+"_lexicon?ignore_unavailable=true", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Errorf("the indices %s cannot be removed: %v", name, err)
		return
	}
	res.Body.Close()
}
