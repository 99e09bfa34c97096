// Package jsonfeed reads a JSON Feed that was saved to a file. A feed goes on at its next_url, which is asked for by nobody: it
// is named, so that the owner knows what is missing.
package jsonfeed

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/fumikura/fumikura/internal/blog"
)

// maxFeed bounds a feed in memory; feeds of whole blogs take some ten MiB.
const maxFeed = 128 << 20

type feed struct {
	Version string            `json:"version"`
	Home    string            `json:"home_page_url"`
	Next    string            `json:"next_url"`
	Lang    string            `json:"language"`
	Author  author            `json:"author"` // version 1
	Authors []author          `json:"authors"`
	Items   []json.RawMessage `json:"items"`
}

type author struct {
	Name string `json:"name"`
}

type item struct {
	ID        any      `json:"id"` // a string, but numbers are seen
	URL       string   `json:"url"`
	Title     string   `json:"title"`
	HTML      *string  `json:"content_html"`
	Text      *string  `json:"content_text"`
	Summary   string   `json:"summary"`
	Published string   `json:"date_published"`
	Modified  string   `json:"date_modified"`
	Author    author   `json:"author"`
	Authors   []author `json:"authors"`
	Tags      []string `json:"tags"`
	Lang      string   `json:"language"`
}

// Read hands over one capture for each item; items are counted from 1, for a feed is often one line.
func Read(ctx context.Context, r io.Reader, x blog.Export) iter.Seq2[blog.Capture, error] {
	return func(yield func(blog.Capture, error) bool) {
		f, err := load(ctx, r)
		if err != nil {
			yield(blog.Capture{}, fmt.Errorf("read %s: %w", x.Name, err))
			return
		}
		if x.Site == "" {
			x.Site = f.Home
		}
		name := x.Name
		for i, raw := range f.Items {
			x.Name = fmt.Sprintf("%s, item %d", name, i+1)
			if !yield(f.capture(raw, x), nil) {
				return
			}
		}
		if x.Name = name; f.Next != "" {
			yield(x.Pass(0, f.Next, "the feed goes on at "+f.Next+", which is not asked for: save it and import it too"), nil)
		}
	}
}

func load(ctx context.Context, r io.Reader) (feed, error) {
	var f feed
	if err := ctx.Err(); err != nil {
		return f, err
	}
	b, err := io.ReadAll(io.LimitReader(r, maxFeed+1))
	if err != nil {
		return f, err
	}
	if len(b) > maxFeed {
		return f, fmt.Errorf("a feed of more than %d MiB", maxFeed>>20)
	}
	b = []byte(strings.TrimPrefix(string(b), "\ufeff"))
	if err := json.Unmarshal(b, &f); err != nil {
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			line := 1 + strings.Count(string(b[:min(int(syntax.Offset), len(b))]), "\n")
			return f, fmt.Errorf("line %d: %w", line, err)
		}
		return f, err
	}
	if !strings.Contains(f.Version, "jsonfeed.org/version/") {
		return f, fmt.Errorf("its version is %.60q, not that of a JSON Feed", f.Version)
	}
	return f, nil
}

func (f *feed) capture(raw json.RawMessage, x blog.Export) blog.Capture {
	var it item
	if err := json.Unmarshal(raw, &it); err != nil {
		var kind *json.UnmarshalTypeError
		if errors.As(err, &kind) && kind.Field != "" {
			return x.Pass(0, it.URL, fmt.Sprintf("its %s is a JSON %s", kind.Field, kind.Value))
		}
		return x.Pass(0, it.URL, "it is no JSON object")
	}
	if id, ok := it.ID.(string); ok && it.URL == "" {
		it.URL = id // where the id is an address, it is that of the post
	}
	if reason := withheld(raw, x); reason != "" {
		return x.Skip(0, it.URL, reason)
	}
	p := blog.Page{URL: it.URL}
	switch {
	case it.HTML != nil:
		p.Form, p.Body = blog.FormHTML, []byte(*it.HTML)
	case it.Text != nil:
		p.Form, p.Body = blog.FormText, []byte(*it.Text)
	default:
		return x.Pass(0, it.URL, "it has neither content_html nor content_text")
	}
	published, err := x.Time(it.Published)
	if err != nil {
		return x.Pass(0, it.URL, fmt.Sprintf("date_published: %v", err))
	}
	updated, err := x.Time(it.Modified)
	if err != nil {
		return x.Pass(0, it.URL, fmt.Sprintf("date_modified: %v", err))
	}
	p.Known = blog.Post{Title: it.Title, Author: f.by(it), Published: published, Updated: updated, Tags: it.Tags, Lang: cmp.Or(it.Lang, f.Lang)}
	return x.Capture(0, p)
}

// own are the names of the format; extensions begin with an underscore.
var own = []string{"id", "url", "external_url", "title", "content_html", "content_text", "summary", "image", "banner_image", "date_published",
	"date_modified", "author", "authors", "tags", "language", "attachments"}

// withheld says why the item is not public: a feed is, but what somebody saved or made may say otherwise.
func withheld(raw json.RawMessage, x blog.Export) string {
	var fields map[string]any
	if err := json.Unmarshal(raw, &fields); err != nil {
		return "" // it has been read already
	}
	v := blog.Visibility{}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		value := fields[name]
		switch {
		case value == nil || slices.Contains(own, name):
		case v.Covers(name):
			v[name] = []string{fmt.Sprint(value)}
		case v.Suspect(name):
			return fmt.Sprintf("it has %s, a name that is not known and could mean that it is not public", name)
		}
	}
	return x.Withheld(v)
}

// by is who wrote the item: its own authors, or else those of the feed.
func (f *feed) by(it item) string {
	for _, list := range [][]author{it.Authors, {it.Author}, f.Authors, {f.Author}} {
		var names []string
		for _, a := range list {
			if a.Name != "" {
				names = append(names, a.Name)
			}
		}
		if len(names) > 0 {
			return strings.Join(names, ", ")
		}
	}
	return ""
}
