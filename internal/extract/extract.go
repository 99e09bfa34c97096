// Package extract reads a Page and gives the Post in it: title, author, dates, tags, language and the text in blocks, without
// what surrounds a post on its page. It fetches nothing and keeps nothing.
//
// Several witnesses look at a page and each claims what it knows: the learned theme of the blog, the recipe of the platform, JSON-LD,
// OpenGraph, the class names that most themes share, the feed, the head of the page, bylines, the address, a guess. Every field is
// taken from the first witness that knows it, in that order of trust; what the source knew is first where the page is a bare fragment
// out of an export. A wrong author is worse than none, so what is only named like an author ranks behind what the feed says.
//
// The theme is learned from many pages of the blog at once, with its feed as the teacher (see Learn); it outranks all that is known of
// platforms, and says which of the other witnesses are wrong on this blog.
package extract

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

// Version names the state of the recipes; it changes when a page may read differently than before, so that a reindex reads
// the kept pages again.
const Version = "10"

// ErrNotPost is what Post gives for a page that is fine but holds no single post: a front page, an archive, a tag page, a
// search page, an error page, an empty one.
var ErrNotPost = errors.New("not a post")

// ErrUndated is the ErrNotPost of a page that reads like a post but has no date and does not call itself an article. Elsewhere it
// is a page about the company; on a blog that dates none of its posts it is a post, which is given along with the error.
var ErrUndated = fmt.Errorf("it has no date and does not call itself an article: %w", ErrNotPost)

// Post reads the post on the page. Where a page holds several (a day of Hatena Diary) it is the one the page's URL names,
// or the first; Posts gives them all.
func Post(p *blog.Page) (*blog.Post, error) {
	post, _, err := Explain(p)
	return post, err
}

// Explain reads the post like Post and tells where each field came from. The Trace is filled as far as reading went, also
// when there is an error; with ErrUndated the post is there, too.
func Explain(p *blog.Page) (*blog.Post, Trace, error) {
	posts, t, err := read(p, &Theme{})
	if len(posts) == 0 {
		return nil, t, err
	}
	return posts[0], t, err
}

// Posts reads all the posts on the page: one, but for a day of Hatena Diary. Without any it is ErrNotPost.
func Posts(p *blog.Page) ([]*blog.Post, error) {
	posts, _, err := read(p, &Theme{})
	return posts, err
}

// read gives at least one post, or an error, or both with ErrUndated.
func read(p *blog.Page, theme *Theme) (posts []*blog.Post, t Trace, err error) {
	switch p.Form {
	case blog.FormHTML, blog.FormGiven:
		posts, t, err = fromHTML(p, theme)
	case blog.FormText:
		posts, t = fromText(p)
	case blog.FormNone:
		posts, t = fromKnown(p)
	default:
		err = fmt.Errorf("a page of form %q is not for extraction, its source renders it", p.Form)
	}
	if err == nil && posts[0].Title == "" && len(posts[0].Blocks) == 0 {
		posts, err = nil, notPost("it is empty")
	}
	if err != nil {
		t.Reason = err.Error()
		return posts, t, fmt.Errorf("extract %s: %w", p.URL, err)
	}
	return posts, t, nil
}

// notPost is ErrNotPost with the reason in front.
func notPost(reason string) error { return fmt.Errorf("%s: %w", reason, ErrNotPost) }

func fromHTML(p *blog.Page, theme *Theme) ([]*blog.Post, Trace, error) {
	d, err := parse(p, theme)
	if err != nil {
		return nil, Trace{}, err
	}
	if posts := d.diary(); len(posts) > 0 {
		return posts, Trace{Recipe: d.recipe.name}, nil
	}
	t := Trace{Recipe: d.recipe.name}
	given := p.Form == blog.FormGiven // then its owner says that it is a post
	if reason := d.listing(); reason != "" && !given {
		return nil, t, notPost(reason)
	}
	m := merge(d, &t)
	if given {
		return []*blog.Post{m.post}, t, nil
	}
	if reason := d.unlike(m); reason != "" {
		return nil, t, notPost(reason)
	}
	if d.undated(m) && !(theme.Undated && !d.standsByName(m)) {
		if d.isStanding(m) {
			return nil, t, notPost("it has no date and stands apart from the posts")
		}
		return []*blog.Post{m.post}, t, ErrUndated
	}
	return []*blog.Post{m.post}, t, nil
}

// fromKnown makes the post of what its source knew.
func fromKnown(p *blog.Page) ([]*blog.Post, Trace) {
	post := p.Known
	post.URL, post.Site, post.ID = p.URL, p.Site, blog.NewID(p.URL)
	if post.Lang == "" {
		post.Lang = language(post.Title, post.Blocks, "", "")
	}
	if u, err := url.Parse(p.URL); err == nil && post.Published.IsZero() {
		if day := datedPath.FindStringSubmatch(u.Path); day != nil {
			post.Published = dayIn(day, cmp.Or(p.Zone, time.UTC))
		}
	}
	t := Trace{Recipe: "none"}
	t.note("all", "known", post.Title)
	return []*blog.Post{&post}, t
}

// fromText makes the post of plain text: a block for each run of lines between blank ones.
func fromText(p *blog.Page) ([]*blog.Post, Trace) {
	text := strings.ReplaceAll(string(p.Body), "\r\n", "\n")
	var blocks []blog.Block
	var l line
	flush := func() {
		if s := l.take(); s != "" {
			blocks = append(blocks, blog.Block{Kind: blog.Paragraph, Text: s})
		}
	}
	for row := range strings.SplitSeq(text, "\n") {
		if strings.TrimSpace(row) == "" {
			flush()
			continue
		}
		l.write(row + "\n")
	}
	flush()
	known := *p
	known.Known.Blocks = blocks
	if p.Known.Title == "" && len(blocks) > 1 && len(blocks[0].Text) < maxTitle {
		known.Known.Title, known.Known.Blocks = blocks[0].Text, blocks[1:]
	}
	posts, _ := fromKnown(&known)
	t := Trace{Recipe: "text"}
	t.note("body", "text", posts[0].Text())
	t.count(blocks)
	return posts, t
}
