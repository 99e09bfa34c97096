package page

import (
	"encoding/json"
	"html"
	"slices"
	"strings"

	"github.com/fumikura/fumikura/internal/blog"
)

// Graph is what the JSON-LD of a page says. Sites write it by template, often wrongly: arrays for objects, names for persons,
// raw line breaks inside strings.
type Graph struct {
	Kind     Kind
	Site     string // the name of the blog
	Article  Thing  // the article the page is about; nil when it tells of none
	Articles int    // how many articles stand on their own
	Lists    int    // and how many lists
	names    map[string]string
}

// Thing is one object of JSON-LD.
type Thing map[string]any

// Kind is what a page says it is.
type Kind uint8

// The kinds of page.
const (
	Unknown Kind = iota
	Article
	List
)

// Limits on JSON-LD: a page has a handful of things; more is a mistake or an attack.
const (
	maxThings = 2000
	maxNest   = 12
)

// ReadGraph reads the scripts of JSON-LD on the page at the address.
func ReadGraph(scripts []string, address string) Graph {
	g := Graph{names: map[string]string{}}
	var things []Thing
	for _, s := range scripts {
		var v any
		if json.Unmarshal([]byte(mend(s)), &v) == nil {
			collect(v, 0, &things)
		}
	}
	var articles []Thing
	for _, t := range things {
		g.learn(t)
		switch kindOf(t) {
		case Article:
			articles = append(articles, t)
		case List:
			g.Lists++
		}
	}
	g.Articles = len(articles)
	g.choose(articles, address)
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
func collect(v any, depth int, out *[]Thing) {
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
		if kindOf(v) == Unknown {
			collect(v["mainEntityOfPage"], depth+1, out)
		}
	}
}

func kindOf(t Thing) Kind {
	kind := Unknown
	for _, s := range Texts(t["@type"]) {
		switch k := kindOfType(s); {
		case k == Article:
			return Article
		case s == "Blog" && t["blogPost"] == nil && t["blogPosts"] == nil: // it only names the blog
		case k == List:
			kind = List
		}
	}
	return kind
}

// kindOfType is what a type of schema.org says of the page that it is given to.
func kindOfType(t string) Kind {
	t = t[strings.LastIndexAny(t, "/#:")+1:] // https://schema.org/Article, schema:Article
	switch t {
	case "SocialMediaPosting", "BlogPosting", "LiveBlogPosting", "DiscussionForumPosting", "Report", "APIReference":
		return Article
	case "Blog", "CollectionPage", "SearchResultsPage", "ProfilePage":
		return List
	}
	if strings.HasSuffix(t, "Article") { // Article, NewsArticle, TechArticle and a dozen kinds of them
		return Article
	}
	return Unknown
}

// learn keeps the names that other things refer to.
func (g *Graph) learn(t Thing) {
	name, id := Text(t["name"]), Text(t["@id"])
	if name == "" {
		return
	}
	if id != "" {
		g.names[id] = name
	}
	for _, kind := range Texts(t["@type"]) {
		if kind == "WebSite" || kind == "Blog" && g.Site == "" {
			g.Site = name
		}
	}
}

// choose takes the article of that address, or the only one. Several articles of equal rank make a list.
func (g *Graph) choose(articles []Thing, address string) {
	for _, t := range articles {
		for _, at := range []any{t["url"], t["mainEntityOfPage"], t["@id"]} {
			if u := Text(at); u != "" && blog.Key(u) == blog.Key(address) {
				g.Kind, g.Article = Article, t
				return
			}
		}
	}
	switch {
	case len(articles) == 1:
		g.Kind, g.Article = Article, articles[0]
	case len(articles) > 1 || g.Lists > 0:
		g.Kind = List
	}
}

// Text is the first string in v: itself, or the name, address or value of an object.
func Text(v any) string {
	if all := Texts(v); len(all) > 0 {
		return all[0]
	}
	return ""
}

// Texts are all the strings in v, as Text reads them.
func Texts(v any) []string {
	switch v := v.(type) {
	case string:
		if s := strings.Join(strings.Fields(html.UnescapeString(v)), " "); s != "" { // templates escape for HTML, though it is JSON
			return []string{s}
		}
	case []any:
		var out []string
		for _, x := range v {
			if _, nested := x.([]any); !nested {
				out = append(out, Texts(x)...)
			}
		}
		return out
	case map[string]any:
		for _, key := range []string{"name", "@value", "@id", "url"} {
			if s := Texts(v[key]); len(s) > 0 {
				return s[:1]
			}
		}
	}
	return nil
}

// People are the names of the authors of the article; an organisation is the blog itself.
func (g *Graph) People() []string {
	list, ok := g.Article["author"].([]any)
	if !ok {
		list = []any{g.Article["author"]}
	}
	var names []string
	for _, v := range list {
		if t, ok := v.(map[string]any); ok && Text(t["@type"]) == "Organization" {
			continue
		}
		name := Text(v)
		if known := g.names[name]; known != "" {
			name = known
		}
		if name != "" {
			names = append(names, name)
		}
	}
	return names
}

// Keywords are the tags in the article: a list, or one string with commas.
func (g *Graph) Keywords() []string {
	return Split(Texts(g.Article["keywords"]))
}

// Split makes a list of what came as one string with commas.
func Split(all []string) []string {
	if len(all) != 1 {
		return all
	}
	all = strings.FieldsFunc(all[0], func(r rune) bool { return r == ',' || r == '、' })
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	return slices.DeleteFunc(all, func(s string) bool { return s == "" })
}
