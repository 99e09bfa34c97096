//go:build ignore

// Licenses collects the licences of every module that is linked into the program, on any platform that is released, into
// cmd/fumikura/licenses.txt. A text that several modules share stands once. Run it as: make licenses
package main

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

const (
	ours = "github.com/fumikura/fumikura"
	file = "cmd/fumikura/licenses.txt"
)

// named is how files that hold a licence are called.
var named = regexp.MustCompile(`(?i)^(licen[cs]e|copying|notice|copyright|patents|unlicense)([.-].*)?$`)

func main() {
	if err := collect(); err != nil {
		fmt.Fprintln(os.Stderr, "licenses:", err)
		os.Exit(1)
	}
}

func collect() error {
	dirs := map[string]string{} // module → its folder
	for _, platform := range []string{"linux/amd64", "darwin/arm64", "windows/amd64"} {
		goos, goarch, _ := strings.Cut(platform, "/")
		cmd := exec.Command("go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}\t{{.Dir}}{{end}}", "./cmd/fumikura")
		cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch, "CGO_ENABLED=0")
		out, err := cmd.Output()
		if err != nil {
			return fmt.Errorf("list the modules for %s: %w", platform, err)
		}
		for line := range strings.Lines(string(out)) {
			if module, dir, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok && module != ours {
				dirs[module] = dir
			}
		}
	}
	users := map[string][]string{} // text → the modules under it
	for module, dir := range dirs {
		text, err := licence(dir)
		if err != nil {
			return err
		}
		if text == "" {
			return fmt.Errorf("%s has no file that looks like a licence in %s", module, dir)
		}
		users[text] = append(users[text], module)
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return err
	}
	std, err := licence(strings.TrimSpace(string(root)))
	if err != nil {
		return err
	}
	if std == "" { // a distribution that leaves it out; golang.org/x has the same
		if std, err = licence(dirs["golang.org/x/sys"]); err != nil {
			return err
		}
	}
	users[std] = append(users[std], "the standard library of Go")
	return write(users)
}

// licence joins the files of a folder that hold one, those of a folder LICENSES too.
func licence(dir string) (string, error) {
	var b strings.Builder
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	for _, e := range entries {
		if e.IsDir() || !named.MatchString(e.Name()) || filepath.Ext(e.Name()) == ".go" {
			continue
		}
		body, err := fs.ReadFile(os.DirFS(dir), e.Name())
		if err != nil {
			return "", err
		}
		b.Write(bytes.TrimSpace(bytes.ReplaceAll(body, []byte("\r\n"), []byte("\n"))))
		b.WriteString("\n\n")
	}
	return strings.TrimSpace(b.String()), nil
}

func write(users map[string][]string) error {
	texts := make([]string, 0, len(users))
	for text, modules := range users {
		slices.Sort(modules)
		texts = append(texts, text)
	}
	slices.SortFunc(texts, func(a, b string) int { return strings.Compare(users[a][0], users[b][0]) })
	var b strings.Builder
	b.WriteString("Fumikura is under the MIT licence. What is linked into it stands under these; make licenses writes this file.\n")
	for _, text := range texts {
		fmt.Fprintf(&b, "\n%s\n%s\n\n%s\n", strings.Repeat("=", 80), strings.Join(users[text], "\n"), text)
	}
	return os.WriteFile(file, []byte(b.String()), 0o644)
}
