package main

import (
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
)

// What a server answers does not wait for the index without it: in a large archive that takes longer than anybody should have to wait.
func TestWhatIsForgottenIsAnsweredNoMoreBeforeAnIndexWithoutItIsBuilt(t *testing.T) {
	data := t.TempDir()
	h := &house{t: t, data: data}
	h.must(0, "import", h.posts("first", 20))
	db, err := archive.Open(t.Context(), filepath.Join(data, "archive.db"))
	if err != nil {
		t.Fatal(err)
	}
	var post *blog.Post
	for k, e := range db.Posts(t.Context()) {
		err, post = errors.Join(err, e), k.Post
	}
	if err != nil || post == nil {
		t.Fatal(err)
	}
	watch := func() *rulesWatch {
		return &rulesWatch{path: filepath.Join(data, "archive.db"), log: slog.New(slog.DiscardHandler)}
	}
	serving := watch()
	if set, err := serving.look(t.Context()); err != nil || set != nil {
		t.Fatalf("before anything is forgotten %v is followed, %v", set, err)
	}
	if _, err := db.Forget(t.Context(), post.URL, time.Now()); err != nil {
		t.Fatal(err)
	}
	later := watch() // a server that starts after a forget that was killed
	for _, w := range []*rulesWatch{serving, later} {
		set, err := w.look(t.Context())
		if err != nil || set == nil || set.Excluded(post) == "" || set.Number == 0 {
			t.Errorf("after a forget %+v is followed, %v", set, err)
		}
	}
	if err := db.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	if set, err := serving.look(t.Context()); err != nil || set == nil || set.Excluded(post) == "" {
		t.Errorf("a server that may not have moved on yet follows %+v, %v", set, err)
	}
	if set, err := watch().look(t.Context()); err != nil || set != nil {
		t.Errorf("when nothing holds it any more %+v is followed, %v", set, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}
