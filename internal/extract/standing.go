package extract

import (
	"path"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/fumikura/fumikura/internal/blog"
)

// isStanding says whether a page without a date is one that stands beside the posts: it bears the name of such a page, or the menu
// that every page shows leads to it, or there is next to nothing to read.
func (d *document) isStanding(m merged) bool { return d.standsByName(m) || d.inMenu() }

func (d *document) standsByName(m merged) bool {
	const little = 60 // bytes: twenty Japanese characters
	return m.post.Title == "" || m.size < little || isStandingName(d.lastName()) || isStandingName(strings.ToLower(m.post.Title))
}

// lastName is the last part of the address of the page, without what tells its format.
func (d *document) lastName() string {
	p := strings.TrimSuffix(d.self.Path, "/index.html")
	return strings.ToLower(strings.TrimSuffix(path.Base(p), path.Ext(p)))
}

// isStandingName tells the names that pages beside the posts have everywhere, as address or title.
func isStandingName(s string) bool {
	switch s {
	case "about", "about-us", "about us", "about me", "profile", "contact", "contact-us", "contact us", "privacy", "privacy-policy", "privacy policy",
		"terms", "terms-of-service", "legal", "license", "imprint", "impressum", "links", "link", "company", "corporate", "recruit", "careers", "jobs",
		"services", "service", "products", "product", "works", "pricing", "faq", "help", "sitemap", "index", "home", "top", "thanks", "guestbook", "bbs",
		"subscribe", "login", "404", "プロフィール", "自己紹介", "お問い合わせ", "問い合わせ", "お問合せ", "連絡先", "プライバシーポリシー", "利用規約", "会社概要", "会社案内", "採用情報",
		"サイトマップ", "リンク", "リンク集", "friends", "friend", "friend-links", "friendlinks", "flink", "友链", "友情链接", "友情鏈接", "友人帐", "关于", "關於", "关于我", "關於我", "留言", "留言板",
		"archives", "archive", "tags", "categories", "search", "all-posts", "posts", "a propos", "à propos", "a-propos", "mentions-legales", "mentions légales", "über", "über mich", "ueber", "kontakt", "datenschutz", "gallery", "galleries", "projects", "portfolio", "resume", "cv", "books", "bookmarks", "now", "uses", "donate", "shop",
		"このブログについて", "このサイトについて", "当サイトについて", "掲示板", "製品", "サービス":
		return true
	}
	return false
}

var menuWords = wordSet("menu", "nav", "navi", "navigation", "navbar", "gnav", "globalnav", "globalmenu", "masthead", "siteheader", "sitefooter", "globalheader", "globalfooter")

// inMenu says whether a menu, the head or the foot of the page leads to the page itself: then all pages lead to it.
func (d *document) inMenu() bool {
	for _, a := range d.doc.Find("a[href]").EachIter() {
		href := a.AttrOr("href", "")
		if key := blog.Key(d.resolve(href)); strings.HasPrefix(href, "#") || key != blog.Key(d.page.URL) && key != blog.Key(d.address) {
			continue
		}
		for n := a.Get(0).Parent; n != nil && n.DataAtom != atom.Body; n = n.Parent {
			if isMenu(n) {
				return true
			}
		}
	}
	return false
}

// isMenu says whether the element is a menu, or the head or foot of the page. A post has a head of its own.
func isMenu(n *html.Node) bool {
	if inside(n, atom.Article) || inside(n, atom.Main) {
		return false
	}
	return n.DataAtom == atom.Nav || n.DataAtom == atom.Header || n.DataAtom == atom.Footer || isBlock(n) && hasWord(n, menuWords)
}
