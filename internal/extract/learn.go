package extract

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/fumikura/fumikura/internal/blog"
)

// Learning a theme (wrapper induction with a teacher)
//
// A feed tells of ten to thirty posts what their title, author, date and tags are. On their pages stand the same words, at places
// that the theme of the blog fixed once. So: on every page of the sample, find the elements that say exactly what the feed says, write
// each as a CSS selector, and count on how many pages the selector says it. What is right on (nearly) all pages where it is filled is
// the theme, and holds for the old posts that no feed tells of.
//
// JSON-LD teaches authors and dates where no feed does: the posts that have it then say where the older ones, without it, have the same.
//
// More is learned without a teacher, by comparison. Labels of a kind that differ from page to page and recur on others are
// tags (tagPlaces), and names that do so at a place of people are authors (namePlaces). What the title elements begin and end with is the
// name of the blog, and so is a title that most pages have (affixes, sameTitles). The newest moment, to the second, that several pages
// share and no feed confirms is when they were made (stampOf). A witness that names one author on every page, while another names several,
// speaks of the blog and not of the post. The element that holds nearly all the text which only one page has is the container of the
// body. And blocks of text that recur at the same place are no part of a post: licences, counts, invitations.
//
// How it goes: study reads each page of the sample without a theme and keeps the claims of all witnesses (a lesson); usualOf finds the
// classes and ids that most pages have, for only those may stand in a selector; saying finds the elements that say the truth and
// selectorOf writes them down; weighPlace counts; liars and constants judge the witnesses; container and commonBlocks compare text.
// Package ingest chooses the sample, keeps the theme in the archive, has all pages read again by a new one, and asks Holds before each
// run whether it is still true. A worked example: a feed says that twelve posts are by Rosa Quint and three others. On their pages
// "div.k1 > b" says so twelve times of twelve, "header > a" three times (it names the house): the first becomes
//
//	{"field":"author","selector":"div#room > div.k1 > b","right":12,"filled":12,"taught":true}
//
// and "head", which named the house twelve times, a liar.
//
// Limits: nothing is learned from a handful of pages (minLessons), since chance agrees with few; a place must be filled on most pages and
// right on nearly all; a blog with two themes gets the one of the sample, and the other's pages fall to the other witnesses, as the
// selectors do not match there. The order of day and month in
// 05/03/2020 is learned from the pages where it shows (daysFirst). A page of teasers that is captured alone, in a later run, is judged without comparison. A feed whose author is the same for all is no teacher of authors where the pages name several.

// What is asked of a sample and of what is learned from it.
const (
	minLessons       = 8   // posts; fewer agree by chance
	mostly           = .6  // of the pages a place is filled on
	nearly           = .95 // of the pages where it is filled it is right
	lying            = .3  // of the pages on which a witness is wrong
	recurring        = .6  // of the pages a block stands on
	recurringHeading = .9  // a chapter is called conclusion in many a post
	maxCommon        = 500 // blocks that recur; more is a blog of one text
)

// lesson is one page of the sample.
type lesson struct {
	d      *document
	claims []claim
	truth  claim // what the teacher says; empty where nobody does
	title  string
	lang   string
}

// Learn looks at pages of one blog, and gives what they have in common. A page that is no post teaches nothing.
func Learn(pages []*blog.Page) *Theme {
	t := &Theme{Version: Version}
	lessons := studyAll(pages, t)
	t.Pages = len(lessons)
	if len(lessons) < minLessons {
		return t
	}
	if t.DayFirst = daysFirst(lessons); t.DayFirst {
		lessons = studyAll(pages, t) // the claims were read the other way round
	}
	usual := usualOf(lessons)
	t.Before, t.After = affixes(lessons)
	t.Stamp = stampOf(lessons)
	dropBlogAuthor(lessons)
	by := teachByGraph(lessons)
	for _, field := range []string{"title", "author", "published", "tags"} {
		places := placesOf(field, lessons, usual)
		for i := range places {
			places[i].By = by[field]
		}
		if field == "tags" && len(places) == 0 {
			places = tagPlaces(lessons, usual)
		}
		if field == "author" && len(places) == 0 {
			places = namePlaces(lessons, usual)
		}
		t.Places = append(t.Places, places...)
		t.Liars = append(t.Liars, liars(field, lessons)...)
	}
	t.Liars = append(append(t.Liars, constants(lessons)...), sameTitles(lessons)...)
	t.Common = commonBlocks(lessons)
	t.Undated = dateless(lessons)
	t.Han = hanOf(lessons)
	if body := container(lessons, usual); body.Selector != "" {
		t.Places = append(t.Places, body)
	}
	return t
}

