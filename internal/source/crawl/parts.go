package crawl

// Long posts are split over pages on some blogs: WordPress makes /post/2/ and /post/3/ of <!--nextpage-->. Their texts belong to the
// post at /post/, so they are asked for together with it and put into its page, at the end of the element that holds its text;
// their addresses give way to that of the post.

import (
	"bytes"
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/fetch"
	"github.com/fumikura/fumikura/internal/page"
)

// maxParts is how many pages one post may have; with more it is a list, or a book.
const maxParts = 30

// bodyClasses are the classes of the element that holds the text of a post, on the platforms that split posts.
var bodyClasses = []string{"entry-content", "post-content", "article-content", "post-body", "entry-body", "article-body", "e-content", "page-content"}

// join asks for the further pages of a post and puts their texts into its page.
func (w *worker) join(ctx context.Context, res *result) {
	addresses := w.place.partsOf(res)
	if len(addresses) == 0 {
		return
	}
	whole, err := html.Parse(bytes.NewReader(res.body))
	if err != nil {
		return
	}
	into, kind := textElement(whole)
	title := titleOf(whole)
	if into == nil || title == "" {
		return
	}
	for _, a := range addresses {
		resp, err := w.client.Get(ctx, fetch.Request{URL: a, Scope: w.place.scope})
		if err != nil || resp.Status != 200 || !isPage(resp.ContentType) {
			return // the pages stay what they are; the next run may do better
		}
		part, err := html.Parse(bytes.NewReader(resp.Body))
		if err != nil {
			return
		}
		from, same := textElement(part)
		if from == nil || same != kind || !strings.HasPrefix(titleOf(part), title) {
			return
		}
		for c := from.FirstChild; c != nil; c = from.FirstChild {
			from.RemoveChild(c)
			into.AppendChild(c)
		}
		res.parts = append(res.parts, a)
		if u, err := url.Parse(a); err == nil {
			res.links = append(res.links, w.place.links(page.Read(resp.Body, u), a)...)
		}
	}
	var b bytes.Buffer
	if html.Render(&b, whole) != nil || b.Len() > fetch.MaxPage {
		res.parts = nil
		return
	}
	res.body = b.Bytes()
	res.resp.ETag, res.resp.LastModified = "", "" // they are those of the first page alone
}

// partsOf gives the addresses of the further pages of a post: its own with 2, 3 and so on at the end, as far as it leads to them. A
// page that leads to its number 1 as well is a table of contents.
func (p *place) partsOf(res *result) []string {
	u, err := url.Parse(res.resp.URL)
	m := res.html
	if err != nil || res.role != blog.RolePage || u.RawQuery != "" || !m.IsArticle() || m.Sign() == page.SignList || m.Articles > 1 || m.Linked > 0 {
		return nil
	}
	base, leads := slashed(u.Path), map[int]string{}
	for _, t := range res.links {
		l, err := url.Parse(t.url)
		if err != nil || l.Host != u.Host || l.RawQuery != "" {
			continue
		}
		if rest, ok := strings.CutPrefix(slashed(l.Path), base); ok {
			if n, err := strconv.Atoi(strings.TrimSuffix(rest, "/")); err == nil {
				leads[n] = t.url
			}
		}
	}
	if leads[1] != "" {
		return nil
	}
	var parts []string
	for n := 2; leads[n] != "" && n <= maxParts; n++ {
		parts = append(parts, leads[n])
	}
	return parts
}

// textElement finds the element that holds the text of a post, and by what it was found.
func textElement(n *html.Node) (found *html.Node, by string) {
	for d := range n.Descendants() {
		for _, a := range d.Attr {
			if a.Key == "itemprop" && a.Val == "articleBody" {
				return d, a.Val
			}
			if a.Key != "class" {
				continue
			}
			for c := range strings.FieldsSeq(a.Val) {
				if slices.Contains(bodyClasses, c) {
					return d, c
				}
			}
		}
	}
	for d := range n.Descendants() {
		if d.DataAtom == atom.Article {
			return d, "article"
		}
	}
	return nil, ""
}

// titleOf is the title of a page, without that of the blog behind it.
func titleOf(n *html.Node) string {
	for d := range n.Descendants() {
		if d.DataAtom == atom.Title && d.FirstChild != nil {
			title := d.FirstChild.Data
			for _, between := range []string{" | ", " – ", " — ", " « ", " » "} {
				title, _, _ = strings.Cut(title, between)
			}
			return strings.Join(strings.Fields(title), " ")
		}
	}
	return ""
}
