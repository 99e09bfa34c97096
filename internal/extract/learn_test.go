package extract_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/extract"
)

var (
	writers  = []string{"Rosa Quint", "大西 健", "Jo Alder", "mira"}
	subjects = []string{"wood", "index", "paper", "目録"}
)

// shelf is a page of a blog whose theme no recipe knows: no class tells who wrote, when, or about what, and the head of every page
// names the house as the author. Every page has an invitation and a licence around its text.
func shelf(n int, known bool) *blog.Page {
	day := time.Date(2019, 1, 1, 9, 0, 0, 0, time.UTC).AddDate(0, 0, 11*n)
	writer, subject := writers[n%len(writers)], subjects[(n/2)%len(subjects)]
	title := fmt.Sprintf("Drawer number %d opened", n)
	var text strings.Builder
	for i := range 4 {
		fmt.Fprintf(&text, "<p>Card %d of drawer %d tells of a book that was lent %d times before %d people asked for it again, and of the shelf where it stood.</p>", i, n, n*7+i, n+i)
	}
	p := &blog.Page{URL: fmt.Sprintf("https://shelf.example/d/%d.html", n), Site: "https://shelf.example/", Form: blog.FormHTML, Body: []byte(fmt.Sprintf(`<!doctype html>
<html lang="en"><head><title>%s :: House of Cards</title><meta name="author" content="House of Cards"></head><body><div id="top"><a href="/">House of Cards</a></div>
<div id="room"><h1>%s</h1><div class="k1"><b>%s</b> <i>%s</i> <u><a href="/s/%s">%s</a></u></div><div class="k2"><p>Come and see our reading room on any day of the week.</p>%s
<p>Text under CC BY 4.0, card %d.</p></div></div></body></html>`, title, title, writer, day.Format("2006.01.02"), subject, subject, text.String(), n))}
	if known {
		p.Known = blog.Post{Title: title, Author: writer, Published: day, Tags: []string{subject}}
	}
	return p
}

func shelves(from, to, known int) []*blog.Page {
	var pages []*blog.Page
	for n := from; n < to; n++ {
		pages = append(pages, shelf(n, n < known))
	}
	return pages
}

func TestTheFeedTeachesTheThemeForPostsThatItDoesNotName(t *testing.T) {
	theme, err := extract.ReadTheme(extract.Learn(shelves(0, 24, 12)).String())
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{40, 41, 42, 43} {
		want := shelf(n, true).Known
		post, trace, err := theme.Explain(shelf(n, false))
		if err != nil {
			t.Fatal(err)
		}
		if post.Title != want.Title || post.Author != want.Author || len(post.Tags) != 1 || post.Tags[0] != want.Tags[0] || post.Published.Format(time.DateOnly) != want.Published.Format(time.DateOnly) {
			t.Errorf("got %q by %q on %v about %q, want %+v", post.Title, post.Author, post.Published, post.Tags, want)
		}
		if len(post.Blocks) != 4 {
			t.Errorf("the text has %d blocks: %q", len(post.Blocks), post.Text())
		}
		for _, f := range trace.Fields {
			if f.Name == "author" && f.Source != "theme" {
				t.Errorf("the author comes from %s", f.Source)
			}
		}
	}
	if evidence := strings.Join(theme.Evidence(), "\n"); !strings.Contains(evidence, "author at") || !strings.Contains(evidence, "12 of 12 pages") {
		t.Errorf("the evidence is\n%s", evidence)
	}
}

func TestAHandfulOfPagesTeachesNothing(t *testing.T) {
	theme := extract.Learn(shelves(0, 5, 5))
	if len(theme.Places) > 0 || len(theme.Common) > 0 || len(theme.Liars) > 0 {
		t.Errorf("five pages taught %s", theme)
	}
}

func TestAThemeHoldsUntilTheBlogLooksDifferent(t *testing.T) {
	theme := extract.Learn(shelves(0, 24, 12))
	if !theme.Holds(shelves(30, 40, 40)) {
		t.Error("new pages of the same theme speak against it")
	}
	var moved []*blog.Page
	for _, p := range shelves(30, 40, 40) {
		p.Body = []byte(strings.NewReplacer("k1", "z1", "<b>", "<em>", "</b>", "</em>", "<i>", "<span>", "</i>", "</span>", "<h1>", "<h2>", "</h1>", "</h2>").Replace(string(p.Body)))
		moved = append(moved, p)
	}
	if theme.Holds(moved) {
		t.Error("pages of another theme do not speak against it")
	}
}

func TestTheAuthorThatEveryPageNamesIsTheBlogs(t *testing.T) {
	var pages []*blog.Page
	for n := range 20 {
		p := shelf(n, false)
		p.Body = []byte(strings.Replace(strings.Replace(string(p.Body), "<b>", `<b class="byline">`, 1), "<title>", `<meta property="article:published_time" content="2020-01-01T00:00:00Z"><title>`, 1))
		pages = append(pages, p)
	}
	post, _, err := extract.Learn(pages).Explain(pages[2])
	if err != nil || post.Author != writers[2] {
		t.Errorf("the author is %v, %v", post, err)
	}
}

