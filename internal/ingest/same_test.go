package ingest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/internal/blog"
)

// other writes the addresses of the entries with the other scheme.
func other(b *fakeBlog) *fakeBlog {
	for i := range b.list {
		c := &b.list[i]
		c.Visit.URL, c.Visit.Site = strings.Replace(c.Visit.URL, "https:", "http:", 1), strings.Replace(c.Visit.Site, "https:", "http:", 1)
		if c.Page != nil {
			page := *c.Page
			page.URL, page.Site = c.Visit.URL, c.Visit.Site
			c.Page = &page
		}
	}
	return b
}

// hashed gives the entries the hash that importers give.
func hashed(b *fakeBlog) *fakeBlog {
	for i := range b.list {
		b.list[i].Visit.Hash = "hash of " + b.list[i].Visit.URL[len("https://"):]
	}
	return b
}

func TestAnImportOfTheSameIsUnchanged(t *testing.T) {
	d := imported(t, hashed(entries("a", "b", "c")))
	d.reindex(nil)
	d.Source = fakeSource{"export.txt": hashed(entries("a", "b", "c", "d"))}
	if r := d.reindex(nil); r.Unchanged != 3 || r.Fetched != 1 || r.New != 1 || len(d.titles()) != 4 {
		t.Errorf("%+v, %q", r.Counts, d.titles())
	}
}

func TestOneBlogIsOneWhateverTheScheme(t *testing.T) {
	d := imported(t, entries("a", "b"))
	d.reindex(nil)
	d.Source = fakeSource{"export.txt": other(entries("a", "b", "c"))}
	r := d.reindex(nil)
	if r.New != 1 || len(d.titles()) != 3 {
		t.Errorf("%+v, %q", r.Counts, d.titles())
	}
	for _, s := range r.Sites {
		if strings.HasPrefix(s.Site, "http:") {
			t.Errorf("%s is a blog of its own", s.Site)
		}
	}
}

func TestWhatBecameADraftIsTakenOutWhateverTheScheme(t *testing.T) {
	d := imported(t, entries("a", "b", "c", "d"))
	d.reindex(nil)
	drafts := other(entries("b"))
	drafts.list[0].Page = nil
	drafts.list[0].Visit.Outcome, drafts.list[0].Visit.Excluded, drafts.list[0].Visit.Reason = blog.Passed, true, "it is a draft"
	d.Source = fakeSource{"export.txt": drafts}
	if r := d.reindex(nil); r.Gone != 1 || !slices.Equal(d.titles(), []string{"a", "c", "d"}) || r.LeftOut["it is a draft"] != 1 {
		t.Errorf("%+v, %q", r.Counts, d.titles())
	}
}
