package extract

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// words is a set of lower-case words out of class names and ids.
type words map[string]bool

func wordSet(list ...string) words {
	set := words{}
	for _, w := range list {
		set[w] = true
	}
	return set
}

// What themes call the things around a post. A class or id is cut into its words (share-buttons, PostShare, post_share), so that
// no list of themes is needed; joined pairs of neighbours are looked up too (blogcard for blog-card).
var (
	junkWords = wordSet("share", "shares", "sharing", "sharedaddy", "sns", "addtoany", "related", "relatedposts", "yarpp", "recommend",
		"recommended", "recommendation", "recommendations", "comment", "comments", "respond", "disqus", "sidebar", "breadcrumb", "breadcrumbs",
		"pager", "pagination", "paginator", "postnav", "navlinks", "newsletter", "subscribe", "subscription", "signup", "cta", "ad", "ads",
		"adsense", "adsbygoogle", "advertisement", "promo", "cookie", "toc", "ofcontents", "mokuji", "widget", "widgets", "follow",
		"authorbox", "authorbio", "authorcard", "authorinfo", "pageviews", "trackback", "trackbacks", "postfooter", "entryfooter", "articlefooter",
		"readmore", "morelink", "seemore", "screenreader", "sronly", "visuallyhidden", "skiplink", "prevnext", "reactions", "webmentions")
	// Around the text of a post whose body could only be guessed there is also its own head.
	headWords    = wordSet("meta", "byline", "date", "posted", "published", "tags", "taglist", "categories", "category", "author", "readingtime", "permalink")
	siteWords    = wordSet("site", "logo", "brand", "masthead", "sitetitle", "blogtitle")
	sectionWords = wordSet("section", "outline")
	// Whole parts of a page that are about other posts or by other people.
	aroundWords = wordSet("related", "relatedposts", "yarpp", "recommend", "recommended", "recommendations", "comment", "comments", "respond",
		"disqus", "sidebar", "breadcrumb", "breadcrumbs", "pager", "pagination", "postnav", "navlinks", "newsletter", "widget", "widgets", "toc",
		"trackbacks", "webmentions", "readmore", "readnext", "siteheader", "sitefooter", "globalheader")
)

// hasWord says whether a class or the id of the element has one of the words. The id of a span is a target (toc1 in a heading), not
// the name of a part of the page.
func hasWord(n *html.Node, set words) bool {
	return set.in(attr(n, "class")) || n.DataAtom != atom.Span && n.DataAtom != atom.A && set.in(attr(n, "id"))
}

// in says whether one of the names has one of the words.
func (set words) in(names string) bool {
	for name := range strings.FieldsSeq(names) {
		// category-social and tag-share are what a post is about.
		if strings.HasPrefix(name, "category-") || strings.HasPrefix(name, "tag-") || strings.HasPrefix(name, "has-") || strings.HasPrefix(name, "no-") {
			continue
		}
		last := ""
		for _, w := range cut(name) {
			if set[w] || last != "" && set[last+w] {
				return true
			}
			last = w
		}
	}
	return false
}

// cut gives the words of a name in lower case: share-buttons, PostShare_root.
func cut(name string) []string {
	var out []string
	start := 0
	flush := func(end int) {
		if end > start {
			out = append(out, strings.ToLower(name[start:end]))
		}
	}
	lower := false
	for i, r := range name {
		switch {
		case !unicode.IsLetter(r):
			flush(i)
			start, lower = i+len(string(r)), false
		case unicode.IsUpper(r) && lower:
			flush(i)
			start, lower = i, false
		default:
			lower = unicode.IsLower(r)
		}
	}
	flush(len(name))
	return out
}

// opensJunk says whether the element begins with a heading, or a line, that stands over other things than the post.
func opensJunk(n *html.Node) bool {
	for n.DataAtom != atom.P && n.DataAtom != atom.Li && !isHeading(n) {
		c := n.FirstChild
		for c != nil && (c.Type == html.CommentNode || c.Type == html.TextNode && strings.TrimSpace(c.Data) == "") {
			c = c.NextSibling
		}
		if c == nil || c.Type != html.ElementNode {
			return false
		}
		n = c
	}
	return (isHeading(n) || n.DataAtom == atom.P) && short(n) && isJunkTitle(tidy(textOf(n)))
}

// endsPost says whether the heading stands over what follows a post on a page without elements around either: the templates of
// Movable Type go on with trackbacks and comments in one long row.
func endsPost(n *html.Node) bool {
	if !isHeading(n) {
		return false
	}
	switch attr(n, "id") {
	case "comments", "comment", "trackbacks", "trackback", "respond":
		return true
	}
	title := tidy(textOf(n))
	switch strings.ToLower(strings.Trim(strings.TrimRight(title, "0123456789"), " :：(（)）件")) {
	case "トラックバック", "コメント", "コメント一覧", "この記事へのコメント", "この記事へのトラックバック", "trackbacks", "comments":
		return true
	}
	return isJunkTitle(title)
}

// isJunkTitle says whether the heading stands over other posts, the writer's portrait or the comments.
func isJunkTitle(s string) bool {
	switch strings.ToLower(strings.Trim(s, " :：!！")) {
	case "関連記事", "関連する記事", "関連エントリー", "あわせて読みたい", "合わせて読みたい", "こちらの記事もおすすめ", "おすすめの記事", "おすすめ記事", "人気記事", "人気の記事", "最近の記事",
		"最新記事", "新着記事", "この記事を書いた人", "この記事の著者", "執筆者紹介", "著者プロフィール", "シェアする", "この記事をシェア", "この記事をシェアする", "コメントを残す",
		"related posts", "related articles", "you may also like", "you might also like", "more posts", "recent posts", "read next", "about the author", "share this post",
		"share this", "leave a comment", "leave a reply":
		return true
	}
	return false
}

// isStock says whether the block is only a label that blog software puts between the lines.
func isStock(s string) bool {
	switch strings.ToLower(strings.Trim(s, " .…›»→>▼▶[]()（）「」")) {
	case "続きを読む", "続きを見る", "もっと読む", "読者になる", "読者です", "読者をやめる", "この記事をはてなブックマークに追加", "ツイートする", "シェアする", "コメントを書く",
		"スポンサーリンク", "スポンサードリンク", "広告", "read more", "continue reading", "advertisement", "share this", "leave a comment":
		return true
	}
	return false
}
