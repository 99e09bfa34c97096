package archive_test

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
)

// written is a post whose page has its text word for word.
func written(n int) (page string, p blog.Post) {
	text := strings.Repeat("朝の港は霧の中だった。", 20+n)
	p = blog.Post{ID: blog.NewID(site + "post"), Site: site, URL: site + "post", Title: "港 \"朝\"", Blocks: []blog.Block{
		{Kind: blog.Paragraph, Text: text}, {Kind: blog.Code, Text: "a <b> & \"c\"\n"}, {Kind: blog.Paragraph, Text: strings.ToUpper("and this is said in latin letters. ") + text}}}
	return p.Blocks[0].Text + "\n\n" + p.Blocks[1].Text + "\n\n" + p.Blocks[2].Text, p
}

func TestAPostThatItsPageHoldsIsKeptThroughAllThatBecomesOfThePage(t *testing.T) {
	url := site + "page"
	body, want := written(0)
	other, second := written(3)
	for name, become := range map[string]func(db *archive.DB) error{
		"nothing": func(*archive.DB) error { return nil },
		"another text that is not read": func(db *archive.DB) error {
			return db.Put(t.Context(), fetched(url, "something else", day))
		},
		"a text that cannot be read": func(db *archive.DB) error {
			c := fetched(url, "something else", day)
			return errors.Join(db.Put(t.Context(), c), db.PutReadings(t.Context(), archive.Reading{Page: c.Page, Version: "1", Lost: true, Problem: "no"}))
		},
		"a list of what was forgotten": func(db *archive.DB) error {
			return db.PutReadings(t.Context(), archive.Reading{Page: &blog.Page{URL: url, Site: site}, Version: "1", Forgotten: true})
		},
		"the same read again": func(db *archive.DB) error {
			c := fetched(url, body, day)
			return db.PutReadings(t.Context(), archive.Reading{Page: c.Page, Version: "2", Posts: []*blog.Post{&want}})
		},
		"read from a text that is not kept": func(db *archive.DB) error {
			c := fetched(url, other, day)
			return errors.Join(db.PutReadings(t.Context(), archive.Reading{Page: c.Page, Version: "2", Posts: []*blog.Post{&second}}),
				db.PutReadings(t.Context(), archive.Reading{Page: fetched(url, body+" ", day).Page, Version: "3", Posts: []*blog.Post{&want}}))
		},
		"another page that holds the post": func(db *archive.DB) error {
			c := fetched(url+"/longer", body+"\n", day.Add(1))
			return errors.Join(db.Put(t.Context(), c), db.PutReadings(t.Context(), archive.Reading{Page: c.Page, Version: "1", Posts: []*blog.Post{&want}}),
				db.Put(t.Context(), fetched(url, "something else", day)))
		},
	} {
		t.Run(name, func(t *testing.T) {
			db := openAt(t, filepath.Join(t.TempDir(), "archive.db"))
			c := fetched(url, body, day)
			err := errors.Join(db.Put(t.Context(), c), db.PutReadings(t.Context(), archive.Reading{Page: c.Page, Version: "1", Posts: []*blog.Post{&want}}), become(db))
			if err != nil {
				t.Fatal(err)
			}
			k, err := db.Post(t.Context(), want.ID)
			if err != nil || k.Post.Title != want.Title || !slices.Equal(k.Post.Blocks, want.Blocks) {
				t.Errorf("%v, %v", k, err)
			}
			if found, err := db.Check(t.Context(), true); err != nil || len(found) > 0 {
				t.Errorf("%v, %v", found, err)
			}
		})
	}
}

func TestAPostWhosePageIsDamagedIsReadAgainWithTheNextPage(t *testing.T) {
	path, url := filepath.Join(t.TempDir(), "archive.db"), site+"page"
	body, want := written(0)
	db := openAt(t, path)
	c := fetched(url, body, day)
	if err := errors.Join(db.Put(t.Context(), c), db.PutReadings(t.Context(), archive.Reading{Page: c.Page, Version: "1", Posts: []*blog.Post{&want}}),
		execute(path, `UPDATE pages SET body = x'28B52FFD'`)); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Post(t.Context(), want.ID); err == nil {
		t.Fatal("it is not kept as a delta")
	}
	c = fetched(url, body+"\n", day)
	if err := errors.Join(db.Put(t.Context(), c), db.PutReadings(t.Context(), archive.Reading{Page: c.Page, Version: "1", Posts: []*blog.Post{&want}})); err != nil {
		t.Fatal(err)
	}
	if k, err := db.Post(t.Context(), want.ID); err != nil || !slices.Equal(k.Post.Blocks, want.Blocks) {
		t.Errorf("%v, %v", k, err)
	}
}
