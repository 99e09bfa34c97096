package page

import (
	"net/url"
	"path"
	"slices"
	"strings"
)

// What an address says about its page, before anything is asked. The words are those of the platforms in use: Hatena, WordPress,
// Movable Type, Ghost, Hugo, Hexo, Jekyll, Blogger, livedoor, FC2. They only sort the work and settle clear cases; where
// a page arrives, its markup has the last word (see Markup.Sign).

// Likeness is what an address looks like.
type Likeness int

// The likenesses of addresses.
const (
	LikePage  Likeness = iota // may be a post
	LikeList                  // most likely gives links only
	LikeIndex                 // gives links only on most blogs, and is a post on some: a date, a series
	LikeOther                 // nothing to ask for: a feed, a log-in, a share button
	LikeFile                  // a picture, an archive, a document
)

// IsList says whether a page is to be asked for early, for its links.
func (l Likeness) IsList() bool { return l == LikeList || l == LikeIndex }

// listWord tells the names of a folder under which list pages lie: one further name at most, and numbers.
func listWord(s string) Likeness {
	switch s {
	case "tag", "tags", "category", "categories", "author", "authors", "label", "labels", "archive", "archives", "page", "search":
		return LikeList
	case "cat", "topics", "keyword", "keywords", "writer", "writers", "users", "date", "series", "calendar":
		return LikeIndex
	}
	return LikePage
}

// isOtherWord tells the parts of a path that hardly a post has.
func isOtherWord(s string) bool {
	switch s {
	case "feed", "rss", "rss2", "atom", "feeds", "wp-admin", "wp-json", "wp-content", "wp-includes", "wp-login.php", "xmlrpc.php", "cgi-bin",
		"trackback", "login", "logout", "signin", "signup", "register", "cart", "cdn-cgi", "embed", ".well-known":
		return true
	}
	return strings.HasPrefix(s, "comment-page-")
}

// isFile tells the endings of what is no page. Endings of program text are not among them: posts are called vue.js and main.go.
func isFile(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".jpg", ".jpeg", ".png", ".gif", ".svg", ".webp", ".avif", ".ico", ".bmp", ".tif", ".tiff", ".pdf", ".zip", ".gz", ".tgz", ".tar",
		".bz2", ".xz", ".7z", ".rar", ".exe", ".dmg", ".iso", ".apk", ".deb", ".rpm", ".css", ".xml", ".rss", ".rdf", ".atom", ".webmanifest",
		".xls", ".xlsx", ".doc", ".docx", ".ppt", ".pptx", ".epub", ".mp3", ".mp4", ".m4a", ".m4v", ".mov", ".avi", ".webm", ".ogg", ".ogv",
		".wav", ".flac", ".woff", ".woff2", ".ttf", ".otf", ".eot", ".wasm", ".swf", ".ics":
		return true
	}
	return false
}

// LikenessOf reads an address below the prefix of its blog.
func LikenessOf(u *url.URL, prefix string) Likeness {
	parts := segments(u.Path, prefix)
	if len(parts) > 0 && isFile(parts[len(parts)-1]) {
		return LikeFile
	}
	for _, s := range parts {
		if isOtherWord(s) {
			return LikeOther
		}
	}
	if l, ok := guessQuery(u.Query()); ok {
		return l
	}
	return guessPath(parts)
}

func segments(p, prefix string) []string {
	return strings.FieldsFunc(strings.TrimPrefix(strings.TrimSuffix(p, "/")+"/", prefix), func(r rune) bool { return r == '/' })
}

// guessQuery reads the parameters, where they settle it.
func guessQuery(q url.Values) (Likeness, bool) {
	for name := range q {
		switch name {
		case "replytocom", "share", "print", "format", "redirect_to", "action", "like_comment", "add-to-cart", "feed", "amp",
			"s", "q", "search":
			return LikeOther, true
		}
	}
	for name, v := range q {
		switch name {
		case "page", "paged", "pg", "offset", "start", "tag", "cat", "category", "author", "year", "month", "updated-max", "max-results", "keyword",
			"all", "date", "d":
			return LikeList, true
		case "m":
			// ?m=1 is the small screen of Blogger, ?m=201608 a month of WordPress.
			if len(v[0]) > 1 {
				return LikeList, true
			}
		}
	}
	return LikePage, false
}

// guessPath tells lists by their path: /page/2, /tags/go, /2016/08, /archives/2016/08, /archive/category/go, /entrylist-3.html.
func guessPath(parts []string) Likeness {
	n := len(parts)
	switch {
	case n == 0, n >= 2 && parts[n-2] == "page" && isNumber(parts[n-1]), isListFile(parts[n-1]):
		return LikeList
	case isDate(parts):
		return LikeIndex
	}
	// Some blogs have a folder for each language, or for the blog, before the word.
	if isFolder(parts[0]) {
		if n == 1 {
			return LikeIndex
		}
		parts = parts[1:]
	}
	if like := listWord(parts[0]); like != LikePage && isListRest(parts[0], parts[1:]) {
		return like
	}
	return LikePage
}

func isFolder(s string) bool {
	return s == "blog" || len(s) == 2 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") == ""
}

// isListRest reads what follows a list word. Under /archives/ a number or a file may be a post: livedoor, WordPress, Movable Type.
func isListRest(word string, rest []string) bool {
	switch {
	case len(rest) == 0:
		return true
	case word == "archive" || word == "archives":
		return len(rest) > 1 && isDate(rest) || word == "archive" && isDate(rest) || listWord(rest[0]) != LikePage && len(rest) <= 3
	case word == "date" || word == "calendar" || word == "search":
		return true
	}
	nested := (word == "category" || word == "categories") && len(rest) <= maxNested
	return (len(rest) == 1 || nested) && !strings.HasSuffix(rest[len(rest)-1], ".html") || len(rest) == 3 && rest[1] == "page"
}

// maxNested is how deep categories lie in each other.
const maxNested = 4

// isListFile tells lists by the name of their file: of livedoor, Ameblo and hand-made blogs.
func isListFile(name string) bool {
	stem, ok := strings.CutSuffix(name, ".html")
	if !ok {
		return false
	}
	for _, begin := range []string{"cat_", "entrylist", "archivelist", "archives", "archive", "tags", "categories", "sitemap"} {
		if rest, ok := strings.CutPrefix(stem, begin); ok && strings.Trim(rest, "-0123456789") == "" {
			return true
		}
	}
	return false
}

// isDate tells a year, a month or a day that stands alone.
func isDate(parts []string) bool {
	if len(parts) == 0 || len(parts) > 3 || len(parts[0]) != 4 || parts[0] < "1990" || parts[0] > "2099" {
		return false
	}
	for i, s := range parts {
		s = strings.TrimSuffix(s, ".html")
		if !isNumber(s) || i > 0 && len(s) > 2 {
			return false
		}
	}
	return true
}

func isNumber(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// Family names the kind that an address is of: its first word, the shape of the rest, and the names of its parameters. What
// a template makes without end is of one family.
func Family(u *url.URL, prefix string) string {
	var b strings.Builder
	for i, s := range segments(u.Path, prefix) {
		b.WriteByte('/')
		switch {
		case isNumber(s):
			b.WriteByte('0')
		case i == 0 && !strings.ContainsAny(s, "0123456789."), listWord(s) != LikePage:
			b.WriteString(s)
		default:
			b.WriteByte('*')
		}
	}
	names := make([]string, 0, 4)
	for name := range u.Query() {
		names = append(names, name)
	}
	if slices.Sort(names); len(names) > 0 {
		b.WriteString("?" + strings.Join(names, "&"))
	}
	return b.String()
}