// studyAll reads the pages that are posts.
func studyAll(pages []*blog.Page, t *Theme) []*lesson {
	var lessons []*lesson
	for _, p := range pages {
		if l := study(p, &Theme{DayFirst: t.DayFirst}); l != nil {
			lessons = append(lessons, l)
		}
	}
	return lessons
}

// study reads a page that is a post; nil for others.
func study(p *blog.Page, known *Theme) (l *lesson) {
	defer func() {
		if recover() != nil { // a page that cannot be read teaches nothing
			l = nil
		}
	}()
	if p.Form != blog.FormHTML {
		return nil
	}
	posts, err := Posts(p)
	if err != nil {
		return nil
	}
	d, err := parse(p, known)
	if err != nil || d.fragment {
		return nil
	}
	l = &lesson{lang: posts[0].Lang, d: d, claims: d.claims(), truth: fromSource(&p.Known)}
	post := &blog.Post{}
	title(d, &Trace{}, l.claims, post)
	l.title = post.Title
	return l
}

// usualOf are the ids and classes that most pages of the sample have.
func usualOf(lessons []*lesson) map[string]bool {
	count := map[string]int{}
	for _, l := range lessons {
		seen := map[string]bool{}
		for n := range l.d.doc.Get(0).Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			for _, name := range namesOfElement(n) {
				if !seen[name] {
					seen[name] = true
					count[name]++
				}
			}
		}
	}
	usual := map[string]bool{}
	for name, n := range count {
		if float64(n) >= mostly*float64(len(lessons)) {
			usual[name] = true
		}
	}
	return usual
}

// dropBlogAuthor leaves out an author of the feed who is that of the blog: the same everywhere, while the pages name several.
func dropBlogAuthor(lessons []*lesson) {
	fed := map[string]bool{}
	for _, l := range lessons {
		if l.truth.author != "" {
			fed[l.truth.author] = true
		}
	}
	if len(fed) == 1 && variesBeside(lessons, "known") {
		for _, l := range lessons {
			l.truth.author = ""
		}
	}
}

// teachByGraph takes a field that the feed tells of too few pages from their JSON-LD where that varies, and gives the fields for which it
// did so. Pages that have JSON-LD then teach where the older ones, which have none, say the same.
func teachByGraph(lessons []*lesson) (by map[string]string) {
	by = map[string]string{}
	for _, field := range []string{"author", "published"} {
		if taughtOn(field, lessons) >= minLessons/2 || !graphVaries(field, lessons) {
			continue
		}
		for _, l := range lessons {
			if g := l.graph(); field == "author" {
				l.truth.author = first(l.truth.author, g.author)
			} else if l.truth.published.IsZero() {
				l.truth.published = g.published
			}
		}
		if taughtOn(field, lessons) >= minLessons/2 {
			by[field] = "json-ld"
		}
	}
	return by
}

// graphVaries says whether JSON-LD tells different things of the pages; the same on all of them is the blog's.
func graphVaries(field string, lessons []*lesson) bool {
	told := map[string]bool{}
	for _, l := range lessons {
		if g := l.graph(); field == "author" && g.author != "" {
			told[g.author] = true
		} else if field == "published" && !g.published.IsZero() {
			told[g.published.String()] = true
		}
	}
	return len(told) > 1
}

// graph is what JSON-LD claims of the page.
func (l *lesson) graph() claim {
	for _, c := range l.claims {
		if c.source == "json-ld" {
			return c
		}
	}
	return claim{}
}

// taughtOn counts the lessons whose teacher knows the field.
func taughtOn(field string, lessons []*lesson) int {
	n := 0
	for _, l := range lessons {
		if l.taught(field) {
			n++
		}
	}
	return n
}

// minNames is how many names a witness must give to speak of posts and not of the blog.
const minNames = 3

// variesBeside says whether a witness other than that one names several authors on most pages.
func variesBeside(lessons []*lesson, but string) bool {
	for source, given := range authorsBySource(lessons) {
		if source != but && given.filled*2 > len(lessons) && len(given.names) >= minNames {
			return true
		}
	}
	return false
}

// given is what a witness says of the authors of a sample.
type given struct {
	filled int
	names  map[string]bool
}

func authorsBySource(lessons []*lesson) map[string]*given {
	all := map[string]*given{}
	for _, l := range lessons {
		for _, c := range l.claims {
			if c.author == "" {
				continue
			}
			if all[c.source] == nil {
				all[c.source] = &given{names: map[string]bool{}}
			}
			all[c.source].filled++
			all[c.source].names[c.author] = true
		}
	}
	return all
}

