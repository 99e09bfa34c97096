package extract

import (
	"slices"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

// maxTitle is longer than any title we saw; what is longer is not one.
const maxTitle = 500

// merged is a post put together from the claims.
type merged struct {
	post    *blog.Post
	links   int // bytes of the body that are links to pages of the same blog
	size    int // bytes of the body
	lines   int // see datedLinks
	body    *walker
	guessed bool // the body was, so its head may be in it
}

// merge takes every field from the first claim that has it.
func merge(d *document, t *Trace) merged {
	claims := d.claims()
	if d.fragment {
		claims = append([]claim{fromSource(&d.page.Known)}, claims...)
	}
	post := &blog.Post{Site: d.page.Site, URL: d.address}
	post.ID = blog.NewID(post.URL)
	title(d, t, claims, post)
	dates(d, t, claims, post)
	tags(t, claims, post)
	author(t, claims, post)
	m := merged{post: post, lines: d.datedLinks()} // before the body is taken apart
	m.readBody(d, t, claims)
	post.Image, post.Translations = d.picture(m.body), d.translations()
	post.Lang = d.page.Known.Lang
	if post.Lang == "" || !d.fragment {
		post.Lang = language(post.Title, post.Blocks, d.declared(), d.theme.Han)
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

// fromFeed is what the feed of the blog says of the page.
func (d *document) fromFeed() claim {
	c := fromSource(&d.page.Known)
	if isMailAddress(c.author) || strings.ContainsAny(c.author, "{}<>=") { // {"name"=>"Jo Park"}: a template wrote out a table
		c.author = ""
	}
	return c
}

func title(d *document, t *Trace, claims []claim, post *blog.Post) {
	for _, c := range claims {
		if c.title == "" || len(c.title) > maxTitle {
			continue
		}
		post.Title = c.title
		if c.source == "json-ld" || c.source == "opengraph" || c.source == "head" { // the others show a heading
			post.Title = d.trimTitle(c.title)
		}
		t.note("title", c.source, post.Title)
		return
	}
}

func author(t *Trace, claims []claim, post *blog.Post) {
	for _, c := range claims {
		// What a byline only seems to name may be a tag; a writer may well tag a post with their own name.
		if c.author != "" && !(c.source == "byline" && slices.Contains(post.Tags, c.author)) {
			post.Author = c.author
			t.note("author", c.source, c.author)
			return
		}
	}
}

func tags(t *Trace, claims []claim, post *blog.Post) {
	for _, c := range claims {
		if len(c.tags) > 0 {
			post.Tags = slices.DeleteFunc(slices.Clone(c.tags), isNoTag)
			t.note("tags", c.source, strings.Join(post.Tags, ", "))
			return
		}
	}
}

// isNoTag says whether the tag is what WordPress gives to a post without any.
func isNoTag(s string) bool {
	switch strings.ToLower(s) {
	case "uncategorized", "uncategorised", "未分類", "未分类", "分類なし", "미분류", "non classé", "non classifié(e)", "sin categoría", "sin categorizar", "sense categoria",
		"sem categoria", "senza categoria", "unkategorisiert", "geen categorie", "niet gecategoriseerd", "ukategoriseret", "ikke kategoriseret", "ukategorisert",
		"okategoriserade", "okategoriserad", "luokittelematon", "bez kategorii", "nezařazené", "nezaradené", "egyéb kategória", "fără categorie", "без рубрики",
		"без категорії", "без категории", "genel kategorisiz", "chưa phân loại", "chưa được phân loại", "ไม่มีหมวดหมู่", "tak berkategori":
		return true
	}
	return false
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
