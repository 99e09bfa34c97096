// Package jsonl reads and writes posts as JSON lines, the format of our own: one JSON object a line with url, title, author
// (or authors), tags, published, updated, lang and blog, and the body as one of text, html and markdown; an array of such objects,
// and objects over several lines, read as well. Names that tell who may read a post (draft, status, private) are obeyed. Other
// names are no fault; they are told, and where they could be about readers the post is left out. It renders no Markdown;
// internal/source does that.
package jsonl

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

// maxLine bounds one post in memory: twice what a crawled page may have, for JSON escapes make text longer.
const maxLine = 10 << 20

// object is one post.
type object struct {
	URL       string  `json:"url"`
	Title     string  `json:"title,omitempty"`
	Author    names   `json:"author,omitempty"`
	Authors   names   `json:"authors,omitempty"`
	Tags      tags    `json:"tags,omitempty"`
	Published moment  `json:"published,omitempty"`
	Updated   moment  `json:"updated,omitempty"`
	Lang      string  `json:"lang,omitempty"`
	Blog      string  `json:"blog,omitempty"`
	Public    *bool   `json:"public,omitempty"` // true of a post that is published though its date is to come
	Text      *string `json:"text,omitempty"`
	HTML      *string `json:"html,omitempty"`
	Markdown  *string `json:"markdown,omitempty"`
}

// moment is a date as it is written: text, or seconds or milliseconds since 1970.
type moment string

// UnmarshalJSON takes a string, a number, or a flag, which is no date.
func (m *moment) UnmarshalJSON(b []byte) error {
	var text string
	var number float64
	switch {
	case json.Unmarshal(b, &text) == nil:
		if !slices.Contains([]string{"true", "false", "yes", "no"}, strings.ToLower(text)) {
			*m = moment(text)
		}
	case json.Unmarshal(b, &number) == nil:
		const milliseconds = 1e11 // as seconds it would be the year 5138
		t := time.Unix(int64(number), 0)
		if number > milliseconds {
			t = time.UnixMilli(int64(number))
		}
		*m = moment(t.UTC().Format(time.RFC3339Nano))
	default:
		var flag bool
		return json.Unmarshal(b, &flag)
	}
	return nil
}

// Read hands over one capture for each object of r, and at the end a note of the names that nobody knows.
func Read(ctx context.Context, r io.Reader, x blog.Export) iter.Seq2[blog.Capture, error] {
	return func(yield func(blog.Capture, error) bool) {
		v, strange := newValues(r), newStrange()
		for {
			if err := ctx.Err(); err != nil {
				yield(blog.Capture{}, fmt.Errorf("read %s: %w", x.Name, err))
				return
			}
			value, n, long, err := v.next()
			if err != nil && err != io.EOF {
				yield(blog.Capture{}, fmt.Errorf("read %s, line %d: %w", x.Name, n, err))
				return
			}
			if long {
				if !yield(x.Pass(n, "", fmt.Sprintf("the line is longer than %d MiB", maxLine>>20)), nil) {
					return
				}
			} else if len(value) > 0 && !yield(capture(value, n, x, strange), nil) {
				return
			}
			if err == io.EOF {
				break
			}
		}
		if note := strange.note(); note != "" {
			yield(x.Note("%s", note), nil)
		}
	}
}

// next reads to the end of the line. What goes past the limit is read and forgotten, so that the lines after it are safe.
func next(b *bufio.Reader) (line []byte, long bool, err error) {
	for {
		part, err := b.ReadSlice('\n')
		if long = long || len(line)+len(part) > maxLine; long {
			line = nil
		} else {
			line = append(line, part...)
		}
		if err != bufio.ErrBufferFull {
			return line, long, err
		}
	}
}

func capture(value []byte, n int, x blog.Export, s *strange) blog.Capture {
	var o object
	if err := json.Unmarshal(value, &o); err != nil {
		return x.Pass(n, o.URL, explain(err))
	}
	published, err := x.Time(string(o.Published))
	if err != nil {
		return x.Pass(n, o.URL, fmt.Sprintf("published: %v", err))
	}
	updated, err := x.Time(string(o.Updated))
	if err != nil {
		return x.Pass(n, o.URL, fmt.Sprintf("updated: %v", err))
	}
	reason, err := o.withheld(value, x, s)
	switch {
	case err != nil:
		return x.Pass(n, o.URL, explain(err))
	case reason != "":
		return x.Skip(n, o.URL, reason)
	case o.URL == "":
		return x.Pass(n, "", "it has no url")
	}
	p := blog.Page{URL: strings.TrimSpace(o.URL), Site: o.Blog}
	bodies := 0
	for form, body := range map[blog.Form]*string{blog.FormText: o.Text, blog.FormHTML: o.HTML, blog.FormMarkdown: o.Markdown} {
		if body != nil {
			p.Form, p.Body = form, []byte(*body)
			bodies++
		}
	}
	if bodies != 1 {
		return x.Pass(n, p.URL, fmt.Sprintf("it has %d of text, html and markdown, want one", bodies))
	}
	p.Known = blog.Post{Title: strings.TrimSpace(o.Title), Author: append(o.Author, o.Authors...).String(), Tags: o.Tags, Lang: o.Lang}
	p.Known.Published, p.Known.Updated = published, updated
	return x.Capture(n, p)
}

// explain says in words of the format what is wrong with a line.
func explain(err error) string {
	var kind *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &kind) && kind.Field == "":
		return fmt.Sprintf("it is a JSON %s, want an object on each line", kind.Value)
	case errors.As(err, &kind):
		return fmt.Sprintf("%s is a JSON %s, want a string", kind.Field, kind.Value)
	case errors.As(err, &syntax):
		return fmt.Sprintf("it is no JSON object: %v at byte %d", syntax, syntax.Offset)
	}
	return fmt.Sprintf("author, authors or tags: %v", err)
}