func TestTheOrderOfDayAndMonthIsThatOfTheBlog(t *testing.T) {
	numbers := func(n int, known bool) *blog.Page {
		p := shelf(n, true)
		day := p.Known.Published
		p.Body = []byte(strings.Replace(string(p.Body), day.Format("2006.01.02"), day.Format("02/01/2006"), 1))
		if !known {
			p.Known = blog.Post{}
		}
		return p
	}
	for _, known := range []int{0, 12} { // days above twelve tell it, and so does a feed
		var pages []*blog.Page
		for n := range 24 {
			pages = append(pages, numbers(n, n < known))
		}
		theme := extract.Learn(pages)
		for _, n := range []int{1, 3, 30, 31} {
			want := shelf(n, true).Known.Published.Format(time.DateOnly)
			post, _, err := theme.Explain(numbers(n, false))
			if err != nil || post.Published.Format(time.DateOnly) != want {
				t.Errorf("known %d, page %d: %v, %v; want %s; %s", known, n, post.Published, err, want, theme)
			}
		}
	}
}

func TestPagesWithJSONLDTeachTheOlderOnes(t *testing.T) {
	var pages []*blog.Page
	for n := range 24 {
		p := shelf(n, false)
		if n >= 12 {
			p.Body = []byte(strings.Replace(string(p.Body), "<title>", fmt.Sprintf(`<script type="application/ld+json">{"@type":"AnalysisNewsArticle","author":{"@type":"Person","name":%q}}</script><title>`, writers[n%len(writers)]), 1))
		}
		pages = append(pages, p)
	}
	theme := extract.Learn(pages)
	if post, _, err := theme.Explain(shelf(2, false)); err != nil || post.Author != writers[2] {
		t.Errorf("the author is %v, %v", post, err)
	}
	if evidence := strings.Join(theme.Evidence(), "\n"); !strings.Contains(evidence, "taught by json-ld") {
		t.Errorf("the evidence is\n%s", evidence)
	}
}

func TestLabelsThatDifferAndRecurAreTags(t *testing.T) {
	labelled := func(n int, label func(int) string) *blog.Page {
		p := shelf(n, false)
		p.Body = []byte(strings.Replace(string(p.Body), `<div class="k2">`, fmt.Sprintf(`<div class="box"><span class="tag-chip">%s</span><span class="tag-chip">%s</span></div><div class="k2">`, label(n), label(n+1)), 1))
		p.Body = []byte(strings.ReplaceAll(string(p.Body), `href="/s/`, `href="/d/`)) // no links to tags
		return p
	}
	unique := 0
	varying := func(n int) string { return subjects[(n/2)%len(subjects)] }
	for name, c := range map[string]struct {
		label func(int) string
		want  string
	}{
		"they vary":           {varying, "index, paper"},
		"the same on all":     {func(int) string { return "new" }, ""},
		"none on two of them": {func(n int) string { unique++; return fmt.Sprint("card ", unique) }, ""},
	} {
		var pages []*blog.Page
		for n := range 20 {
			pages = append(pages, labelled(n, c.label))
		}
		post, _, err := extract.Learn(pages).Explain(labelled(3, c.label))
		if err != nil || name != "they vary" && len(post.Tags) != 0 || name == "they vary" && strings.Join(post.Tags, ", ") != c.want {
			t.Errorf("%s: the tags are %v, %v", name, post.Tags, err)
		}
	}
}

func TestATitleInChineseCharactersIsInTheLanguageOfItsBlog(t *testing.T) {
	const zh, ja = "我们在这个房间里写下读过的书，还有借走它们的人。", "この部屋で読んだ本と、借りていった人のことを書いています。"
	page := func(n int, text string) *blog.Page {
		return &blog.Page{URL: fmt.Sprintf("https://shelf.example/d/%d.html", n), Site: "https://shelf.example/", Form: blog.FormHTML, Body: []byte(fmt.Sprintf(
			`<!doctype html><html><head><title>目</title></head><body><article><h1>第%d卷</h1><time datetime="2020-01-%02d">x</time><div class="entry-content"><p>%s</p></div></article></body></html>`, n, 1+n%28, text))}
	}
	for want, text := range map[string]string{"zh": zh, "ja": ja} {
		var pages []*blog.Page
		for n := range 12 {
			pages = append(pages, page(n, text))
		}
		post, _, err := extract.Learn(pages).Explain(page(40, "大山小川"))
		if err != nil || post.Lang != want {
			t.Errorf("got %v, %v, want %s", post, err, want)
		}
	}
}
