package ingest_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/internal/ingest"
)

func TestAccidentsAreNotPublished(t *testing.T) {
	const full = 20
	cases := map[string]struct {
		change func(b *fakeBlog)
		says   []string // parts of the error; none when it is to be published
	}{
		"more than three tenths of the posts vanish": {func(b *fakeBlog) {
			for i := range 7 {
				delete(b.posts, path(i))
			}
		}, []string{site, "20 posts", "now has 13"}},
		"three tenths of the posts vanish": {func(b *fakeBlog) {
			for i := range 6 {
				delete(b.posts, path(i))
			}
		}, nil},
		"every post vanishes": {func(b *fakeBlog) { clear(b.posts) }, []string{"no posts were found on " + site, "doctor"}},
		"a fifth of the authors vanish": {func(b *fakeBlog) {
			for i := range 4 {
				b.posts[path(i)] = "no author||go"
			}
		}, []string{"an author", "100 % to 80 %", site + "p00"}},
		"fewer authors vanish": {func(b *fakeBlog) {
			for i := range 3 {
				b.posts[path(i)] = "no author||go"
			}
		}, nil},
		"titles and tags vanish": {func(b *fakeBlog) {
			for i := range 10 {
				b.posts[path(i)] = "|mika|"
			}
		}, []string{"a title", "tags"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			b := newBlog(many(full, plain))
			d := newDesk(t, fakeSource{site: b})
			d.reindex(nil)
			c.change(b)
			_, err := ingest.Reindex(t.Context(), d.Options)
			if err == nil {
				_, err = ingest.Reindex(t.Context(), d.Options) // what is missed counts the second time
			}
			if len(c.says) == 0 {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if !errors.Is(err, ingest.ErrGuarded) {
				t.Fatalf("the run ended with %v", err)
			}
			for _, s := range c.says {
				if !strings.Contains(err.Error(), s) {
					t.Errorf("%q is not named in: %v", s, err)
				}
			}
			if d.index.live.Generation != "g1" || len(d.index.posts) != full {
				t.Errorf("published: %+v", d.index.live)
			}
			d.Force = true
			if r := d.reindex(nil); !r.Published || len(r.Refused) == 0 {
				t.Errorf("forced: %+v", r)
			}
			d.Force = false
			if len(b.posts) > 0 {
				d.reindex(nil) // what was forced is the measure from now on
			}
		})
	}
}

func TestASmallBlogMayChangeALot(t *testing.T) {
	b := newBlog(many(3, plain))
	d := newDesk(t, fakeSource{site: b})
	d.reindex(nil)
	b.posts["bare"] = "written in a hurry||"
	if r := d.reindex(nil); !r.Published || r.Posts != 4 {
		t.Errorf("a fourth post without author and tags: %+v", r)
	}
	delete(b.posts, path(0))
	delete(b.posts, path(1))
	d.reindex(nil) // what is missed counts the second time
	if r := d.reindex(nil); !r.Published || r.Posts != 2 {
		t.Errorf("two of four posts vanish: %+v", r)
	}
}

func TestAFirstRunWithoutPostsSaysWhatToDo(t *testing.T) {
	d := newDesk(t, fakeSource{site: newBlog(map[string]string{"": "!list", "about": "!list"})})
	r := d.reindex(ingest.ErrGuarded)
	if r.Published || !strings.Contains(r.Error, "2 addresses found, 2 fetched, 0 list pages, 2 skipped, 0 passed over") {
		t.Errorf("%+v", r)
	}
	d = newDesk(t, nil)
	d.Source, d.Sites, d.Rebuild = nil, nil, true
	if r := d.reindex(ingest.ErrGuarded); !strings.Contains(r.Error, "fumikura reindex URL") {
		t.Errorf("an empty archive: %+v", r)
	}
}

func path(i int) string { return fmt.Sprintf("p%03d", i) }
