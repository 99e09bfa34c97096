package mt

import (
	"cmp"
	"errors"
	"fmt"
	"html"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/source/markup"
)

// entry is one entry as it stands in the file.
type entry struct {
	line     int
	long     bool
	keys     map[string][]string
	sections map[string]string
	hatena   bool   // the file is in the dialect of Hatena Blog
	stray    string // the first line of the head that is no key

	section string          // the one being read; empty in the head, "?" before its name
	text    strings.Builder // of the section
}

// take reads a line that is no border.
func (e *entry) take(line string) {
	switch {
	case e.section == "":
		e.key(line)
	case e.section == "?" && sectionHead.MatchString(line):
		e.section = strings.TrimRight(line, ": \t")
	case !e.long:
		e.text.WriteString(unescape(line) + "\n")
	}
}

func (e *entry) key(line string) {
	m := keyLine.FindStringSubmatch(line)
	switch {
	case m != nil:
		e.keys[m[1]] = append(e.keys[m[1]], strings.TrimSpace(m[2]))
	case strings.TrimSpace(line) != "" && e.stray == "":
		e.stray = line
	}
}

// end ends a section; of several of one name (comments) the first is kept.
func (e *entry) end() {
	if _, ok := e.sections[e.section]; !ok {
		e.sections[e.section] = e.text.String()
	}
	e.text.Reset()
	e.section = "?"
}

func (e *entry) first(key string) string {
	if v := e.keys[key]; len(v) > 0 {
		return v[0]
	}
	return ""
}

func (e *entry) capture(x blog.Export) blog.Capture {
	switch {
	case e.long:
		return x.Pass(e.line, "", fmt.Sprintf("the entry is longer than %d MiB", maxEntry>>20))
	case len(e.keys) == 0:
		return x.Pass(e.line, "", fmt.Sprintf("not an entry of Movable Type: it begins with %.60q", e.stray))
	case len(e.keys["NO ENTRY"]) > 0:
		return x.Skip(e.line, "", "it holds only comments")
	}
	address, err := e.address(x)
	if reason := e.withheld(x); reason != "" {
		return x.Skip(e.line, address, reason)
	}
	if err != nil {
		return x.Pass(e.line, "", err.Error())
	}
	published, err := e.time(x)
	if err != nil {
		return x.Pass(e.line, address, fmt.Sprintf("DATE: %v", err))
	}
	p := blog.Page{URL: address, Form: blog.FormHTML, Body: []byte(e.sections["BODY"] + e.sections["EXTENDED BODY"])}
	p.Known = blog.Post{Title: html.UnescapeString(e.first("TITLE")), Author: e.first("AUTHOR"), Published: published, Tags: e.tags()}
	switch breaks := strings.ToLower(e.first("CONVERT BREAKS")); {
	case strings.HasPrefix(breaks, "markdown"):
		p.Form = blog.FormMarkdown
	case !blocks.Match(p.Body) && notation.Match(p.Body):
		p.Form = blog.FormMarkdown
	case breaks == "1" || breaks == "__default__":
		p.Body = []byte(markup.Breaks(string(p.Body)))
	}
	return x.Capture(e.line, p)
}

// A body in the notation of Hatena has no HTML around it, and is read where Markdown is.
var (
	blocks   = regexp.MustCompile(`(?i)<(?:p|br|div|h[1-6]|pre|ul|ol|table|section)[\s/>]`)
	notation = regexp.MustCompile(`(?m)^(?:\*{1,3}[^*\s].*|>\|[\w+#.-]*\|?|\|?\|<)$`)
)

// withheld says why the entry is not public: by its STATUS, or by a key that some platform has added.
func (e *entry) withheld(x blog.Export) string {
	v := blog.Visibility(e.keys)
	if reason := x.Withheld(v); reason != "" {
		return reason
	}
	for _, key := range slices.Sorted(maps.Keys(e.keys)) {
		if !entryHead.MatchString(key+":") && !v.Covers(key) && v.Suspect(key) {
			return fmt.Sprintf("it has %s, a key that is not known and could mean that it is not public", key)
		}
	}
	return ""
}

// time reads DATE, which never has a zone. Hatena's is that of Japan.
func (e *entry) time(x blog.Export) (time.Time, error) {
	if x.Zone == nil && e.hatena {
		x.Zone = time.FixedZone("JST", 9*60*60)
	}
	return x.Time(e.first("DATE"))
}

// address is where the entry lives: what it says itself (TypePad), else what the owner's pattern or the platform makes of its
// BASENAME.
func (e *entry) address(x blog.Export) (string, error) {
	if u := e.first("UNIQUE URL"); u != "" {
		return u, nil
	}
	date, err := e.time(x)
	name := e.first("BASENAME")
	parts := blog.Parts{
		Date: date, Slug: name, Title: html.UnescapeString(e.first("TITLE")), Author: e.first("AUTHOR"),
		In: cmp.Or(e.first("PRIMARY CATEGORY"), e.first("CATEGORY")),
	}
	pattern := x.Permalink
	switch {
	case pattern != "":
	case name == "":
		return "", errors.New("it has no BASENAME, so that its address is unknown: say how the blog makes them (--permalink)")
	case e.hatena:
		pattern = "/entry/:slug"
	case strings.HasSuffix(name, ".html"): // FC2
		pattern = "/:slug"
	case err != nil || date.IsZero():
		return "", errors.New("it has no DATE that can be read, so that its address is unknown")
	default:
		pattern = "/:year/:month/:slug.html"
	}
	return pattern.Address(x.Site, parts)
}

// quoted matches one tag of a list: in quotes, or up to the next comma.
var quoted = regexp.MustCompile(`"([^"]*)"|[^,]+`)

// tags are the categories and then the tags.
func (e *entry) tags() []string {
	all := append(append([]string{}, e.keys["PRIMARY CATEGORY"]...), e.keys["CATEGORY"]...)
	for _, list := range e.keys["TAGS"] {
		for _, m := range quoted.FindAllStringSubmatch(list, -1) {
			if m[1] != "" {
				m[0] = m[1]
			}
			all = append(all, m[0])
		}
	}
	return all
}