// constants are the witnesses that name one author for all posts of a blog on which another names several: it is the blog's.
func constants(lessons []*lesson) []Liar {
	var list []Liar
	for source, given := range authorsBySource(lessons) {
		if given.filled >= minLessons && len(given.names) == 1 && variesBeside(lessons, source) {
			list = append(list, Liar{Field: "author", Source: source, Reason: fmt.Sprintf("it names the same on %d pages, while others name several", given.filled)})
		}
	}
	slices.SortFunc(list, func(a, b Liar) int { return cmp.Compare(a.Source, b.Source) })
	return list
}

// liars are the witnesses that the teacher contradicts on many pages.
func liars(field string, lessons []*lesson) []Liar {
	wrong, told := map[string]int{}, map[string]int{}
	for _, l := range lessons {
		for _, c := range l.claims {
			if ok, known := l.agrees(field, c); known && c.source != "known" {
				told[c.source]++
				if !ok {
					wrong[c.source]++
				}
			}
		}
	}
	var list []Liar
	for source, n := range told {
		if n >= minLessons/2 && float64(wrong[source]) > lying*float64(n) {
			list = append(list, Liar{Field: field, Source: source, Reason: fmt.Sprintf("the feed says otherwise on %d of %d pages", wrong[source], n)})
		}
	}
	slices.SortFunc(list, func(a, b Liar) int { return cmp.Compare(a.Source, b.Source) })
	return list
}

// dateless says whether the teacher dates posts whose pages show no date.
func dateless(lessons []*lesson) bool {
	told, bare := 0, 0
	for _, l := range lessons {
		if l.truth.published.IsZero() {
			continue
		}
		told++
		shown := slices.ContainsFunc(l.claims, func(c claim) bool { return c.source != "known" && !c.published.IsZero() })
		if !shown {
			bare++
		}
	}
	return told >= minLessons/2 && float64(bare) >= (1-lying)*float64(told)
}

// agrees says whether a claim says of the field what the teacher says, and whether both say anything.
func (l *lesson) agrees(field string, c claim) (ok, known bool) {
	switch field {
	case "title":
		return fold(c.title) == fold(l.truth.title) || fold(l.d.trimTitle(c.title)) == fold(l.truth.title), c.title != "" && l.truth.title != ""
	case "author":
		return fold(c.author) == fold(l.truth.author), c.author != "" && l.truth.author != ""
	case "published":
		return sameDay(c.published, l.truth.published), !c.published.IsZero() && !l.truth.published.IsZero()
	case "tags":
		return subset(c.tags, l.truth.tags), len(c.tags) > 0 && len(l.truth.tags) > 0
	}
	return false, false
}

// fold makes two writings of one thing equal: case, signs, white space.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// sameDay says whether two moments are on one day, in the zone of either.
func sameDay(a, b moment) bool {
	return a.Format(time.DateOnly) == b.Format(time.DateOnly) || a.In(b.Location()).Format(time.DateOnly) == b.Format(time.DateOnly) ||
		b.In(a.Location()).Format(time.DateOnly) == a.Format(time.DateOnly)
}

// subset says whether the one list has nothing that the other has not.
func subset(few, many []string) bool {
	return !slices.ContainsFunc(few, func(s string) bool {
		return !slices.ContainsFunc(many, func(m string) bool { return fold(m) == fold(s) })
	})
}

