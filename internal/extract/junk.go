package extract

import (
	"iter"
	"maps"
	"regexp"
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
	// Those that a writer, or a page builder, gives to parts of the post too count in a body only where there is hardly any prose.
	softWords = wordSet("widget", "widgets", "comment", "ad", "ads", "share", "toc", "follow", "cta", "promo", "signup", "subscribe", "subscription", "cookie",
		"recommend", "recommended", "recommendation", "related", "reactions", "newsletter", "sns")
	junkWords = wordSet("share", "shares", "sharing", "sharedaddy", "sns", "addtoany", "related", "relatedposts", "yarpp", "recommend",
		"recommended", "recommendation", "recommendations", "comment", "comments", "respond", "disqus", "sidebar", "breadcrumb", "breadcrumbs",
		"pager", "pagination", "paginator", "postnav", "navlinks", "newsletter", "subscribe", "subscription", "signup", "cta", "ad", "ads",
		"adsense", "adsbygoogle", "advertisement", "promo", "cookie", "toc", "ofcontents", "mokuji", "widget", "widgets", "follow",
		"authorbox", "authorbio", "authorcard", "authorinfo", "pageviews", "trackback", "trackbacks", "postfooter", "entryfooter", "articlefooter",
		"readmore", "morelink", "seemore", "screenreader", "sronly", "visuallyhidden", "skiplink", "prevnext", "prenext", "nextprev", "reactions", "webmentions", "teaser", "teasers", "recposts", "mostread", "mostpopular", "outbrain", "taboola", "paywall", "postcopyright", "copyrightnotice", "reprint", "paginav")
	// Around the text of a post whose body could only be guessed there is also its own head.
	headWords    = wordSet("meta", "byline", "date", "posted", "published", "tags", "taglist", "categories", "category", "author", "readingtime", "permalink")
	siteWords    = wordSet("site", "logo", "brand", "masthead", "sitetitle", "blogtitle")
	sectionWords = wordSet("section", "outline")
	// Whole parts of a page that are about other posts or by other people.
	aroundWords = wordSet("related", "relatedposts", "yarpp", "recommend", "recommended", "recommendations", "comment", "comments", "respond",
		"disqus", "sidebar", "breadcrumb", "breadcrumbs", "pager", "pagination", "postnav", "navlinks", "newsletter", "widget", "widgets", "toc",
		"trackbacks", "webmentions", "readmore", "readnext", "siteheader", "sitefooter", "globalheader", "prenext", "prevnext", "nextprev")
)

// hasWord says whether a class or the id of the element has one of the words. The id of a span is a target (toc1 in a heading), not
// the name of a part of the page.
func hasWord(n *html.Node, set words) bool {
	for range set.of(n) {
		return true
	}
	return false
}

// of gives the words of the set that the classes and the id of the element have.
func (set words) of(n *html.Node) iter.Seq[string] {
	return func(yield func(string) bool) {
		if !set.in(attr(n, "class"), yield) || n.DataAtom == atom.Span || n.DataAtom == atom.A {
			return
		}
		set.in(attr(n, "id"), yield)
	}
}

// ofClass gives the words of the set that the classes alone have.
func (set words) ofClass(n *html.Node) iter.Seq[string] {
	return func(yield func(string) bool) { set.in(attr(n, "class"), yield) }
}

// in gives the words of the set that are in one of the names, and says whether there may be more.
func (set words) in(names string, yield func(string) bool) bool {
	for name := range strings.FieldsSeq(names) {
		// category-social and tag-share are what a post is about.
		if strings.HasPrefix(name, "category-") || strings.HasPrefix(name, "tag-") || strings.HasPrefix(name, "has-") || strings.HasPrefix(name, "no-") {
			continue
		}
		last := ""
		for _, w := range cut(name) {
			if set[w] && !yield(w) || last != "" && set[last+w] && !yield(last+w) {
				return false
			}
			last = w
		}
	}
	return true
}

// with is the set and one word more, without the set is what is left of it.
func (set words) with(w string) words {
	more := maps.Clone(set)
	if more == nil {
		more = words{}
	}
	more[w] = true
	return more
}

