package ingest_test

import (
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

func TestAPostDatedAfterTomorrowIsUndatedInTheIndexAndNotInTheArchive(t *testing.T) {
	d := newDesk(t, fakeSource{site: newBlog(map[string]string{"a": "a|x", "b": "b|x"})})
	plain := d.Extract.Posts
	dates := map[string]time.Time{"a": d.Now().Add(23 * time.Hour), "b": d.Now().AddDate(70, 0, 0)}
	d.Extract.Posts = func(p *blog.Page) ([]*blog.Post, error) {
		posts, err := plain(p)
		for _, post := range posts {
			post.Published = dates[post.Title]
		}
		return posts, err
	}
	d.reindex(nil)
	for title, want := range map[string]bool{"a": true, "b": false} {
		if got := d.index.dated[blog.NewID(site+title)]; got != want {
			t.Errorf("%s is dated in the index: %v, want %v", title, got, want)
		}
		k, err := d.Archive.Post(t.Context(), blog.NewID(site+title))
		if err != nil || k.Post.Published.IsZero() {
			t.Errorf("%s in the archive: %+v, %v", title, k, err)
		}
	}
}
