package extract_test

import (
	"strings"
	"testing"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/extract"
)

const (
	sentence = "<p>The cards of the third drawer tell of books that were lent to readers who never brought them back in time.</p>"
	card     = `<div><a href="/other/"><h4>A shelf that fell</h4></a></div><div><a href="/more/"><h4>Dust and how it settles</h4></a></div>`
)

func TestWhatLeadsOnwardIsNoPartOfAGuessedBody(t *testing.T) {
	for name, body := range map[string]string{
		"a list of links after the text, under a heading":   `<article><h1>Drawers</h1>` + strings.Repeat(sentence, 8) + `<h3>From the same room</h3>` + card + `</article>`,
		"teasers around the element that has the text":      `<main><h1>Drawers</h1><div id="a">` + strings.Repeat(sentence, 8) + `</div><div id="b"><p>A shelf that fell</p><p>Dust and how it settles</p></div></main>`,
		"a line that leads to another post":                 `<article><h1>Drawers</h1>` + strings.Repeat(sentence, 4) + `<p>Lesen Sie auch: <a href="/other/">A shelf that fell</a></p>` + strings.Repeat(sentence, 4) + `</article>`,
		"a box of other posts before the text, in the body": `<article><h1>Drawers</h1><div class="entry"><section><h3>Related posts</h3>` + card + `</section>` + strings.Repeat(sentence, 8) + `</div></article>`,
	} {
		post, err := extract.Post(&blog.Page{URL: "https://a.example/x/", Site: "https://a.example/", Form: blog.FormGiven, Body: []byte(`<html lang="en"><head><title>Drawers</title></head><body>` + body + `</body></html>`)})
		if err != nil {
			t.Fatal(err)
		}
		if text := post.Text(); strings.Contains(text, "shelf that fell") || strings.Count(text, "third drawer") != 8 {
			t.Errorf("%s: the text is\n%s", name, text)
		}
	}
}

func TestAListOfSourcesAndAClosingLineStay(t *testing.T) {
	body := `<html lang="en"><head><title>Drawers</title></head><body><article><h1>Drawers</h1>` + strings.Repeat(sentence, 8) +
		`<p>See you next week!</p><h3>Sources</h3><ul><li><a href="https://books.example/1">On drawers</a></li><li><a href="https://books.example/2">On cards</a></li></ul></article></body></html>`
	post, err := extract.Post(&blog.Page{URL: "https://a.example/x/", Site: "https://a.example/", Form: blog.FormGiven, Body: []byte(body)})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"See you next week!", "Sources", "On drawers", "On cards"} {
		if !strings.Contains(post.Text(), want) {
			t.Errorf("%q is missing in\n%s", want, post.Text())
		}
	}
}
