package extract_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/extract"
)

// quay is a page of a blog that nobody teaches: its largest heading names the blog, and what stands beside the text says who wrote.
func quay(n int, beside, head string) *blog.Page {
	return &blog.Page{URL: fmt.Sprintf("https://quay.example/n/%d.html", n), Site: "https://quay.example/", Form: blog.FormHTML, Body: []byte(fmt.Sprintf(`<!doctype html>
<html lang="en"><head><title>Quay notes: Mooring %d - told by those who row</title>%s</head><body><h1>Quay notes</h1><div class="side"><ul>%s</ul></div>
<div class="log"><h3>Mooring %d</h3><p class="when">%d March 2019</p><p>Boat %d came in at dusk with %d crates of salt, and the harbour master counted every one of them twice.</p>
<p>Nobody asked where mooring %d had been for the winter, although its rope was new and its number was painted over.</p></div></body></html>`,
		n, head, beside, n, 1+n%28, n, 3*n, n))}
}

func quays(beside func(n int) string, head func(n int) string) []*blog.Page {
	var pages []*blog.Page
	for n := range 16 {
		pages = append(pages, quay(n, beside(n), head(n)))
	}
	return pages
}

func none(int) string { return "" }

func TestTheHeadingOfEveryPageIsTheNameOfTheBlog(t *testing.T) {
	theme := extract.Learn(quays(none, none))
	if post, _, err := theme.Explain(quay(40, "", "")); err != nil || post.Title != "Mooring 40" {
		t.Errorf("got %+v, %v", post, err)
	}
	if evidence := strings.Join(theme.Evidence(), "\n"); !strings.Contains(evidence, `titles stand between "Quay notes: " and " - told by those who row"`) {
		t.Errorf("the evidence is\n%s", evidence)
	}
}

func TestAPlaceOfNamesIsLearnedWithoutATeacher(t *testing.T) {
	writer := func(n int) string { return writers[(n/3)%len(writers)] }
	for name, c := range map[string]struct {
		beside func(n int) string
		want   string
	}{
		"links to pages of people": {func(n int) string {
			return fmt.Sprintf(`<li><a href="/authors/%d">%s</a></li><li><a href="/towns/%d">Port %c</a></li>`, n/3%len(writers), writer(n), n%2, 'A'+n%2)
		}, writers[1]},
		"a portrait before the name": {func(n int) string {
			return fmt.Sprintf(`<li><img class="avatar" src="/p.png"><b>%s</b></li>`, writer(n))
		}, writers[1]},
		"a list of all of them": {func(int) string {
			return fmt.Sprintf(`<li><a href="/people/0">%s</a></li><li><a href="/people/1">%s</a></li>`, writers[0], writers[1])
		}, ""},
		"towns, which nothing calls people": {func(n int) string {
			return fmt.Sprintf(`<li><b>%s</b></li>`, []string{"Lower Quay", "Far Point"}[n/2%2])
		}, ""},
		"chapters, beside a portrait": {func(n int) string {
			return fmt.Sprintf(`<li><img class="avatar" src="/p.png"><b><a href="#one">%s</a></b></li>`, writer(n))
		}, ""},
		"a name for every page": {func(n int) string { return fmt.Sprintf(`<li><a href="/people/%d">Boat %c</a></li>`, n, 'A'+n) }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			post, _, err := extract.Learn(quays(c.beside, none)).Explain(quay(4, c.beside(4), ""))
			if err != nil || post.Author != c.want {
				t.Errorf("the author is %q, want %q; %v", post.Author, c.want, err)
			}
		})
	}
}

func TestTheMomentAtWhichPagesWereMadeIsTheDateOfNoPost(t *testing.T) {
	declared := func(moment string) string {
		return fmt.Sprintf(`<script type="application/ld+json">{"@type":"BlogPosting","datePublished":%q}</script>`, moment)
	}
	head := func(n int) string {
		if n < 4 { // pages about the crew, rendered with the time of the build
			return declared("2024-05-06T07:08:09Z")
		}
		return declared(fmt.Sprintf("2019-03-%02dT10:00:00Z", 1+n))
	}
	pages := quays(none, head)
	for _, p := range pages[:4] {
		p.Body = []byte(strings.Replace(string(p.Body), `<p class="when">`, `<p class="when" hidden>`, 1))
		p.Body = []byte(strings.ReplaceAll(string(p.Body), "March 2019", "crew"))
	}
	theme := extract.Learn(pages)
	if _, _, err := theme.Explain(pages[1]); err == nil {
		t.Error("a page about the crew is a post")
	}
	if post, _, err := theme.Explain(pages[9]); err != nil || post.Published.Year() != 2019 {
		t.Errorf("got %v, %v", post, err)
	}
	pages[1].Known.Title = "Mooring 1" // the feed has it: then many were brought in at one moment
	if post, _, err := extract.Learn(pages).Explain(pages[2]); err != nil || post.Published.Year() != 2024 {
		t.Errorf("got %v, %v", post, err)
	}
}

func TestAFeedThatDatesAllPostsWithOneMomentIsNotBelieved(t *testing.T) {
	pages := quays(none, none)
	for i, p := range pages[:12] {
		p.Known = blog.Post{Title: fmt.Sprintf("Mooring %d", i), Published: time.Date(2024, 5, 6, 7, 8, 9, 0, time.UTC)}
	}
	theme := extract.Learn(pages)
	if post, _, err := theme.Explain(pages[3]); err != nil || post.Published.Format(time.DateOnly) != "2019-03-04" {
		t.Errorf("got %v, %v", post, err)
	}
}

