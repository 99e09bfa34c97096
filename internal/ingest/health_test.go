package ingest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/ingest"
)

func TestABlogThatWasReadWronglyIsTold(t *testing.T) {
	for name, c := range map[string]struct {
		post func(i int) string
		want string // of the warning; empty for none
	}{
		"the author of all is a label":         {func(i int) string { return fmt.Sprintf("post %d|投稿者:|go", i) }, "nobody's name"},
		"the author of all is an account":      {func(i int) string { return fmt.Sprintf("post %d|admin|go", i) }, "nobody's name"},
		"one person writes it":                 {func(i int) string { return fmt.Sprintf("post %d|mika|go", i) }, ""},
		"an account among persons":             {func(i int) string { return fmt.Sprintf("post %d|%s|go", i, []string{"admin", "mika"}[i%2]) }, ""},
		"a third has no text":                  {func(i int) string { return fmt.Sprintf("post %d|mika|%s", i, []string{"go", "go", "empty"}[i%3]) }, "no text"},
		"one of many is a picture and no text": {func(i int) string { return fmt.Sprintf("post %d|mika|%s", i, map[bool]string{true: "empty"}[i == 3]) }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, fakeSource{site: newBlog(many(12, c.post))})
			read := d.Extract.Posts
			d.Extract.Posts = func(p *blog.Page) ([]*blog.Post, error) {
				posts, err := read(p)
				for _, post := range posts {
					if strings.HasSuffix(string(p.Body), "|empty") {
						post.Blocks = nil
					}
				}
				return posts, err
			}
			r := d.reindex(nil)
			if got := strings.Join(r.Warnings, "\n"); (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
				t.Errorf("warnings %q, want %q", got, c.want)
			}
		})
	}
}

func TestWhatTheOwnerSaysOfABlogFillsItsPosts(t *testing.T) {
	for _, themed := range []bool{false, true} {
		t.Run(fmt.Sprintf("learned %v", themed), func(t *testing.T) { fillsPosts(t, themed) })
	}
}

func fillsPosts(t *testing.T, themed bool) {
	b := newBlog(map[string]string{"a": "one||", "b": "two|mika|", "c": "three|admin|"})
	d := newDesk(t, fakeSource{site: b})
	if themed {
		read := d.Extract.Posts
		d.Extract.Learn = func([]*blog.Page) string { return "theme" }
		d.Extract.Holds = func(string, []*blog.Page) bool { return true }
		d.Extract.Themed = func(string) (func(*blog.Page) ([]*blog.Post, error), error) { return read, nil }
	}
	d.reindex(nil)
	d.Blogs = map[string]ingest.Defaults{strings.Replace(site, "https:", "http:", 1): {Author: "編集部", Lang: "ja"}}
	r := d.reindex(nil)
	if r.Changed != 3 {
		t.Errorf("%+v", r.Counts)
	}
	for k, err := range d.Archive.Posts(t.Context()) {
		want := map[string]string{"one": "編集部", "two": "mika", "three": "編集部"}[k.Post.Title]
		if err != nil || k.Post.Author != want || k.Post.Lang != "ja" {
			t.Errorf("%+v, %v", k.Post, err)
		}
	}
}

func TestADryRunShowsSomePostsWithEveryField(t *testing.T) {
	d := newDesk(t, fakeSource{site: newBlog(many(37, func(i int) string { return fmt.Sprintf("post %02d|dated|go,猫", i) }))})
	d.DryRun = true
	r := d.reindex(nil)
	if len(r.Samples) != 10 {
		t.Fatalf("%d samples", len(r.Samples))
	}
	s := r.Samples[9]
	if s.Title == "" || s.URL == "" || s.Author != "dated" || s.Published != "2023-11-14T22:13:20Z" || len(s.Tags) != 2 || s.Length == 0 || s.Text == "" || s.Blog != site {
		t.Errorf("%+v", s)
	}
	if r.Samples[0].Title == r.Samples[1].Title {
		t.Error("one post is shown twice")
	}
}

func TestAReportNamesWhatGaveWayAndCountsWhatWaits(t *testing.T) {
	b := newBlog(many(3, plain))
	b.list = []blog.Capture{
		{Visit: blog.Visit{URL: site + "p000?x", Site: site, Role: blog.RolePage, Outcome: blog.Passed, Excluded: true, Final: site + "p000", Reason: "it is a second address of " + site + "p000"}},
		{Visit: blog.Visit{URL: site + "p100", Site: site, Role: blog.RolePage, Outcome: blog.Waiting, Reason: "the budget of the run was used up"}},
		{Note: "the budget is used up", Alarm: true},
		{Note: "robots.txt is refused"},
	}
	r := newDesk(t, fakeSource{site: b}).reindex(nil)
	if len(r.GaveWay) != 1 || r.GaveWay[0].To != site+"p000" || r.Waiting != 1 || len(r.Warnings) != 1 || len(r.Notes) != 1 || r.Discovered != 4 || len(r.Passed) != 0 {
		t.Errorf("%+v", r.Counts)
	}
}