// placesOf are the places that say of the field what the teacher says: the one that is right most often, and for tags a second one
// that adds to it.
func placesOf(field string, lessons []*lesson, usual map[string]bool) []Place {
	const candidates = 40 // places that are looked at on every page
	votes := map[string]int{}
	taught := taughtOn(field, lessons)
	for _, l := range lessons {
		found := l.saying(field, usual)
		for selector := range found {
			votes[selector]++
		}
	}
	if taught < minLessons/2 {
		return nil
	}
	var list []string
	for selector, n := range votes {
		if float64(n) >= mostly*float64(taught) || field == "tags" && n >= minLessons/2 {
			list = append(list, selector)
		}
	}
	slices.SortFunc(list, func(a, b string) int {
		return cmp.Or(cmp.Compare(votes[b], votes[a]), cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	})
	list = list[:min(len(list), candidates)]
	var good []Place
	covered := -1.0
	for _, selector := range list {
		p, coverage := weighPlace(field, selector, lessons)
		if p.Right < minLessons/2 || float64(p.Right) < nearly*float64(p.Filled) {
			continue
		}
		if field != "tags" {
			return []Place{p}
		}
		if coverage > covered+.1 {
			covered = coverage
			good = append([]Place{p}, good...)
		}
	}
	const two = 2 // tags and categories
	return good[:min(len(good), two)]
}

// taught says whether the teacher knows the field.
func (l *lesson) taught(field string) bool {
	switch field {
	case "title":
		return l.truth.title != ""
	case "author":
		return l.truth.author != ""
	case "published":
		return !l.truth.published.IsZero()
	}
	return len(l.truth.tags) > 0
}

// saying gives the selectors of the elements that say of the field what the teacher says.
func (l *lesson) saying(field string, usual map[string]bool) map[string]bool {
	const long = 300 // bytes; a field is short
	found := map[string]bool{}
	if !l.taught(field) {
		return found
	}
	for n := range l.d.doc.Find("body").Get(0).Descendants() {
		if n.Type != html.ElementNode || silent(n) || field != "title" && quoted(n) {
			continue
		}
		if field == "tags" && n.DataAtom != atom.A && n.DataAtom != atom.Span && n.DataAtom != atom.Li || field != "published" && holds(n, long) {
			continue
		}
		if c := l.claimOf(field, n); !c.says(field) {
			continue
		} else if ok, _ := l.agrees(field, c); ok {
			if selector := selectorOf(n, usual); selector != "" {
				found[selector] = true
			}
		}
	}
	return found
}

// claimOf is what one element would say of the field.
func (l *lesson) claimOf(field string, n *html.Node) claim {
	s := choose(n)
	switch field {
	case "title":
		return claim{title: valueOf(s)}
	case "author":
		return claim{author: names(s)}
	case "published":
		if !hasAttr(n, "datetime") && !hasAttr(n, "title") && !ownsText(n) {
			return claim{}
		}
		m, _ := l.d.momentOf(s, sayPublished)
		return claim{published: m}
	}
	if n.DataAtom != atom.A && choose(n).Find("a").Length() > 0 || runs(n) {
		return claim{}
	}
	return claim{tags: tagNames(s)}
}

// says says whether there is anything in the claim on the field.
func (c claim) says(field string) bool {
	switch field {
	case "title":
		return c.title != ""
	case "author":
		return c.author != ""
	case "published":
		return !c.published.IsZero()
	}
	return len(c.tags) > 0
}

// weighPlace counts on which pages of the sample a place says the truth, and for tags how much of it.
func weighPlace(field, selector string, lessons []*lesson) (p Place, coverage float64) {
	p = Place{Field: field, Selector: selector, Taught: true}
	told := 0
	for _, l := range lessons {
		d := l.d
		var c claim
		switch field {
		case "title":
			c.title = d.titleAt(selector)
		case "author":
			c.author = d.authorAt(selector)
		case "published":
			c.published = d.momentAt(selector)
		case "tags":
			c.tags = d.tagsAt(selector)
		}
		if !l.taught(field) {
			continue
		}
		told++
		if !c.says(field) {
			continue
		}
		p.Filled++
		if ok, _ := l.agrees(field, c); ok {
			p.Right++
			if n := len(l.truth.tags); n > 0 {
				coverage += float64(len(c.tags)) / float64(n)
			}
		}
	}
	return p, coverage / float64(max(told, 1))
}

// container is the element that on nearly all pages holds the text which no other page has, and nothing around it.
func container(lessons []*lesson, usual map[string]bool) Place {
	pages := pagesOfBlocks(lessons)
	votes := map[string]int{}
	for _, l := range lessons {
		if n := l.deepest(pages); n != nil {
			if s := selectorOf(n, usual); s != "" {
				votes[s]++
			}
		}
	}
	best := ""
	for s, n := range votes {
		if n > votes[best] || n == votes[best] && s < best {
			best = s
		}
	}
	p := Place{Field: "body", Selector: best, Right: votes[best], Filled: len(lessons)}
	const most = .8 // a post of one picture has its text elsewhere
	if float64(p.Right) < most*float64(p.Filled) {
		return Place{}
	}
	return p
}

// deepest is the smallest element with nearly all of the text that only this page has, but for parts that are about other posts or by
// other people.
func (l *lesson) deepest(pages map[uint64]int) *html.Node {
	const some = 20 // bytes of a block that tells something
	const part = .9
	body := l.d.doc.Find("body").Get(0)
	held := heldIn(body, func(n *html.Node) int {
		text := tidy(ownText(n))
		if len(text) < some || pages[markOf(n, l.title)] > 1 || l.d.aside(n, nil) || linksOnly(n) {
			return 0
		}
		return len(text)
	})
	if held[body] == 0 {
		return nil
	}
	return holder(body, held, part, isText)
}

// linksOnly says whether all the text of the element is in links.
func linksOnly(n *html.Node) bool {
	for c := range n.Descendants() {
		if c.Type == html.TextNode && strings.TrimSpace(c.Data) != "" && !silent(c.Parent) && !inside(c, atom.A) {
			return false
		}
	}
	return true
}

// blocksOf gives the elements that begin a block of text: those that own some, apart from inline ones.
func blocksOf(root *html.Node) func(yield func(*html.Node) bool) {
	return func(yield func(*html.Node) bool) {
		for n := range root.Descendants() {
			if n.Type == html.ElementNode && (isBlock(n) || isHeading(n)) && !silent(n) && strings.TrimSpace(ownText(n)) != "" && !yield(n) {
				return
			}
		}
	}
}

// ownText is the text of an element without that of blocks in it.
func ownText(n *html.Node) string {
	var b strings.Builder
	var add func(n *html.Node)
	add = func(n *html.Node) {
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			switch {
			case c.Type == html.TextNode:
				b.WriteString(c.Data)
			case c.Type == html.ElementNode && !isBlock(c) && !isHeading(c) && !silent(c):
				add(c)
			}
		}
	}
	add(n)
	return b.String()
}

