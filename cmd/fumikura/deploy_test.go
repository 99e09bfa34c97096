package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/internal/corpus"
)

// commandOf gives the arguments after the program that a file of deploy starts, and fails where it starts none.
func commandOf(t *testing.T, file, pattern string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("deploy", file))
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(pattern).FindSubmatch(b)
	if m == nil {
		t.Fatalf("%s starts nothing", file)
	}
	return string(m[1])
}

func TestTheServiceFileIsOneThatSystemdTakes(t *testing.T) {
	path, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("there is no systemd-analyze")
	}
	b, err := os.ReadFile("deploy/fumikura.service")
	if err != nil {
		t.Fatal(err)
	}
	unit := filepath.Join(t.TempDir(), "fumikura.service") // with the program of this test, for it has to be there
	if err := os.WriteFile(unit, []byte(strings.ReplaceAll(string(b), "/usr/local/bin/fumikura", binary)), 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(path, "verify", "--man=no", unit).CombinedOutput()
	if strings.Contains(string(out), "fumikura.service") || err != nil {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
}

func TestTheProgramTakesTheArgumentsOfItsServiceAndItsContainer(t *testing.T) {
	service := strings.Fields(commandOf(t, "fumikura.service", `(?m)^ExecStart=\S+ (.*)$`))
	var container []string
	if err := json.Unmarshal([]byte(commandOf(t, "Dockerfile", `(?m)^CMD (.*)$`)), &container); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{service, container} {
		for i, arg := range args {
			if strings.HasSuffix(arg, ":8080") {
				args[i] = "127.0.0.1:0"
			}
		}
		p := start(t, append(args, "--data", t.TempDir())...)
		p.await(`at (http://127\.0\.0\.1:\d+)/`)
		stopInOrder(t, p)
	}
}

func TestAStaticProgramRunsInAnEmptyRoot(t *testing.T) {
	corpus.Slow(t)
	if os.Getuid() != 0 {
		t.Skip("only root may change the root")
	}
	chroot, err := exec.LookPath("chroot")
	if err != nil {
		t.Skip("there is no chroot")
	}
	root := t.TempDir()
	build := exec.Command("go", "build", "-o", filepath.Join(root, "fumikura"), ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	if err := os.Chmod(root, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(root, "data"), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(filepath.Join(root, "data"), 65532, 65532); err != nil {
		t.Fatal(err)
	}
	p := launch(t, exec.Command(chroot, "--userspec=65532:65532", root, "/fumikura", "serve", "--addr", "127.0.0.1:0", "--data", "/data"))
	p.await(`at (http://127\.0\.0\.1:\d+)/`)
	stopInOrder(t, p)
}
