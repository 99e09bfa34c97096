package extract

import (
	"encoding/json"
	"html"
	"slices"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"github.com/fumikura/fumikura/internal/blog"
)

// graph is what the JSON-LD of a page says. Sites write it by template, often wrongly: arrays for objects, names for persons,
// raw line breaks inside strings.
type graph struct {
	kind    pageKind
	site    string
	article thing // the article the page is about; nil when it tells of none
	names   map[string]string
}

// thing is one object of JSON-LD.
type thing map[string]any

// pageKind is what the page says it is.
type pageKind uint8

const (
	unknownKind pageKind = iota
	articleKind
	listKind
)

// Limits on JSON-LD: a page has a handful of things; more is a mistake or an attack.
const (
	maxThings = 2000
	maxNest   = 12
)

func readGraph(doc *goquery.Document, address string) graph {
	g := graph{names: map[string]string{}}
	var things []thing
	lists := 0
	doc.Find(`script[type="application/ld+json"]`).Each(func(_ int, s *goquery.Selection) {
		var v any
		if json.Unmarshal([]byte(mend(s.Text())), &v) == nil {
			collect(v, 0, &things)
		}
	})
	var articles []thing
	for _, t := range things {
		g.learn(t)
		switch kindOf(t) {
		case articleKind:
			articles = append(articles, t)
		case listKind:
			lists++
		}
	}
	g.choose(articles, lists, address)
	return g
}

// mend makes what template engines emit readable: control characters in strings, CDATA and comment wrappers.
func mend(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, s)
	s = strings.TrimSpace(s)
	for _, p := range []string{"//<![CDATA[", "/*<![CDATA[*/", "<![CDATA[", "<!--"} {
		s = strings.TrimPrefix(s, p)
	}
	s = strings.TrimSpace(s)
	for _, p := range []string{"//]]>", "/*]]>*/", "]]>", "-->", ";"} {
		s = strings.TrimSpace(strings.TrimSuffix(s, p))
	}
	return s
}

// collect gathers the things that stand on their own: in arrays, in @graph, as what a page is about, but not those in lists.
func collect(v any, depth int, out *[]thing) {
	if depth > maxNest || len(*out) > maxThings {
		return
	}
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			collect(x, depth+1, out)
		}
	case map[string]any:
		*out = append(*out, v)
		collect(v["@graph"], depth+1, out)
		collect(v["mainEntity"], depth+1, out)
		if kindOf(v) == unknownKind {
			collect(v["mainEntityOfPage"], depth+1, out)
		}
	}
}

func kindOf(t thing) pageKind {
	kind := unknownKind
	for _, s := range texts(t["@type"]) {
		switch s {
		case "Article", "BlogPosting", "NewsArticle", "TechArticle", "SocialMediaPosting", "ScholarlyArticle", "LiveBlogPosting", "Report":
			return articleKind
		case "CollectionPage", "SearchResultsPage", "ProfilePage":
			kind = listKind
		case "Blog":
			if t["blogPost"] != nil || t["blogPosts"] != nil { // else it only names the blog
				kind = listKind
			}
		}
	}
	return kind
}

// learn keeps the names that other things refer to.
func (g *graph) learn(t thing) {
	name, id := text(t["name"]), text(t["@id"])
	if name == "" {
		return
	}
	if id != "" {
		g.names[id] = name
	}
	for _, kind := range texts(t["@type"]) {
		if kind == "WebSite" || kind == "Blog" && g.site == "" {
			g.site = name
		}
	}
}

// choose takes the article of that address, or the only one. Several articles of equal rank make a list.
func (g *graph) choose(articles []thing, lists int, address string) {
	for _, t := range articles {
		for _, at := range []any{t["url"], t["mainEntityOfPage"], t["@id"]} {
			if u := text(at); u != "" && blog.Key(u) == blog.Key(address) {
				g.kind, g.article = articleKind, t
				return
			}
		}
	}
	switch {
	case len(articles) == 1:
		g.kind, g.article = articleKind, articles[0]
	case len(articles) > 1 || lists > 0:
		g.kind = listKind
	}
}

// text is the first string in v: itself, or the name, address or value of an object.
func text(v any) string {
	if all := texts(v); len(all) > 0 {
		return all[0]
	}
	return ""
}

func texts(v any) []string {
	switch v := v.(type) {
	case string:
		if s := tidy(html.UnescapeString(v)); s != "" { // templates escape for HTML, though it is JSON
			return []string{s}
		}
	case []any:
		var out []string
		for _, x := range v {
			if _, nested := x.([]any); !nested {
				out = append(out, texts(x)...)
			}
		}
		return out
	case map[string]any:
		for _, key := range []string{"name", "@value", "@id", "url"} {
			if s := texts(v[key]); len(s) > 0 {
				return s[:1]
			}
		}
	}
	return nil
}

// people are the names of the authors who are persons; an organisation is the blog itself.
func (g *graph) people() string {
	list, ok := g.article["author"].([]any)
	if !ok {
		list = []any{g.article["author"]}
	}
	var names []string
	for _, v := range list {
		if t, ok := v.(map[string]any); ok && text(t["@type"]) == "Organization" {
			continue
		}
		name := text(v)
		if known := g.names[name]; known != "" {
			name = known
		}
		if isName(name) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// keywords are the tags in the article: a list, or one string with commas.
func (g *graph) keywords() []string {
	return split(texts(g.article["keywords"]))
}

// split makes a list of what came as one string with commas.
func split(all []string) []string {
	if len(all) != 1 {
		return all
	}
	all = strings.FieldsFunc(all[0], func(r rune) bool { return r == ',' || r == '、' })
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	return slices.DeleteFunc(all, func(s string) bool { return s == "" })
}
