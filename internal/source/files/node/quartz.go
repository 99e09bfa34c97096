package node

import (
	"cmp"
	"path"
	"regexp"
	"strings"
	"unicode"

	"github.com/fumikura/fumikura/internal/source/front"
	"github.com/fumikura/fumikura/internal/source/site"
)

// quartz is a tree of Quartz: notes, most of them of Obsidian, below the folder content. Their addresses are the paths of the files,
// without an ending.
type quartz struct {
	ignored []*regexp.Regexp
	chosen  bool // only notes that say so are published
}

var (
	ignores  = regexp.MustCompile(`ignorePatterns\s*:\s*\[([^\]]*)\]`)
	quoted   = regexp.MustCompile("[\"'`]([^\"'`]+)[\"'`]")
	explicit = regexp.MustCompile(`(?m)^[^/\n]*Plugin\.ExplicitPublish\(`)
)

// quartzTemplate is the address that the template of Quartz has in its configuration.
const quartzTemplate = "quartz.jzhao.xyz"

// Quartz gives what Quartz makes of the tree, or nil where it is not one of its trees. It is asked before Obsidian: the notes may lie in
// a vault of that.
func Quartz(t site.Tree) *site.Site {
	text, why := source(t, "quartz.config.ts", "quartz.config.js")
	if why == "" || !t.IsDir("content") {
		return nil
	}
	conf, _ := front.ReadConfig(why, []byte(text)) // a program always reads
	base := strings.TrimSuffix(conf.Text("baseurl"), "/")
	switch {
	case base == quartzTemplate:
		base = ""
	case base != "" && !strings.Contains(base, "://"):
		base = "https://" + base
	}
	q := &quartz{chosen: explicit.MatchString(text)}
	if m := ignores.FindStringSubmatch(text); m != nil {
		for _, p := range quoted.FindAllStringSubmatch(m[1], -1) {
			q.ignored = append(q.ignored, globbed(p[1]))
		}
	}
	lang, _, _ := strings.Cut(conf.Text("locale"), "-")
	return &site.Site{Name: "quartz", Why: why, Base: cmp.Or(site.Usable(base), t.CNAME()), Lang: lang, Root: []string{"content"}, Place: q.place}
}

// globbed makes an expression of a pattern of paths, which covers what lies below a folder that it fits, too.
func globbed(pattern string) *regexp.Regexp {
	out := regexp.QuoteMeta(strings.Trim(pattern, "/"))
	out = strings.NewReplacer(`\*\*/`, `(?:.*/)?`, `\*\*`, `.*`, `\*`, `[^/]*`, `\?`, `[^/]`).Replace(out)
	return regexp.MustCompile("^(?:" + out + ")(?:/|$)")
}

func (q *quartz) place(f *site.File) {
	under, _ := site.Under(f.Name, "content")
	for _, re := range q.ignored {
		if re.MatchString(under) {
			f.Hidden = "the configuration ignores it (ignorePatterns)"
			return
		}
	}
	switch stem := site.Stem(under); {
	case path.Ext(under) != ".md":
		f.Page = "it is no Markdown"
	case stem == "index" || stem == "_index":
		f.Page = "it is the page of a folder"
	case q.chosen && !f.Meta.Is("publish", "true"):
		f.Hidden = "it does not say publish: true, without which this site shows none"
	}
	f.Path = "/" + quartzSlug(strings.TrimSuffix(under, path.Ext(under)))
}

// quartzSlug makes an address of the path of a file.
func quartzSlug(s string) string {
	var out strings.Builder
	for _, r := range s {
		switch {
		case unicode.IsSpace(r):
			out.WriteByte('-')
		case r == '&':
			out.WriteString("-and-")
		case r == '%':
			out.WriteString("-percent")
		case r != '?' && r != '#':
			out.WriteRune(r)
		}
	}
	return out.String()
}
