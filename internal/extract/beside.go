package extract

import (
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"github.com/fumikura/fumikura/internal/blog"
)

const (
	// maxImage is the longest address of a picture that is kept; longer ones carry the picture itself or a session.
	maxImage = 2000
	// leastImage is the least width or height, in pixels, of a picture that can stand for a post. Smaller ones are icons and counters.
	leastImage = 64
	// maxTranslations is how many translations a page may name; more are a list of countries.
	maxTranslations = 40
)

// picture is the address of the picture (thumbnail) that stands for the post: what the head of the page names, else the first of
// the text. It is empty where there is none.
func (d *document) picture(body *walker) string {
	for _, key := range []string{"og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src"} {
		if s := d.pictureAt(d.meta(key)); s != "" {
			return s
		}
	}
	if body != nil {
		return d.pictureAt(body.picture)
	}
	return ""
}

// pictureAt is the absolute address of a picture over http, empty where it cannot stand for a post.
func (d *document) pictureAt(src string) string {
	if src == "" {
		return ""
	}
	s := d.resolve(src)
	u, err := url.Parse(s)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || len(s) > maxImage || strings.EqualFold(path.Ext(u.Path), ".svg") {
		return ""
	}
	u.Fragment = ""
	return u.String()
}

// pictureSource is the address in an img element, that of a lazy one too; empty for icons, counters and emoji.
func pictureSource(n *html.Node) string {
	for _, side := range []string{"width", "height"} {
		if px, err := strconv.Atoi(strings.TrimSuffix(attr(n, side), "px")); err == nil && px < leastImage {
			return ""
		}
	}
	class := strings.ToLower(attr(n, "class"))
	if strings.Contains(class, "emoji") || strings.Contains(class, "icon") || strings.Contains(class, "avatar") {
		return ""
	}
	for _, key := range []string{"data-src", "data-lazy-src", "data-original", "src"} {
		if s := strings.TrimSpace(attr(n, key)); s != "" && !strings.HasPrefix(s, "data:") {
			return s
		}
	}
	return ""
}

// translations are the addresses of the same post in other languages that the page names (hreflang), its own among them. One of
// another host is another blog's; x-default is no language.
func (d *document) translations() []blog.Translation {
	var out []blog.Translation
	for _, s := range d.doc.Find(`link[rel~="alternate"][hreflang]`).EachIter() {
		lang := strings.ToLower(strings.TrimSpace(s.AttrOr("hreflang", "")))
		address := d.resolve(s.AttrOr("href", ""))
		u, err := url.Parse(address)
		if err != nil || address == "" || lang == "" || lang == "x-default" || !sameDomain(u.Hostname(), d.self.Hostname()) {
			continue
		}
		t := blog.Translation{Lang: lang, URL: address}
		known := slices.ContainsFunc(out, func(o blog.Translation) bool { return o.URL == t.URL && primaryTag(o.Lang) == primaryTag(t.Lang) })
		if !known && len(out) < maxTranslations {
			out = append(out, t)
		}
	}
	if len(out) < 2 || !d.namesItself(out) {
		return nil // a page that names only itself, or only others (their front pages), tells nothing
	}
	return out
}

// namesItself says that one of the translations is this page, and that no two of them are one address: a theme that lists the front
// page of each language says nothing about a post.
func (d *document) namesItself(list []blog.Translation) bool {
	seen, own := map[string]bool{}, false
	for _, t := range list {
		key := blog.Key(t.URL)
		if seen[key] {
			return false
		}
		seen[key] = true
		own = own || d.keys[key] && key != blog.Key(d.page.Site)
	}
	return own
}

// primaryTag is ja of ja-jp.
func primaryTag(lang string) string {
	tag, _, _ := strings.Cut(lang, "-")
	return tag
}

// sameDomain says that two hosts belong to one owner, as ja.example.com and www.example.com do: one is the other, or they share
// all but the first label.
func sameDomain(a, b string) bool {
	if strings.EqualFold(a, b) {
		return true
	}
	_, restA, _ := strings.Cut(a, ".")
	_, restB, _ := strings.Cut(b, ".")
	return strings.EqualFold(restA, b) || strings.EqualFold(restB, a) || strings.Contains(restA, ".") && strings.EqualFold(restA, restB)
}
