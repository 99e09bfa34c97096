package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// wordOf is a word that stands in one post alone.
func wordOf(i int) string { return fmt.Sprintf("himitsu%dnokotoba", i) }

func TestFaultsAForgetKilledAtAnyTimeIsFinishedByTheNextRun(t *testing.T) {
	t.Parallel()
	h := &house{t: t, data: filepath.Join(t.TempDir(), "data")}
	const posts = 60
	file := filepath.Join(t.TempDir(), "posts.jsonl")
	f, err := os.Create(file)
	if err != nil {
		t.Fatal(err)
	}
	out := json.NewEncoder(f)
	for i := range posts {
		err = errors.Join(err, out.Encode(map[string]any{"url": fmt.Sprint("https://blog.example.com/", i), "title": fmt.Sprint("日記 ", i),
			"published": "2021-03-04T09:00:00+09:00", "text": "倉庫の棚を数えた。" + wordOf(i) + " と書いた札がある。"}))
	}
	if err = errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
	h.must(0, "import", file)
	h.must(0, "reindex", "--rebuild")
	_, base := h.serve()
	killed := 0
	for i := range min(times(16), posts) {
		address := fmt.Sprint("https://blog.example.com/", i)
		anyTime := stage{reached: func(*house, string) bool { return true }, within: 500 * time.Millisecond}
		if h.killAt(anyTime, []string{"forget", address}) {
			killed++
		}
		h.must(0, "check")
		// Where the kill came before anything was forgotten the next run has nothing to finish.
		if i%2 == 0 || !h.noted(address) {
			h.must(0, "forget", address)
		} else {
			h.must(0, "import", file)
		}
		h.taken(base)
		h.wantPosts(base, wordOf(i), 0)
		h.wantPosts(base, wordOf(posts-1), 1)
		if held := h.holding(wordOf(i)); len(held) > 0 {
			t.Fatalf("%s is still in %v", wordOf(i), held)
		}
		h.must(0, "check")
	}
	t.Logf("%d forgets killed", killed)
}

// noted says whether the archive knows that the address is to stay out.
func (h *house) noted(address string) bool {
	p := h.start("forget", "--undo", "--dry-run", address)
	return p.exit() == 0
}

// holding gives the files of the data folder in which the word stands.
func (h *house) holding(word string) []string {
	h.t.Helper()
	var held []string
	err := filepath.WalkDir(h.data, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, []byte(word)) {
			held = append(held, path)
		}
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return held
}
