package extract

import (
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
	t.Liars = append(t.Liars, dropBlogAuthor(lessons)...)
	t.Liars = append(t.Liars, dropFeedDates(lessons)...)
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
	l = &lesson{lang: posts[0].Lang, d: d, claims: d.claims(), truth: d.fromFeed()}
	post := &blog.Post{}
	title(d, &Trace{}, l.claims, post)
	l.title = post.Title
	return l
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
