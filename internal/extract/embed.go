package extract

import (
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/fumikura/fumikura/internal/blog"
)

// cardWords mark a link that is shown as a card: picture, title, teaser and host of another page.
var cardWords = wordSet("blogcard", "linkcard", "embedcard", "webcard", "bookmarkcard", "kgbookmarkcard")

// card keeps the title of a card, as the text of one link; the teaser is someone else's writing.
func (w *walker) card(n *html.Node) {
	w.flush()
	w.embeds++
	title := ""
	for c := range n.Descendants() {
		if strings.Contains(attr(c, "class"), "title") {
			title = tidy(textOf(c))
			break
		}
	}
	if title == "" {
		title = tidy(textOf(n))
	}
	if title != "" {
		w.blocks = append(w.blocks, blog.Block{Kind: w.kind, Text: title})
	}
}

// embed keeps the title of a framed page, or its address where it has none. Players name themselves, not what they play.
func (w *walker) embed(n *html.Node) {
	title := tidy(attr(n, "title"))
	target := embedTarget(n)
	switch {
	case hasClass(n, "wp-embedded-content"): // stands beside a link with the same title
		return
	case title != "" && !playerTitle(title):
	case target != "":
		title = target
	default:
		w.films++
		return
	}
	w.embeds++
	if w.line.b.Len() > 0 {
		w.line.write(" ")
	}
	w.line.write(title)
	if n.NextSibling == nil || n.NextSibling.DataAtom != atom.Br {
		w.line.write(" ")
	}
}

// embedTarget is the address behind a Hatena or Zenn card.
func embedTarget(n *html.Node) string {
	if s, err := url.QueryUnescape(attr(n, "data-content")); err == nil && strings.HasPrefix(s, "http") {
		return s
	}
	u, err := url.Parse(attr(n, "src"))
	if err != nil || !strings.Contains(u.Host, "hatenablog-parts.com") {
		return ""
	}
	return u.Query().Get("url")
}

func playerTitle(s string) bool {
	switch strings.ToLower(s) {
	case "youtube video player", "youtube video", "video player", "twitter tweet", "embedded content", "embed", "advertisement", "vimeo", "spotify embed":
		return true
	}
	return false
}
