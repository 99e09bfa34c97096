package extract

import (
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"

	"github.com/fumikura/fumikura/internal/blog"
)

// diary reads a day of Hatena Diary, where a section is the post and the page is a day of them. It gives none for any other page.
// The post that the page's address names stands first.
func (d *document) diary() []*blog.Post {
	if d.fragment {
		return nil
	}
	days := d.doc.Find("div.day")
	sections := days.First().Find("div.body > div.section")
	if days.Length() != 1 || sections.Find("h3.title > a[name]").Length() == 0 || days.Find("h2 .date").Length() == 0 {
		return nil
	}
	d.recipe = &recipe{name: "hatena diary", japanese: true}
	day, ok := parseMoment(days.Find("h2 .date").First().Text(), japan())
	if !ok {
		return nil
	}
	var posts []*blog.Post
	for _, s := range sections.EachIter() {
		p := d.section(s, day)
		if p.Title == "" && len(p.Blocks) == 0 {
			continue
		}
		if blog.Key(p.URL) == blog.Key(d.page.URL) {
			posts = append([]*blog.Post{p}, posts...)
		} else {
			posts = append(posts, p)
		}
	}
	return posts
}

// section reads one post of the day.
func (d *document) section(s *goquery.Selection, day moment) *blog.Post {
	head := s.Find("h3.title").First()
	link := head.Find("a[name]").First()
	p := &blog.Post{Site: d.page.Site, URL: d.page.URL, Published: day.Time}
	if u := d.resolve(link.AttrOr("href", "")); u != "" {
		p.URL = u
	}
	p.ID = blog.NewID(p.URL)
	p.Tags = tagNames(s.Find(".sectioncategory a, a.sectioncategory"))
	p.Author = d.diarist()
	if m, ok := parseEpoch(link.AttrOr("name", "")); ok && sane(m) {
		p.Published = m.In(japan())
	}
	p.Published = timeOfDay(p.Published, s.Find("p.sectionfooter").Last().Text())
	head.Find(".sanchor").Remove()
	p.Title = tidy(strings.TrimPrefix(tidy(textOf(head.Get(0))), "■"))
	head.Remove()
	s.Find(".sectionheader, .sectionfooter, .share-button").Remove()
	p.Blocks = walk(true, s.Get(0)).blocks
	p.Lang = language(p.Title, p.Blocks, "", "")
	return p
}

// diarist is the user whose diary it is: the first part of the path.
func (d *document) diarist() string {
	user, _, _ := strings.Cut(strings.TrimPrefix(d.self.Path, "/"), "/")
	return user
}

// timeOfDay adds the clock time at the end of a section's footer to a bare date.
func timeOfDay(t time.Time, footer string) time.Time {
	if t.Hour() != 0 || t.Minute() != 0 {
		return t
	}
	_, last, ok := cutLast(footer, "|")
	f := clock.FindStringSubmatch(last)
	if !ok || f == nil || number(f[1]) > 23 || number(f[2]) > 59 {
		return t
	}
	return t.Add(time.Duration(number(f[1]))*time.Hour + time.Duration(number(f[2]))*time.Minute)
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}
