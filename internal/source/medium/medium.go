// Package medium reads the folder that Medium exports (as a zip): a rendered page for each post, under posts. Drafts, and what
// look like responses to other people's posts, are left out.
package medium

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/fumikura/fumikura/internal/blog"
)

// maxPost bounds one page in memory, as for a crawled one.
const maxPost = 5 << 20

// Is says whether the folder is an export of Medium.
func Is(fsys fs.FS) bool {
	names, err := fs.Glob(fsys, "posts/*.html")
	if err != nil || len(names) == 0 {
		return false
	}
	b, err := slurp(fsys, names[0])
	return err == nil && bytes.Contains(b, []byte("h-entry")) && bytes.Contains(b, []byte("e-content")) &&
		(bytes.Contains(b, []byte(`data-field=`)) || bytes.Contains(b, []byte("medium.com"))) // themes of others have such classes too
}

// Read hands over one capture for each post.
func Read(ctx context.Context, fsys fs.FS, x blog.Export) iter.Seq2[blog.Capture, error] {
	return func(yield func(blog.Capture, error) bool) {
		whole := x.Name
		names, err := fs.Glob(fsys, "posts/*.html")
		if err == nil && len(names) == 0 {
			err = fmt.Errorf("no export of Medium: it has no posts/*.html: %w", fs.ErrNotExist)
		}
		for _, name := range names {
			if err = ctx.Err(); err != nil {
				break
			}
			x.Name = name
			if !yield(read(fsys, name, x), nil) {
				return
			}
		}
		if err != nil {
			yield(blog.Capture{}, fmt.Errorf("read %s: %w", whole, err))
		}
	}
}

func slurp(fsys fs.FS, name string) ([]byte, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it is only read
	b, err := io.ReadAll(io.LimitReader(f, maxPost+1))
	if err == nil && len(b) > maxPost {
		err = fmt.Errorf("it is larger than %d MiB", maxPost>>20)
	}
	return b, err
}

func read(fsys fs.FS, name string, x blog.Export) blog.Capture {
	if strings.HasPrefix(path.Base(name), "draft") {
		return x.Skip(0, "", "it is a draft")
	}
	b, err := slurp(fsys, name)
	if err != nil {
		return x.Pass(0, "", err.Error())
	}
	root, err := html.Parse(bytes.NewReader(x.UTF8(b, "text/html")))
	if err != nil {
		return x.Pass(0, "", fmt.Sprintf("its HTML: %v", err))
	}
	p := page{}
	p.look(root)
	if p.body == nil {
		return x.Pass(0, p.url, "it has no .e-content, as posts of Medium have")
	}
	if p.response() {
		return x.Skip(0, p.url, "it looks like a response to another post")
	}
	published, err := x.Time(p.published)
	if err != nil {
		return x.Pass(0, p.url, fmt.Sprintf("dt-published: %v", err))
	}
	body, err := p.inner()
	if err != nil {
		return x.Pass(0, p.url, fmt.Sprintf("its HTML: %v", err))
	}
	return x.Capture(0, blog.Page{URL: p.url, Form: blog.FormHTML, Body: body, Known: blog.Post{
		Title: p.title, Author: p.author, Published: published, Tags: p.tags,
	}})
}

// page is what an exported page says by its microformat.
type page struct {
	url, title, author, published string
	tags                          []string
	body, heading                 *html.Node // the heading repeats the title within the body
}

func (p *page) look(root *html.Node) {
	for n := range root.Descendants() {
		for class := range strings.FieldsSeq(attr(n, "class")) {
			p.note(n, class)
		}
		if n.DataAtom == atom.A && inTags(n) {
			p.tags = append(p.tags, text(n))
		}
	}
}

// note takes what an element of the class says. The first counts: a post can quote another.
func (p *page) note(n *html.Node, class string) {
	switch class {
	case "p-name":
		if p.title == "" {
			p.title = text(n)
		}
	case "e-content":
		p.body = cmp.Or(p.body, n)
	case "graf--title":
		p.heading = cmp.Or(p.heading, n)
	case "p-canonical":
		p.url = attr(n, "href")
	case "p-author":
		if p.author == "" {
			p.author = text(n)
		}
	case "dt-published":
		p.published = attr(n, "datetime")
	}
}

// inTags says whether the link stands in the list of tags.
func inTags(n *html.Node) bool {
	const near = 3
	for i, a := 0, n.Parent; i < near && a != nil; i, a = i+1, a.Parent {
		if slices.Contains(strings.Fields(attr(a, "class")), "p-tags") {
			return true
		}
	}
	return false
}

// response says whether the text has no title of its own: Medium then makes one of its beginning.
func (p *page) response() bool {
	start := strings.TrimRight(p.title, "… .")
	return p.heading == nil && start != "" && strings.HasPrefix(text(p.body), start)
}

// inner is the body without its heading.
func (p *page) inner() ([]byte, error) {
	if p.heading != nil && p.heading.Parent != nil && text(p.heading) == p.title {
		p.heading.Parent.RemoveChild(p.heading)
	}
	var b bytes.Buffer
	for c := range p.body.ChildNodes() {
		if err := html.Render(&b, c); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// text is the text within, with single spaces.
func text(n *html.Node) string {
	var b strings.Builder
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}
