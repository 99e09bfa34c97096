package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// TestTheImage writes the container image as a release does, checks it against the layout of OCI, and runs it: in nothing but its own files, as
// the user that it names.
func TestTheImage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name string) []byte {
		t.Helper()
		cmd := exec.Command("go", "run", ".ci/release/image.go", filepath.Join(dir, name), runtime.GOARCH, "1.2.3", binary, "cmd/fumikura/deploy/Dockerfile")
		cmd.Dir, cmd.Env = "../..", append(os.Environ(), "SOURCE_DATE_EPOCH=1700000000")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		body, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return body
	}
	body := write("image.tar")
	if !bytes.Equal(body, write("again.tar")) {
		t.Error("two images of one program differ")
	}
	files := untar(t, bytes.NewReader(body), "")
	type descriptor struct {
		MediaType, Digest string
		Size              int
		Platform          struct{ Architecture, OS string }
	}
	blob := func(d descriptor, into any) []byte {
		t.Helper()
		b := files["blobs/sha256/"+strings.TrimPrefix(d.Digest, "sha256:")]
		if sum := sha256.Sum256(b); len(b) != d.Size || "sha256:"+hex.EncodeToString(sum[:]) != d.Digest {
			t.Fatalf("%s has %d bytes, want %d", d.Digest, len(b), d.Size)
		}
		if into != nil {
			if err := json.Unmarshal(b, into); err != nil {
				t.Fatal(err)
			}
		}
		return b
	}
	var index struct{ Manifests []descriptor }
	var manifest struct {
		Config descriptor
		Layers []descriptor
	}
	var config struct {
		Architecture string
		Config       struct {
			User, WorkingDir     string
			Env, Entrypoint, Cmd []string
			Volumes              map[string]any
			Healthcheck          struct {
				Test     []string
				Interval int64
				Retries  int
			}
		}
		Rootfs struct {
			DiffIDs []string `json:"diff_ids"`
		}
	}
	if err := json.Unmarshal(files["index.json"], &index); err != nil || len(index.Manifests) != 1 || index.Manifests[0].Platform.Architecture != runtime.GOARCH {
		t.Fatalf("index.json: %s (%v)", files["index.json"], err)
	}
	blob(index.Manifests[0], &manifest)
	blob(manifest.Config, &config)
	z, err := gzip.NewReader(bytes.NewReader(blob(manifest.Layers[0], nil)))
	if err != nil {
		t.Fatal(err)
	}
	layer, err := io.ReadAll(z)
	if sum := sha256.Sum256(layer); err != nil || config.Rootfs.DiffIDs[0] != "sha256:"+hex.EncodeToString(sum[:]) {
		t.Errorf("the layer is not what the configuration names (%v)", err)
	}
	c := config.Config
	if strings.Join(c.Healthcheck.Test, " ") != "CMD /fumikura health --addr 127.0.0.1:8080" || c.Healthcheck.Interval != 30e9 || c.Healthcheck.Retries != 3 ||
		c.User != "65532:65532" || c.WorkingDir != "/data" || c.Volumes["/data"] == nil || strings.Join(c.Entrypoint, " ") != "/fumikura" || c.Cmd[0] != "serve" {
		t.Errorf("the configuration is %+v", c)
	}
	if os.Getuid() != 0 {
		t.Skip("only root can run it in a folder of its own")
	}
	runImage(t, layer, c.Env, append(c.Entrypoint, c.Cmd...))
}

// untar reads an archive; into a folder, where one is named, with modes and owners.
func untar(t *testing.T, r io.Reader, to string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	for in := tar.NewReader(r); ; {
		h, err := in.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		files[h.Name] = body
		if to == "" {
			continue
		}
		path := filepath.Join(to, h.Name)
		if h.Typeflag == tar.TypeDir {
			err = os.Mkdir(path, 0o700)
		} else {
			err = os.WriteFile(path, body, 0o600)
		}
		if err := errors.Join(err, os.Chown(path, h.Uid, h.Gid), os.Chmod(path, h.FileInfo().Mode())); err != nil {
			t.Fatal(err)
		}
	}
}

// runImage runs a command of the image and asks it for its health.
func runImage(t *testing.T, layer []byte, env, args []string) {
	root := t.TempDir()
	if err := os.Chmod(root, 0o755); err != nil {
		t.Fatal(err)
	}
	untar(t, bytes.NewReader(layer), root)
	addr := freeAddress(t)
	command := func(args ...string) *exec.Cmd {
		for i := range args {
			args[i] = strings.NewReplacer("0.0.0.0:8080", addr).Replace(args[i])
		}
		return &exec.Cmd{Path: args[0], Args: args, Env: env,
			SysProcAttr: &syscall.SysProcAttr{Chroot: root, Credential: &syscall.Credential{Uid: 65532, Gid: 65532}}}
	}
	p := launchIn(t, command(args...), "/data")
	awaitAnswer(t, p, addr)
	if resp, err := http.Get("http://" + addr + "/healthz"); err != nil || resp.StatusCode != http.StatusOK {
		t.Errorf("/healthz: %v, %v", resp, err)
	}
	health := command("/fumikura", "health", "--addr", addr)
	health.Dir = "/data"
	if out, err := health.CombinedOutput(); err != nil {
		t.Errorf("health: %v: %s", err, out)
	}
}

// TestCertificatesAreInTheProgram holds that a machine without any has some: they may be given only once.
func TestCertificatesAreInTheProgram(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("the program brings no certificates")
		}
	}()
	x509.SetFallbackRoots(x509.NewCertPool())
}