func (set words) without(others words) words {
	if len(others) == 0 {
		return set
	}
	rest := maps.Clone(set)
	for w := range others {
		delete(rest, w)
	}
	return rest
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
	title := tidy(textOf(n))
	return (isHeading(n) || n.DataAtom == atom.P) && short(n) && (isJunkTitle(title) || isHeading(n) && junkTitle.MatchString(title))
}

// endsPost says whether the heading stands over what follows a post on a page without elements around either: the templates of
// Movable Type go on with trackbacks and comments in one long row. A chapter may be called comments, too: what follows must look
// like some.
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
		return leadsToComments(n)
	}
	return isJunkTitle(title) || junkTitle.MatchString(title)
}

// written matches what stands beside a comment: who wrote it, when, and where to write one.
var written = regexp.MustCompile(`(?i)\d{1,2}:\d\d|\d{4}[-/.年]\d{1,2}[-/.月]\d|\d{1,2},? \d{4}|posted by|投稿者|返信|トラックバック|trackback|コメントする|コメントを|お名前|\breply\b|no comments|コメントはありません`)

// leadsToComments says whether what follows the heading on the same level looks like comments or trackbacks, or is next to nothing.
func leadsToComments(h *html.Node) bool {
	const little = 60 // bytes: no comments yet
	rest := 0
	for c := h.NextSibling; c != nil; c = c.NextSibling {
		if c.Type == html.ElementNode && (hasWord(c, aroundWords) || choose(c).Find("form, textarea").Length() > 0 || c.DataAtom == atom.Form) {
			return true
		}
		text := textOf(c)
		if c.Type == html.TextNode {
			text = c.Data
		}
		if written.MatchString(text) {
			return true
		}
		rest += len(strings.TrimSpace(text))
	}
	return rest <= little
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

// junkTitle matches such headings in other languages. A line that is no heading may begin so in running text.
var junkTitle = regexp.MustCompile(`(?i)^\W*(most (read|popular)( .{0,20})?|recommended( for you| reading)?|related( (stories|content|links|topics|news))?|latest (news|stories|posts)|popular (posts|now)|you might (also )?be interested in|` +
	`das könnte (sie|dich|euch) auch interessieren|(mehr|weitere (artikel|beiträge|infos|informationen|meldungen)|weiterführende (links|informationen)|alles) (zum|zu diesem) thema.*|weitere (artikel|beiträge|meldungen)\b.{0,40}|neueste (artikel|beiträge)|empfohlene (artikel|beiträge)|auch interessant|lesen sie auch|ähnliche (artikel|beiträge)|meistgelesen.*|über den autor|kommentare? schreiben|diesen? (artikel|beitrag|seite) teilen|` +
	`articles? (similaires|connexes|liés)|(à|a) lire (aussi|également)|sur le même (sujet|thème)|partager( cet article)?|(noticias|artículos|contenido|temas|notas) relacionad[oa]s?|te puede interesar|más (leídas?|noticias)|` +
	`(artigos|notícias|leia|veja) (relacionad[oa]s|também)|articoli correlati|potrebbe interessarti|gerelateerde (artikelen|berichten)|(czytaj|zobacz|przeczytaj) (też|także|również)|powiązane (artykuły|wpisy)|相关(文章|阅读|推荐)|推荐阅读|延伸阅读|관련 ?글|` +
	`похожие (статьи|записи))\W*$`)

// isStock says whether the block is only a label that blog software puts between the lines.
func isStock(s string) bool {
	switch strings.ToLower(strings.Trim(s, " .…›»→>▼▶[]()（）「」")) {
	case "続きを読む", "続きを見る", "もっと読む", "読者になる", "読者です", "読者をやめる", "この記事をはてなブックマークに追加", "ツイートする", "シェアする", "コメントを書く",
		"スポンサーリンク", "スポンサードリンク", "広告", "read more", "continue reading", "advertisement", "share this", "leave a comment":
		return true
	}
	return false
}
