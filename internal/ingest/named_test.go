package ingest_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/ingest"
)

// imported gives a desk whose source is an import from a file.
func imported(t *testing.T, entries *fakeBlog) *desk {
	t.Helper()
	d := newDesk(t, fakeSource{"export.txt": entries})
	d.Sites, d.Remember = []string{"export.txt"}, false
	return d
}

// entry is a post of an import; it belongs to the blog and not to the file.
func entry(path, body string) blog.Capture {
	return blog.Capture{
		Page:  &blog.Page{URL: site + path, Site: site, Form: blog.FormText, Body: []byte(body)},
		Visit: blog.Visit{URL: site + path, Site: site, Role: blog.RolePage, Outcome: blog.Fetched},
	}
}

func entries(paths ...string) *fakeBlog {
	b := newBlog(nil)
	for _, p := range paths {
		b.list = append(b.list, entry(p, p+"|someone|tag"))
	}
	return b
}

func TestAnImportRemovesNothingUnlessItReplaces(t *testing.T) {
	all := []string{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"}
	d := imported(t, entries(all...))
	d.reindex(nil)
	d.Source = fakeSource{"export.txt": entries(all[:8]...)}
	r := d.reindex(nil)
	i := slices.IndexFunc(r.Sites, func(s *ingest.SiteReport) bool { return s.Site == site })
	if len(d.titles()) != 10 || r.Sites[i].Unnamed != 2 {
		t.Errorf("the index has %q, %d are said to be unnamed", d.titles(), r.Sites[i].Unnamed)
	}
	d.Replace = true
	if r := d.reindex(nil); !slices.Equal(d.titles(), all[:8]) || r.Gone != 2 {
		t.Errorf("replaced, the index has %q: %+v", d.titles(), r.Counts)
	}
	d.Source = fakeSource{"export.txt": entries("a", "b", "c")}
	d.reindex(ingest.ErrGuarded)
	d.Source, d.Replace = fakeSource{"export.txt": entries("a")}, false
	if d.reindex(nil); len(d.titles()) != 8 {
		t.Errorf("an import that was refused leaves %q", d.titles())
	}
	d.Source, d.Replace = fakeSource{"export.txt": entries("a", "b", "c")}, true
	d.Force = true
	if d.reindex(nil); !slices.Equal(d.titles(), all[:3]) {
		t.Errorf("forced, the index has %q", d.titles())
	}
	d.Source, d.Replace = fakeSource{"export.txt": entries("x", "d")}, false
	if d.reindex(nil); !slices.Equal(d.titles(), []string{"a", "b", "c", "d", "x"}) {
		t.Errorf("what comes again is missing: %q", d.titles())
	}
}

func TestWhatCouldNotBeReadIsNotReplaced(t *testing.T) {
	d := imported(t, entries("a", "b", "c", "d"))
	d.reindex(nil)
	b := entries("a", "b", "c")
	b.list = append(b.list, blog.Capture{Visit: blog.Visit{URL: site + "d", Site: site, Role: blog.RolePage, Outcome: blog.Passed, Reason: "broken"}})
	d.Source, d.Replace = fakeSource{"export.txt": b}, true
	if d.reindex(nil); len(d.titles()) != 4 {
		t.Errorf("an entry that could not be read is taken for lacking: %q", d.titles())
	}
	b.err = errBroken
	if _, err := ingest.Reindex(t.Context(), d.Options); !errors.Is(err, errBroken) {
		t.Errorf("an import that ends early replaces: %v", err)
	}
}
