package source

import (
	"bytes"
	"fmt"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/source/markdown"
)

// keep leaves a page as it was captured.
func keep(c blog.Capture) blog.Capture { return c }

// render makes HTML of Markdown, without what only generators understand, and a bare body of a body that came as a whole document: what an export says about a post
// counts more than what such a document says. The rest passes untouched.
func (r *reader) render(c blog.Capture) blog.Capture {
	if c.Page == nil {
		return c
	}
	var err error
	switch p := c.Page; p.Form {
	case blog.FormMarkdown:
		p.Form = blog.FormHTML
		p.Body, err = markdown.HTML([]byte(markdown.Clean(string(p.Body))))
	case blog.FormHTML, blog.FormGiven:
		if p.Known.Title != "" {
			p.Body = bare(p.Body)
		}
	}
	if err != nil {
		x := r.export
		x.Name = c.Visit.Found
		return x.Pass(0, c.Visit.URL, fmt.Sprintf("its body: %v", err))
	}
	return c
}

// bare is what stands in the body element of a document.
func bare(body []byte) []byte {
	const enough = 4096 // a document declares itself early
	start := bytes.ToLower(body[:min(len(body), enough)])
	if !bytes.Contains(start, []byte("<html")) && !bytes.Contains(start, []byte("<body")) {
		return body
	}
	root, err := html.Parse(bytes.NewReader(body))
	if err != nil {
		return body
	}
	for n := range root.Descendants() {
		if n.DataAtom != atom.Body {
			continue
		}
		var out bytes.Buffer
		for c := range n.ChildNodes() {
			if err := html.Render(&out, c); err != nil {
				return body
			}
		}
		return out.Bytes()
	}
	return body
}
