package mt

import (
	"fmt"
	"html"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

// entry is one entry as it stands in the file.
type entry struct {
	line     int
	long     bool
	keys     map[string][]string
	sections map[string]string
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
	if reason := x.Withheld(blog.Visibility{"status": e.keys["STATUS"]}); reason != "" {
		return x.Skip(e.line, e.address(x), reason)
	}
	address := e.address(x)
	if address == "" {
		return x.Pass(e.line, "", e.why(x.Site))
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
	case breaks == "1" || breaks == "__default__":
		p.Body = []byte(paragraphs(string(p.Body)))
	}
	return x.Capture(e.line, p)
}

// hatena says whether the entry is in the dialect of Hatena Blog, which writes its dates with 24 hours.
func (e *entry) hatena() bool {
	d := strings.ToUpper(e.first("DATE"))
	return d != "" && !strings.HasSuffix(d, "AM") && !strings.HasSuffix(d, "PM")
}

// time reads DATE, which never has a zone. Hatena's is that of Japan.
func (e *entry) time(x blog.Export) (time.Time, error) {
	if x.Zone == nil && e.hatena() {
		x.Zone = time.FixedZone("JST", 9*60*60)
	}
	return x.Time(e.first("DATE"))
}

// address is where the entry lives: what it says itself (TypePad), else what the platform makes of its BASENAME; empty when
// that or the blog is unknown.
func (e *entry) address(x blog.Export) string {
	if u := e.first("UNIQUE URL"); u != "" {
		return u
	}
	base, name := strings.TrimSuffix(x.Site, "/"), e.first("BASENAME")
	if base == "" || name == "" {
		return ""
	}
	where := (&url.URL{Path: "/" + name}).EscapedPath()
	if _, err := url.PathUnescape(name); err == nil && strings.Contains(name, "%") {
		where = "/" + name // escaped already
	}
	if e.hatena() {
		return base + "/entry" + where
	}
	t, err := e.time(x)
	if err != nil || t.IsZero() {
		return ""
	}
	return base + t.Format("/2006/01") + where + ".html"
}

func (e *entry) why(site string) string {
	switch {
	case e.first("BASENAME") == "":
		return "it has no BASENAME, so that its address is unknown"
	case site == "":
		return "its address is unknown: say the address of the blog (--blog)"
	}
	return "it has no DATE that can be read, so that its address is unknown"
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

var whole = regexp.MustCompile(`(?is)<pre\b.*?</pre>|<script\b.*?</script>|<style\b.*?</style>`)

// paragraphs makes line breaks of the line ends, as the platform does when it shows such an entry; two of them part paragraphs.
func paragraphs(text string) string {
	var b strings.Builder
	last := 0
	for _, m := range append(whole.FindAllStringIndex(text, -1), []int{len(text), len(text)}) {
		b.WriteString(strings.ReplaceAll(text[last:m[0]], "\n", "<br>\n"))
		b.WriteString(text[m[0]:m[1]])
		last = m[1]
	}
	return b.String()
}
