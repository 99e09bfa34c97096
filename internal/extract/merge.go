package extract

import (
	"strings"
	"time"

	"golang.org/x/net/html"

	"github.com/fumikura/fumikura/internal/blog"
)

// maxTitle is longer than any title we saw; what is longer is not one.
const maxTitle = 500

// merged is a post put together from the claims.
type merged struct {
	post    *blog.Post
	links   int // characters of the body that are links to pages of the same blog
	size    int // characters of the body
	body    *walker
	guessed bool // the body was, so its head may be in it
}

// merge takes every field from the first claim that has it.
func merge(d *document, t *Trace) merged {
	claims := d.claims()
	if d.fragment {
		claims = append([]claim{fromSource(&d.page.Known)}, claims...)
	} else {
		claims = append(claims, fromSource(&d.page.Known), d.fromAddress())
	}
	post := &blog.Post{Site: d.page.Site, URL: d.address}
	post.ID = blog.NewID(post.URL)
	title(d, t, claims, post)
	author(t, claims, post)
	dates(d, t, claims, post)
	tags(t, claims, post)
	m := merged{post: post}
	m.readBody(d, t, claims)
	post.Lang = d.page.Known.Lang
	if post.Lang == "" || !d.fragment {
		post.Lang = language(post.Title, post.Blocks, d.declared())
	}
	t.note("lang", "text", post.Lang)
	return m
}

// fromSource is what the source of the page knew.
func fromSource(known *blog.Post) claim {
	return claim{
		source: "known", title: known.Title, author: known.Author, tags: known.Tags,
		published: moment{Time: known.Published, clock: true, zoned: true},
		updated:   moment{Time: known.Updated, clock: true, zoned: true},
	}
}

func title(d *document, t *Trace, claims []claim, post *blog.Post) {
	for _, c := range claims {
		if c.title == "" || len(c.title) > maxTitle {
			continue
		}
		post.Title = c.title
		if c.source != "known" {
			post.Title = d.trimTitle(c.title)
		}
		t.note("title", c.source, post.Title)
		return
	}
}

func author(t *Trace, claims []claim, post *blog.Post) {
	for _, c := range claims {
		if c.author != "" {
			post.Author = c.author
			t.note("author", c.source, c.author)
			return
		}
	}
}

func tags(t *Trace, claims []claim, post *blog.Post) {
	for _, c := range claims {
		if len(c.tags) > 0 {
			post.Tags = c.tags
			t.note("tags", c.source, strings.Join(c.tags, ", "))
			return
		}
	}
}

func dates(d *document, t *Trace, claims []claim, post *blog.Post) {
	var source string
	post.Published, source = settle(d, claims, func(c claim) moment { return c.published })
	if source != "" {
		t.note("published", source, post.Published.Format(time.RFC3339))
	}
	post.Updated, source = settle(d, claims, func(c claim) moment { return c.updated })
	if !post.Updated.After(post.Published) {
		post.Updated = time.Time{} // many platforms write the same twice
	}
	if source != "" && !post.Updated.IsZero() {
		t.note("updated", source, post.Updated.Format(time.RFC3339))
	}
}

// settle takes the first date; where it is only a day, the first of the later ones that tells the time on that day. Times in
// UTC are shown in the zone of the blog.
func settle(d *document, claims []claim, get func(claim) moment) (time.Time, string) {
	var best moment
	var source string
	for _, c := range claims {
		m := get(c)
		if m.IsZero() {
			continue
		}
		if m.clock && !m.zoned {
			m.Time = m.In(d.zone())
		}
		switch {
		case source == "":
			best, source = m, c.source
		case !best.clock && m.clock && (best.Format(time.DateOnly) == m.Format(time.DateOnly) || best.Format(time.DateOnly) == m.UTC().Format(time.DateOnly)):
			best, source = m, c.source
		case best.clock && !best.zoned && m.zoned && best.Equal(m.Time):
			best = m
		}
	}
	return best.Time.Truncate(time.Second), source
}

// readBody walks the bodies of the first claim that yields text, or pictures; the guess comes last.
func (m *merged) readBody(d *document, t *Trace, claims []claim) {
	for i := 0; i <= len(claims); i++ {
		c := claim{}
		if i < len(claims) {
			c = claims[i]
		} else {
			c = d.guess()
		}
		if len(c.bodies) == 0 {
			continue
		}
		links, size := d.weigh(c.bodies)
		w := d.read(c)
		if len(w.blocks) == 0 && w.images == 0 && i < len(claims) {
			continue
		}
		m.body, m.guessed = w, c.guessed
		m.post.Blocks = w.blocks
		m.links, m.size = links, size
		t.Images, t.Embeds = w.images, w.embeds
		t.note("body", c.source, m.post.Text())
		break
	}
	if len(m.post.Blocks) == 0 && len(d.page.Known.Blocks) > 0 {
		m.post.Blocks = d.page.Known.Blocks
		t.note("body", "known", m.post.Text())
	}
	m.dropHead(d)
	t.count(m.post.Blocks)
}

// read turns the bodies of a claim into blocks.
func (d *document) read(c claim) *walker {
	if c.drop != "" {
		for _, n := range c.bodies {
			choose(n).Find(c.drop).Remove()
		}
	}
	if c.guessed {
		d.dropLabels(c.bodies)
	}
	return walk(!c.guessed, c.bodies...)
}

// dropLabels removes the small parts of guessed bodies that hold the date, the author or the tags.
func (d *document) dropLabels(bodies []*html.Node) {
	const small = 160 // bytes of text
	in := map[*html.Node]bool{}
	for _, b := range bodies {
		in[b] = true
	}
	labels := choose(bodies...).Find("time, a[rel~=author]").AddSelection(d.tagLinks(classes().tags))
	for _, n := range labels.Nodes {
		for p := n.Parent; p != nil && !in[p]; p = p.Parent {
			if !isBlock(p) {
				continue
			}
			if p.Parent != nil && len(tidy(textOf(p))) <= small {
				p.Parent.RemoveChild(p)
			}
			break
		}
	}
}

// dropHead removes the title where the body begins with it, and around a guessed body the line of its date.
func (m *merged) dropHead(d *document) {
	const head = 3 // blocks that may come before the text
	kept := make([]blog.Block, 0, len(m.post.Blocks))
	for i, b := range m.post.Blocks {
		isTitle := (b.Text == m.post.Title || b.Text == d.site) && (b.Kind == blog.Heading || m.guessed)
		if i < head && (isTitle || m.guessed && isDated(b.Text, d.zone())) {
			continue
		}
		kept = append(kept, b)
	}
	m.post.Blocks = kept
}

// isDated says whether the block is the line with the date of the post.
func isDated(s string, zone *time.Location) bool {
	_, ok := parseMoment(s, zone)
	return ok && isDateline(s)
}

// weigh counts the characters in the bodies, and those of them that are links to other pages of the blog.
func (d *document) weigh(bodies []*html.Node) (links, size int) {
	for _, body := range bodies {
		size += sizeOf(body)
		for _, a := range choose(body).Find("a[href]").EachIter() {
			if d.elsewhere(a.AttrOr("href", "")) {
				links += sizeOf(a.Get(0))
			}
		}
	}
	return links, size
}