// The parts of a recurring block that differ from page to page: addresses, and in a short one (a count, a reading time) numbers.
// Longer text that differs in numbers alone is what somebody wrote down every day.
var (
	addresses = regexp.MustCompile(`https?://\S+`)
	numbers   = regexp.MustCompile(`\d+([.,:/-]\d+)*`)
)

// markOf is a fingerprint of a block and of what it lies in: its own text without what varies and without the title of the post.
func markOf(n *html.Node, title string) uint64 {
	text := tidy(ownText(n))
	if title != "" {
		text = strings.ReplaceAll(text, title, "")
	}
	const count = 60 // bytes
	text = addresses.ReplaceAllString(text, "")
	if len(text) < count {
		text = numbers.ReplaceAllString(text, "0")
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(n.Data + "\x00" + text)) // a hash takes all that it is given
	if n.Parent != nil {
		_, _ = h.Write([]byte("\x00" + n.Parent.Data))
	}
	return h.Sum64()
}

// pagesOfBlocks counts on how many pages of the sample each block stands.
func pagesOfBlocks(lessons []*lesson) map[uint64]int {
	pages := map[uint64]int{}
	for _, l := range lessons {
		seen := map[uint64]bool{}
		for n := range blocksOf(l.d.doc.Find("body").Get(0)) {
			if m := markOf(n, l.title); !seen[m] {
				seen[m] = true
				pages[m]++
			}
		}
	}
	return pages
}

// commonBlocks are the marks of the blocks that recur on most pages. A heading must stand on nearly all, for writers like to call
// their chapters the same; code is never among them.
func commonBlocks(lessons []*lesson) []uint64 {
	pages := pagesOfBlocks(lessons)
	var common []uint64
	headings := map[uint64]bool{}
	for _, l := range lessons {
		for n := range blocksOf(l.d.doc.Find("body").Get(0)) {
			if isHeading(n) {
				headings[markOf(n, l.title)] = true
			}
		}
	}
	for m, n := range pages {
		share := recurring
		if headings[m] {
			share = recurringHeading
		}
		if float64(n) >= share*float64(len(lessons)) {
			common = append(common, m)
		}
	}
	if len(common) > maxCommon {
		return nil
	}
	slices.Sort(common)
	return common
}

// Holds says whether the theme is still true of the blog: of those pages that a feed tells of, most have something at the learned
// places, and it is what the feed says. Without enough of them nothing speaks against it.
func (t *Theme) Holds(pages []*blog.Page) bool {
	const enough, most = 5, .7
	told, right := 0, 0
	for _, p := range pages {
		if p.Form != blog.FormHTML || p.Known.Title == "" {
			continue
		}
		d, err := parse(p, t)
		if err != nil {
			continue
		}
		l := &lesson{d: d, truth: fromSource(&p.Known)}
		c := d.fromTheme()
		for _, field := range []string{"title", "author", "published"} {
			if len(t.places(field)) == 0 || !l.taught(field) {
				continue
			}
			told++
			if ok, known := l.agrees(field, c); ok && known {
				right++
			}
		}
	}
	return told < enough || float64(right) >= most*float64(told)
}