func TestWhomEveryPageNamesIsNotWhomTheFeedNamesForTheBlog(t *testing.T) {
	named := func(n int) string {
		return `<script type="application/ld+json">{"@type":"BlogPosting","author":{"@type":"Person","name":"Ines Tallow"}}</script>`
	}
	pages := quays(none, named)
	for i, p := range pages[:5] {
		p.Known = blog.Post{Title: fmt.Sprintf("Mooring %d", i), Author: "it"}
	}
	theme := extract.Learn(pages)
	for _, n := range []int{2, 9} {
		if post, _, err := theme.Explain(pages[n]); err != nil || post.Author != "Ines Tallow" {
			t.Errorf("page %d is by %q, %v", n, post.Author, err)
		}
	}
}

// chest is a page of a blog whose feed tells of some posts. Every post has a chapter of one name, is filed in one place and tagged in
// another, and names its writer, who is a tag of the feed, too.
func chest(n int, known bool) *blog.Page {
	writer, kind, wood := writers[n%2*2], subjects[n%3], []string{"oak", "ash", "elm", "yew", "fir"}[n%5]
	day := time.Date(2020, 1, 1, 9, 0, 0, 0, time.UTC).AddDate(0, 0, 3*n)
	p := &blog.Page{URL: fmt.Sprintf("https://chest.example/c/%d/", n), Site: "https://chest.example/", Form: blog.FormHTML, Body: []byte(fmt.Sprintf(`<!doctype html>
<html lang="en"><head><title>Chest %d</title><meta property="og:type" content="article"><meta property="article:section" content="c"></head><body><div id="hall"><h1>Chest %d</h1>
<div class="who"><span class="fn">%s</span></div><div class="day"><time datetime="%s">then</time></div><div class="file"><a href="/k/%s">%s</a></div><div class="wood"><a href="/w/%s">%s</a></div>
<div class="words"><h2>Question</h2><p>Where did chest %d stand before it came to us with %d keys, and who had lost the %dth of them on the way?</p>
<h2>What we found</h2><p>In drawer %d there was a letter to a house that has burned down %d years ago, and nobody had opened it.</p></div>
<div class="more"><h3>Come by</h3><p>We open at nine and close when it is dark.</p></div></div></body></html>`, n, n, writer, day.Format(time.RFC3339), kind, kind, wood, wood, n, n+3, n+2, n*5+1, n+40))}
	if known {
		p.Known = blog.Post{Title: fmt.Sprintf("Chest %d", n), Author: writer, Published: day, Tags: []string{writer, kind, wood}}
	}
	return p
}

func TestWhatWritersCallTheirChaptersAndWhereTheyFileThemIsLearned(t *testing.T) {
	var pages []*blog.Page
	for n := range 24 {
		pages = append(pages, chest(n, n < 12))
	}
	theme := extract.Learn(pages)
	post, _, err := theme.Explain(chest(40, false))
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(post.Tags, " "); got != "index oak" && got != "oak index" {
		t.Errorf("the tags are %q; a place of names is none of tags, and there are two of these", post.Tags)
	}
	text := post.Text()
	for _, chapter := range []string{"Question", "What we found"} {
		if !strings.Contains(text, chapter) {
			t.Errorf("the chapter %q is lost: %q", chapter, text)
		}
	}
	if strings.Contains(text, "Come by") || strings.Contains(text, "close when it is dark") {
		t.Errorf("what stands below all posts is kept: %q", text)
	}
}

func TestASectionWithoutADateIsNoPostWhereAllPostsHaveOne(t *testing.T) {
	var pages []*blog.Page
	for n := range 24 {
		pages = append(pages, chest(n, n < 12))
	}
	section := &blog.Page{URL: "https://chest.example/places/harbour/", Site: "https://chest.example/", Form: blog.FormHTML, Known: blog.Post{Title: "The harbour"}, Body: []byte(`<!doctype html>
<html lang="en"><head><title>The harbour</title><meta property="og:type" content="article"><meta property="article:section" content="places"></head><body><div id="hall"><h1>The harbour</h1>
<div class="words"><p>What we heard of chests that came over the sea, and of those who carried them up the stairs.</p></div></div></body></html>`)}
	if _, _, err := extract.Explain(section); err != nil {
		t.Fatalf("without the others it may be a post: %v", err)
	}
	if _, _, err := extract.Learn(pages).Explain(section); !errors.Is(err, extract.ErrUndated) {
		t.Errorf("got %v", err)
	}
}

func TestRussianAndUkrainianAreToldByTheirLetters(t *testing.T) {
	const ru, uk = "Мы записываем в этой комнате книги, которые прочли, и тех, кто их брал.", "У цій кімнаті ми записуємо книжки, які прочитали, і тих, хто їх позичав."
	for _, declared := range []string{"uk", "ru", ""} {
		for want, text := range map[string]string{"ru": ru, "uk": uk} {
			body := fmt.Sprintf(`<html lang="%s"><head><title>№ 7</title></head><body><article><h1>№ 7</h1><p class="date">2020-03-05</p><div class="entry-content"><p>%s</p></div></article></body></html>`, declared, text)
			post, err := extract.Post(&blog.Page{URL: "https://a.example/x/", Site: "https://a.example/", Form: blog.FormHTML, Body: []byte(body)})
			if err != nil || post.Lang != want {
				t.Errorf("declared %q: got %v, %v; want %s", declared, post, err, want)
			}
		}
	}
}
