package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// treeOf writes a source tree of five posts.
func treeOf(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "content", "posts"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"ame", "kaze", "kumo", "umi", "yuki"} {
		text := "---\ntitle: " + name + "\ndate: 2024-01-02\n---\n空の話です。\n"
		if err := os.WriteFile(filepath.Join(dir, "content", "posts", name+".md"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestComputedAddressesAreAskedForBeforeAnythingIsTaken(t *testing.T) {
	asked := map[string]int{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked[r.Method]++; !strings.HasPrefix(r.URL.Path, "/posts/") {
			http.NotFound(w, r)
		}
	}))
	defer s.Close()
	tree, data := treeOf(t), filepath.Join(t.TempDir(), "data")
	code, said := inProcess(t.Context(), "import", tree, "--blog", s.URL, "--permalink", "/:year/:slug/", "--data", data)
	if code != exitFailed || !strings.Contains(said, "most of the computed addresses are not there") || !strings.Contains(said, "/2024/ame/") || strings.Contains(said, "Published") {
		t.Errorf("a wrong rule: exit %d, %s", code, said)
	}
	if asked[http.MethodHead] != 5 {
		t.Errorf("asked: %v, want five HEAD", asked)
	}
	code, said = inProcess(t.Context(), "import", tree, "--blog", s.URL, "--data", data)
	if code != exitDone || !strings.Contains(said, "5 of 5 computed addresses") {
		t.Errorf("the right rule: exit %d, %s", code, said)
	}
}

func TestWithoutTheBlogSomeComputedAddressesAreShown(t *testing.T) {
	for _, args := range [][]string{{"--blog", "https://blog.example/"}, {"--blog", "https://blog.fumikura.dev/", "--offline"}} {
		code, said := inProcess(t.Context(), append([]string{"import", treeOf(t), "--data", filepath.Join(t.TempDir(), "data")}, args...)...)
		if code != exitDone || strings.Count(said, args[1]+"posts/") < shownSample {
			t.Errorf("%v: exit %d, %s", args, code, said)
		}
	}
}
