// Package jsonl reads and writes posts as JSON lines, the format of our own: one JSON object a line with url, title, author
// (or authors), tags, published, updated, lang and blog, and the body as one of text, html and markdown. Unknown keys are no
// fault. It renders no Markdown; internal/source does that.
package jsonl

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/fumikura/fumikura/internal/blog"
)

// maxLine bounds one post in memory: twice what a crawled page may have, for JSON escapes make text longer.
const maxLine = 10 << 20

// object is one line.
type object struct {
	URL       string  `json:"url"`
	Title     string  `json:"title,omitempty"`
	Author    names   `json:"author,omitempty"`
	Authors   names   `json:"authors,omitempty"`
	Tags      tags    `json:"tags,omitempty"`
	Published string  `json:"published,omitempty"`
	Updated   string  `json:"updated,omitempty"`
	Lang      string  `json:"lang,omitempty"`
	Blog      string  `json:"blog,omitempty"`
	Text      *string `json:"text,omitempty"`
	HTML      *string `json:"html,omitempty"`
	Markdown  *string `json:"markdown,omitempty"`
}

// Read hands over one capture for each line of r that is not empty.
func Read(ctx context.Context, r io.Reader, x blog.Export) iter.Seq2[blog.Capture, error] {
	return func(yield func(blog.Capture, error) bool) {
		b := bufio.NewReaderSize(r, 64<<10)
		for n := 1; ; n++ {
			if err := ctx.Err(); err != nil {
				yield(blog.Capture{}, fmt.Errorf("read %s: %w", x.Name, err))
				return
			}
			line, long, err := next(b)
			if err != nil && err != io.EOF {
				yield(blog.Capture{}, fmt.Errorf("read %s, line %d: %w", x.Name, n, err))
				return
			}
			if n == 1 {
				line = bytes.TrimPrefix(line, []byte("\ufeff"))
			}
			line = bytes.TrimSpace(line)
			if long {
				if !yield(x.Pass(n, "", fmt.Sprintf("the line is longer than %d MiB", maxLine>>20)), nil) {
					return
				}
			} else if len(line) > 0 && !yield(capture(line, n, x), nil) {
				return
			}
			if err == io.EOF {
				return
			}
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

func capture(line []byte, n int, x blog.Export) blog.Capture {
	var o object
	if err := json.Unmarshal(line, &o); err != nil {
		return x.Pass(n, o.URL, explain(err))
	}
	if o.URL == "" {
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
	var err error
	if p.Known.Published, err = x.Time(o.Published); err != nil {
		return x.Pass(n, p.URL, fmt.Sprintf("published: %v", err))
	}
	if p.Known.Updated, err = x.Time(o.Updated); err != nil {
		return x.Pass(n, p.URL, fmt.Sprintf("updated: %v", err))
	}
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
