package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/mod/module"
	"golang.org/x/mod/zip"
)

// TestGoInstallNeedsNothingButAProxy follows README's go install in an empty GOPATH: the module comes from a proxy of files that the test
// makes of this checkout, what it needs from those that were fetched to build the test.
func TestGoInstallNeedsNothingButAProxy(t *testing.T) {
	if os.Getenv("FUMIKURA_INSTALL") == "" {
		t.Skip("it compiles everything once more: make test and make reproducible set FUMIKURA_INSTALL")
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	const path, version = "github.com/fumikura/fumikura", "v1.99.0"
	if !strings.Contains(string(readme), "go install "+path+"/cmd/fumikura@latest") {
		t.Error("README does not tell of go install")
	}
	dir := t.TempDir()
	at := filepath.Join(dir, "proxy", path, "@v")
	if err := os.MkdirAll(at, 0o755); err != nil {
		t.Fatal(err)
	}
	gomod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	write(t, at, "list", version+"\n")
	write(t, at, version+".info", `{"Version":"`+version+`","Time":"2026-01-01T00:00:00Z"}`)
	write(t, at, version+".mod", string(gomod))
	file, err := os.Create(filepath.Join(at, version+".zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := zip.CreateFromDir(file, module.Version{Path: path, Version: version}, tracked(t)); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("go", "env", "-json", "GOMODCACHE", "GOCACHE").Output()
	if err != nil {
		t.Fatal(err)
	}
	var env map[string]string
	if err := json.Unmarshal(out, &env); err != nil {
		t.Fatal(err)
	}
	gopath := filepath.Join(dir, "gopath")
	cmd := exec.Command("go", "install", "-modcacherw", "-trimpath", path+"/cmd/fumikura@latest")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOPATH="+gopath, "GOMODCACHE=", "GOBIN=", "GOFLAGS=", "GOWORK=off", "GOSUMDB=off", "GONOSUMDB=", "GOCACHE="+env["GOCACHE"],
		"GOPROXY=file://"+filepath.Join(dir, "proxy")+",file://"+filepath.Join(env["GOMODCACHE"], "cache/download"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("go install: %v\n%s", err, out)
	}
	said, err := exec.Command(filepath.Join(gopath, "bin/fumikura"), "version").Output()
	if err != nil || !strings.HasPrefix(string(said), "fumikura 1.99.0 ") {
		t.Errorf("what was installed says %s (%v)", said, err)
	}
}

// tracked is a copy of the files of this checkout that belong to it, so that what lies about (dist, tools) does not travel.
func tracked(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("git", "-C", "../..", "ls-files", "--cached", "--others", "--exclude-standard", "-z").Output()
	if err != nil {
		t.Skipf("this is no checkout of git: %v", err)
	}
	dir := t.TempDir()
	for name := range strings.SplitSeq(strings.TrimSuffix(string(out), "\x00"), "\x00") {
		body, err := os.ReadFile(filepath.Join("../..", name))
		if os.IsNotExist(err) {
			continue // removed, and not yet committed
		}
		if err != nil {
			t.Fatal(err)
		}
		write(t, dir, name, string(body))
	}
	return dir
}
