package sample

import (
	"cmp"
	"embed"
	"fmt"
	"hash/fnv"
	"html/template"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

// A post is a text file in posts: lines of "key: value" (url, title, author, date, tags, lang and, where it was edited,
// updated), an empty line, then the body in the notation that body.go tells.

//go:embed posts/*.txt
var files embed.FS

// entry is one post and how its pages show it. Post.URL is the path.
type entry struct {
	blog.Post
	Body   template.HTML // whole
	Teaser template.HTML // what the front page shows; the same as Body unless Cut
	Cut    bool          // the front page ends in 続きを読む
	Gist   string        // the first words as plain text
}

// UUID is the number that the platform would have given the post; feeds and pages carry it.
func (e *entry) UUID() string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(e.URL)) // a hash never fails
	return fmt.Sprintf("%020d", h.Sum64())
}

// Modified is when the post last changed.
func (e *entry) Modified() time.Time {
	if e.Updated.IsZero() {
		return e.Published
	}
	return e.Updated
}

// load reads the bundled posts, newest first. A post that does not read is our own mistake.
func load() []*entry {
	names, err := files.ReadDir("posts")
	if err != nil {
		panic(err)
	}
	var out []*entry
	for _, n := range names {
		text, err := files.ReadFile(path.Join("posts", n.Name()))
		if err != nil {
			panic(err)
		}
		e, err := parse(string(text))
		if err != nil {
			panic(fmt.Sprintf("sample: %s: %v", n.Name(), err))
		}
		out = append(out, e)
	}
	slices.SortFunc(out, func(a, b *entry) int { return cmp.Compare(b.Published.Unix(), a.Published.Unix()) })
	return out
}

func parse(text string) (*entry, error) {
	head, body, ok := strings.Cut(text, "\n\n")
	if !ok {
		return nil, fmt.Errorf("no empty line after the head")
	}
	e := &entry{}
	for line := range strings.SplitSeq(head, "\n") {
		key, value, _ := strings.Cut(line, ": ")
		if err := e.set(key, value); err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
	}
	if e.Title == "" || e.URL == "" || e.Author == "" || e.Lang == "" || e.Published.IsZero() {
		return nil, fmt.Errorf("the head lacks something")
	}
	teaser, _, cut := strings.Cut(body, "\n===\n")
	r := renderer{path: e.URL}
	e.Cut = cut
	e.Teaser = r.html(teaser)
	e.Gist = gist(string(e.Teaser))
	e.Body = (&renderer{path: e.URL}).html(strings.Replace(body, "\n===\n", "\n", 1))
	return e, nil
}

func (e *entry) set(key, value string) (err error) {
	switch key {
	case "url":
		e.URL = value
	case "title":
		e.Title = value
	case "author":
		e.Author = value
	case "lang":
		e.Lang = value
	case "tags":
		e.Tags = strings.Split(value, ", ")
	case "date":
		e.Published, err = time.Parse(time.RFC3339, value)
	case "updated":
		e.Updated, err = time.Parse(time.RFC3339, value)
	default:
		err = fmt.Errorf("unknown key")
	}
	return err
}
