package ingest_test

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/ingest"
)

// TestTheIndexFollowsTheBlogs lets blogs change at random and runs fail at random steps. Whenever a run succeeds, the index
// holds what the archive says, which is what the blog shows but for what was missed only once.
func TestTheIndexFollowsTheBlogs(t *testing.T) {
	for seed := range uint64(3) {
		r := rand.New(rand.NewPCG(seed, 2))
		b := newBlog(many(8, plain))
		d := newDesk(t, fakeSource{site: b})
		d.Force = true
		for range 30 {
			for range r.IntN(3) {
				path := fmt.Sprintf("p%03d", r.IntN(10))
				if r.IntN(3) == 0 {
					delete(b.posts, path)
				} else {
					b.posts[path] = fmt.Sprint("title ", r.IntN(1000), "|mika|go")
				}
			}
			d.index.fail = []string{"", "", "put", "remove", "verify", "publish"}[r.IntN(6)]
			d.Rebuild = r.IntN(8) == 0
			if _, err := ingest.Reindex(t.Context(), d.Options); err != nil {
				if !errors.Is(err, errBroken) {
					t.Fatal(err)
				}
				continue
			}
			kept := map[blog.ID]string{}
			for k, err := range d.Archive.Posts(t.Context()) {
				if err != nil {
					t.Fatal(err)
				}
				kept[k.ID] = k.Post.Title
			}
			if !maps.Equal(kept, d.index.posts) {
				t.Fatalf("seed %d: the archive has %v, the index %v", seed, kept, d.index.posts)
			}
			for path, body := range b.posts {
				if title, _, _ := strings.Cut(body, "|"); kept[blog.NewID(site+path)] != title {
					t.Fatalf("seed %d: %s is %q and not %q", seed, path, kept[blog.NewID(site+path)], title)
				}
			}
		}
	}
}
