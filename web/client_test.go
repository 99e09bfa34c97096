package web_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/web"
)

// The generators of clients in Go, which `go run` fetches. Those of npm are pinned in .ci/npm, that of Python in .ci/tools.
const (
	oapiCodegen = "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen@v2.8.2"
	ogen        = "github.com/ogen-go/ogen/cmd/ogen@v1.25.0"
)

// command runs a command in a folder and gives what it prints; its errors are shown with what it said.
func command(t *testing.T, dir string, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOWORK=off", "REDOCLY_TELEMETRY=off", "REDOCLY_SUPPRESS_UPDATE_NOTICE=true", "PYTHONUTF8=1")
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s%s", filepath.Base(name), strings.Join(args, " "), err, out, said.String())
	}
	return string(out)
}

// described is a server, its description in a file, and the folder that file is in.
func described(t *testing.T) (server, dir string) {
	t.Helper()
	s := serve(t, web.Options{Engine: embedded(t), KeptPosts: true, Token: "secret", Reindex: &runner{}})
	patient(t, s.URL+"/api/v1/search?q=a") // makes the tables of this process
	dir = t.TempDir()
	keep(t, dir, "openapi.json", get(t, s.URL+"/openapi.json").body)
	return s.URL, dir
}

func keep(t *testing.T, dir, name, body string) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
}

// findings is how many problems Redocly and Spectral find in a description by their own rules, warnings among them.
func findings(t *testing.T, modules, dir string) (redocly, spectral int, said string) {
	t.Helper()
	keep(t, dir, ".spectral.yaml", `extends: ["spectral:oas"]`)
	out := func(name string, args ...string) []byte {
		cmd := exec.Command(filepath.Join(modules, ".bin", name), args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "REDOCLY_TELEMETRY=off", "REDOCLY_SUPPRESS_UPDATE_NOTICE=true")
		b, _ := cmd.Output() // it exits with 1 where it finds something; what it prints is read below
		said += string(b)
		return b
	}
	var r struct {
		Totals *struct{ Errors, Warnings int }
	}
	if err := json.Unmarshal(out("redocly", "lint", "--extends", "recommended", "--format", "json", "openapi.json"), &r); err != nil || r.Totals == nil {
		t.Fatalf("redocly: %v\n%s", err, said)
	}
	var s []struct{ Code string }
	list := out("spectral", "lint", "-r", ".spectral.yaml", "-f", "json", "openapi.json")
	if i := strings.LastIndex(string(list), "]"); i >= 0 { // a line for people follows
		list = list[:i+1]
	}
	if err := json.Unmarshal(list, &s); err != nil {
		t.Fatalf("spectral: %v\n%s", err, said)
	}
	return r.Totals.Errors + r.Totals.Warnings, len(s), said
}

func TestTheDescriptionPassesRedoclyAndSpectral(t *testing.T) {
	modules := npm(t)
	_, dir := described(t)
	if redocly, spectral, said := findings(t, modules, dir); redocly+spectral > 0 {
		t.Errorf("%d problems by Redocly, %d by Spectral:\n%s", redocly, spectral, said)
	}
	body, err := os.ReadFile(filepath.Join(dir, "openapi.json"))
	if err != nil {
		t.Fatal(err)
	}
	keep(t, dir, "openapi.json", strings.Replace(strings.Replace(string(body), `"operationId": "suggest"`, `"operationId": "search"`, 1), `"security": []`, `"security": [{"x": []}]`, 1))
	if redocly, spectral, said := findings(t, modules, dir); redocly == 0 || spectral == 0 {
		t.Errorf("a planted fault: %d problems by Redocly, %d by Spectral:\n%s", redocly, spectral, said)
	}
}

// generating skips unless clients are to be generated: that takes minutes and, the first time, the network.
func generating(t *testing.T) {
	t.Helper()
	if os.Getenv("FUMIKURA_CLIENTS") == "" {
		t.Skip("clients are generated and compiled where FUMIKURA_CLIENTS=1 says so: make clients")
	}
}

