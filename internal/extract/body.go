package extract

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/net/html"

	"github.com/fumikura/fumikura/internal/blog"
)

// readBody walks the bodies of the first claim that yields text, or pictures; the guess comes last.
func (m *merged) readBody(d *document, t *Trace, claims []claim) {
	themed := d.themeBody()
	if themed != nil {
		claims = append(slices.Clone(claims), claim{source: "theme", bodies: themed})
	}
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
		if themed != nil && c.source != "theme" && size*2 < sizeOf(themed[0]) {
			continue // a part of the body, or that of a card
		}
		w := d.read(c, m.post.Title)
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
func (d *document) read(c claim, title string) *walker {
	if c.drop != "" {
		for _, n := range c.bodies {
			choose(n).Find(c.drop).Remove()
		}
	}
	if c.guessed {
		d.dropEntries(c.bodies)
		d.dropLabels(c.bodies)
		d.dropPagers(c.bodies)
	}
	w := &walker{strict: !c.guessed, junk: junkWords.without(common(junkWords, c.bodies...)), theme: d.theme, title: title, leads: d.elsewhere}
	w.walk(c.bodies...)
	// Neither class words nor what recurs removes nearly all of a body.
	if kept := w.kept(); kept*5 < w.size && w.size > fewBytes {
		all := &walker{strict: !c.guessed, junk: words{}}
		if all.walk(c.bodies...).kept() > 2*kept {
			return all
		}
	}
	if c.guessed {
		w.dropOnward()
	}
	return w
}

// fewBytes of a body tell nothing about how much of it was cut.
const fewBytes = 300

// dropEntries removes the cards of other posts from guessed bodies.
func (d *document) dropEntries(bodies []*html.Node) {
	for _, n := range d.entries() {
		if n.Parent == nil || slices.Contains(bodies, n) || !d.teaser(n) && !d.isBox(n) || choose(n).Find("pre").Length() > 0 {
			continue
		}
		for p := n.Parent; p != nil; p = p.Parent {
			if slices.Contains(bodies, p) {
				n.Parent.RemoveChild(n)
				break
			}
		}
	}
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

// leadsOn are words of links that lead to the post before or after, or home.
var leadsOn = regexp.MustCompile(`(?i)[«»←→]|前の|次の|戻る|トップ|メイン|ホーム|\b(prev(ious)?|next|back|home|main|top)\b`)

// dropPagers removes the lines of guessed bodies that have only such links.
func (d *document) dropPagers(bodies []*html.Node) {
	for _, s := range choose(bodies...).Find("p, div, center, td").EachIter() {
		n := s.Get(0)
		links := s.Find("a[href]")
		if n.Parent == nil || links.Length() == 0 || !short(n) || !leadsOn.MatchString(textOf(n)) {
			continue
		}
		rest := tidy(textOf(n))
		for _, a := range links.EachIter() {
			if u, err := url.Parse(d.resolve(a.AttrOr("href", ""))); err != nil || !strings.EqualFold(u.Host, d.self.Host) {
				rest = a.Text() + "."
				break
			}
			rest = strings.Replace(rest, tidy(a.Text()), "", 1)
		}
		if strings.IndexFunc(rest, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) < 0 {
			n.Parent.RemoveChild(n)
		}
	}
}

// dropHead removes the title where the body begins with it, and the line of its date.
func (m *merged) dropHead(d *document) {
	const head = 3 // blocks that may come before the text
	kept := make([]blog.Block, 0, len(m.post.Blocks))
	for i, b := range m.post.Blocks {
		isTitle := (b.Text == m.post.Title || b.Text == d.site) && (b.Kind == blog.Heading || m.guessed)
		if i < head && (isTitle || m.isTrail(b.Text) || m.isDate(b.Text, d.zone())) {
			continue
		}
		kept = append(kept, b)
	}
	m.post.Blocks = kept
}

// isTrail says whether the block is the way from the front page to the post, as in Home / Blog / Title.
func (m *merged) isTrail(s string) bool {
	way, ok := strings.CutSuffix(s, m.post.Title)
	return ok && m.guessed && m.post.Title != "" && isDateline(way) && strings.ContainsAny(strings.TrimSpace(way), "/>›»＞")
}

// isDate says whether the block is the line with the date of the post: certainly so if it is nothing else and that day.
func (m *merged) isDate(s string, zone *time.Location) bool {
	const bare = 30 // bytes
	at, ok := parseMoment(s, zone)
	sameDay := len(s) <= bare && at.Format(time.DateOnly) == m.post.Published.Format(time.DateOnly)
	return ok && isDateline(s) && (m.guessed || sameDay)
}

// weigh counts the bytes in the bodies, and those of them that are links to other pages of the blog.
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
