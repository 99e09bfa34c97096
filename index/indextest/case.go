package indextest

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/internal/blog"
)

// A case is a txtar archive. Its comment is a sentence that says what must hold. Each file but the last is a post, named by a
// short word: lines of "title:", "author:", "tags:", "date:" (with the hour or without), "lang:", "blog:", "url:", an empty line, and the body, a block a line: "# "
// begins a heading, four spaces code. The file "ask" holds searches: a line "query:" and below it what must hold of the answer,
// a line each; expectations in expect.go tells the words for that.

//go:embed cases
var caseFS embed.FS

// test is one case.
type test struct {
	name  string
	posts []*blog.Post
	names map[blog.ID]string // the short word for each post
	asks  []ask
}

// ask is a search with what must hold of its answer.
type ask struct {
	query string
	lines []line
}

// line is one expectation: a word and what it is about.
type line struct{ verb, rest string }

// caseFiles reads all cases in the order of their names.
func caseFiles(t *testing.T) []*test {
	t.Helper()
	names, err := fs.Glob(caseFS, "cases/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("there are no cases: %v", err)
	}
	var out []*test
	for _, name := range names {
		data, err := caseFS.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		c, err := parseCase(path.Base(name), txtar.Parse(data))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out = append(out, c)
	}
	return out
}

func parseCase(file string, a *txtar.Archive) (*test, error) {
	c := &test{name: strings.TrimSpace(string(a.Comment)), names: map[blog.ID]string{}}
	for _, f := range a.Files {
		if f.Name == "ask" {
			c.asks = parseAsks(string(f.Data))
			continue
		}
		p, err := ParsePost(strings.TrimSuffix(file, ".txtar")+"/"+f.Name, string(f.Data))
		if err != nil {
			return nil, fmt.Errorf("post %s: %w", f.Name, err)
		}
		c.posts = append(c.posts, p)
		c.names[p.ID] = f.Name
	}
	if c.name == "" || len(c.posts) == 0 || len(c.asks) == 0 {
		return nil, fmt.Errorf("a case needs a sentence, posts and searches")
	}
	return c, nil
}

func parseAsks(text string) []ask {
	var asks []ask
	for l := range strings.SplitSeq(text, "\n") {
		verb, rest, ok := strings.Cut(l, ":")
		rest = strings.TrimSpace(rest)
		switch {
		case !ok:
		case verb == "query":
			asks = append(asks, ask{query: rest})
		default:
			last := &asks[len(asks)-1]
			last.lines = append(last.lines, line{verb, rest})
		}
	}
	return asks
}

// ParsePost reads a post of a case. Its address ends with the name.
func ParsePost(name, text string) (*blog.Post, error) {
	head, body, _ := strings.Cut(text, "\n\n")
	p := &blog.Post{
		Site:      "https://blog.example.com/",
		Title:     name,
		Published: time.Date(2020, 1, 1, 9, 0, 0, 0, time.UTC),
		Lang:      "ja",
	}
	for l := range strings.SplitSeq(head, "\n") {
		if l == "" {
			continue
		}
		key, value, _ := strings.Cut(l, ":")
		if err := setField(p, key, strings.TrimSpace(value)); err != nil {
			return nil, err
		}
	}
	if p.URL == "" {
		p.URL = p.Site + name
		p.ID = blog.NewID(p.URL)
	}
	p.Blocks = parseBlocks(body)
	return p, nil
}

func setField(p *blog.Post, key, value string) (err error) {
	switch key {
	case "title":
		p.Title = value
	case "author":
		p.Author = value
	case "tags":
		p.Tags = strings.Split(value, ", ")
	case "date":
		if p.Published, err = time.Parse(time.RFC3339, value); err != nil {
			p.Published, err = time.ParseInLocation("2006-01-02", value, time.FixedZone("JST", 9*60*60))
		}
	case "lang":
		p.Lang = value
	case "blog":
		p.Site = value
	case "url":
		p.URL = value
		p.ID = blog.NewID(value)
	default:
		err = fmt.Errorf("no field %q", key)
	}
	return err
}

func parseBlocks(body string) []blog.Block {
	var out []blog.Block
	for l := range strings.SplitSeq(body, "\n") {
		code, isCode := strings.CutPrefix(l, "    ")
		heading, isHeading := strings.CutPrefix(l, "# ")
		switch {
		case l == "":
		case isCode && len(out) > 0 && out[len(out)-1].Kind == blog.Code:
			out[len(out)-1].Text += "\n" + code
		case isCode:
			out = append(out, blog.Block{Kind: blog.Code, Text: code})
		case isHeading:
			out = append(out, blog.Block{Kind: blog.Heading, Text: heading, Anchor: strings.ReplaceAll(heading, " ", "-")})
		default:
			out = append(out, blog.Block{Kind: blog.Paragraph, Text: l})
		}
	}
	return out
}

// run builds an index of the posts and puts every question.
func (c *test) run(t *testing.T, open Open) {
	e := filled(t, open, c.posts)
	for _, a := range c.asks {
		c.check(t, e, a)
	}
}

// found gives the short words for the posts of the hits.
func (c *test) found(hits []index.Hit) []string {
	var out []string
	for _, h := range hits {
		out = append(out, c.names[h.Post.ID])
	}
	return out
}

// hit gives the hit of a post.
func (c *test) hit(hits []index.Hit, name string) (index.Hit, bool) {
	i := slices.IndexFunc(hits, func(h index.Hit) bool { return c.names[h.Post.ID] == name })
	if i < 0 {
		return index.Hit{}, false
	}
	return hits[i], true
}