// fetched skips where the module of a generator can be had neither from the cache nor from a proxy.
func fetched(t *testing.T, tool string) {
	t.Helper()
	path, version, _ := strings.Cut(tool, "@")
	path, _, _ = strings.Cut(path, "/cmd/")
	cmd := exec.Command("go", "mod", "download", path+"@"+version)
	cmd.Dir = t.TempDir()
	if said, err := cmd.CombinedOutput(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("CI needs %s: %v\n%s", tool, err, said)
		}
		t.Skipf("%s cannot be fetched: %v\n%s", tool, err, said)
	}
}

// used wants the line that each client prints after the same questions.
func used(t *testing.T, said, wrong string) {
	t.Helper()
	if want := "14 2 true 2 true 9 true running " + wrong; strings.TrimSpace(said) != want {
		t.Errorf("the client prints %q, want %q", said, want)
	}
}

const sizeWrong = `size "1000" is no number from 1 to 100`

func example(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", "client", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestAClientOfOapiCodegenWorks(t *testing.T) {
	generating(t)
	fetched(t, oapiCodegen)
	server, dir := described(t)
	keep(t, dir, "go.mod", "module clients\n\ngo 1.26.0\n")
	keep(t, dir, "oapi/api.go", command(t, dir, "go", "run", oapiCodegen, "-generate", "types,client", "-package", "oapi", "openapi.json"))
	keep(t, dir, "main.go", example(t, "oapi.go.txt"))
	command(t, dir, "go", "mod", "tidy")
	used(t, command(t, dir, "go", "run", ".", server, "secret"), sizeWrong)
}

func TestAClientOfOgenWorks(t *testing.T) {
	generating(t)
	fetched(t, ogen)
	server, dir := described(t)
	keep(t, dir, "go.mod", "module clients\n\ngo 1.26.0\n")
	command(t, dir, "go", "run", ogen, "--target", "ogenapi", "--package", "ogenapi", "openapi.json")
	keep(t, dir, "main.go", example(t, "ogen.go.txt"))
	command(t, dir, "go", "mod", "tidy")
	used(t, command(t, dir, "go", "run", ".", server, "secret"), "there is no such post; it may have been removed")
}

func TestTypesOfOpenapiTypescriptWork(t *testing.T) {
	generating(t)
	modules := npm(t)
	server, dir := described(t)
	if err := os.Symlink(modules, filepath.Join(dir, "node_modules")); err != nil {
		t.Fatal(err)
	}
	keep(t, dir, "package.json", `{"type":"module"}`)
	keep(t, dir, "client.ts", "declare const process: { argv: string[] };\n"+example(t, "client.ts"))
	command(t, dir, filepath.Join(modules, ".bin", "openapi-typescript"), "openapi.json", "-o", "api.d.ts")
	keep(t, dir, "tsconfig.json", `{"compilerOptions":{"strict":true,"noUncheckedIndexedAccess":true,"target":"es2022","module":"es2022","moduleResolution":"bundler","types":[]},"files":["client.ts"]}`)
	command(t, dir, filepath.Join(modules, ".bin", "tsc"), "-p", ".")
	used(t, command(t, dir, "node", "client.js", server, "secret"), sizeWrong)
}

func TestAClientOfOpenapiPythonClientWorks(t *testing.T) {
	generating(t)
	bin, err := filepath.Abs("../.tools/py/bin")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(bin, "openapi-python-client")); err != nil {
		t.Skipf("no openapi-python-client (make tools installs it where pip reaches its registry): %v", err)
	}
	server, dir := described(t)
	keep(t, dir, "config.yml", "post_hooks: []\n")
	command(t, dir, filepath.Join(bin, "openapi-python-client"), "generate", "--path", "openapi.json", "--config", "config.yml", "--output-path", "client", "--fail-on-warning")
	keep(t, dir, "client/main.py", example(t, "client.py.txt"))
	command(t, dir, filepath.Join(bin, "python"), "-m", "compileall", "-q", "client")
	used(t, command(t, filepath.Join(dir, "client"), filepath.Join(bin, "python"), "main.py", server, "secret"), sizeWrong)
}
