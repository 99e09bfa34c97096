package ingest_test

import (
	"slices"
	"testing"

	"github.com/fumikura/fumikura/internal/blog"
)

func TestWhatWasForgottenStaysOutAndIsFinishedByTheNextRun(t *testing.T) {
	b := newBlog(many(8, plain))
	b.posts["secret"] = "secret|someone|tag"
	d := newDesk(t, fakeSource{site: b})
	d.reindex(nil)
	if _, err := d.Archive.Forget(t.Context(), site+"secret", d.Now()); err != nil {
		t.Fatal(err)
	}
	// Whoever forgot it was killed before it published; the blog still shows the post, and shows it as changed.
	b.posts["secret"] = "secret|someone else|tag"
	r := d.reindex(nil)
	if d.index.only != 1 || slices.Contains(d.titles(), "secret") || len(d.titles()) != 8 {
		t.Errorf("other generations were removed %d times; the index has %q", d.index.only, d.titles())
	}
	if r.Forgotten != 1 || r.Skipped != 1 || r.Posts != 8 {
		t.Errorf("%+v", r.Counts)
	}
	if unscrubbed, err := d.Archive.Unscrubbed(t.Context()); err != nil || unscrubbed {
		t.Errorf("still to be finished: %v, %v", unscrubbed, err)
	}
	d.Rebuild = true
	if d.reindex(nil); d.index.only != 1 || len(d.titles()) != 8 {
		t.Errorf("a later run removes other generations %d times, and has %q", d.index.only, d.titles())
	}
}

func TestAForgottenBlogIsNotAskedThoughTheGuardsWouldHoldItBack(t *testing.T) {
	other := "https://other.example.com/"
	d := newDesk(t, fakeSource{site: newBlog(many(8, plain)), other: newBlog(many(2, plain))})
	d.Sites = append(d.Sites, other)
	d.reindex(nil)
	if _, err := d.Archive.Forget(t.Context(), site, d.Now()); err != nil {
		t.Fatal(err)
	}
	d.reindex(blog.ErrUsage)
	d.Sites = nil
	if r := d.reindex(nil); len(d.titles()) != 2 || len(r.Sites) != 1 {
		t.Errorf("left are %q", d.titles())
	}
}
