package hugo

import (
	"errors"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"

	"github.com/fumikura/fumikura/internal/source/front"
	"github.com/fumikura/fumikura/internal/source/site"
)

// address is the page's path below the blog's address, or why it cannot be told.
func (p *page) address(l language) (where, unknown string) {
	if given := p.Meta.First("url"); given != "" {
		filled, err := p.fill(given)
		if err != nil {
			return "", err.Error()
		}
		return p.given(filled, l), ""
	}
	where = path.Join(p.dir, cmpOr(p.slug, p.base))
	if pattern := p.pattern(l); pattern != "" {
		filled, err := p.fill(pattern)
		if err != nil {
			return "", err.Error()
		}
		where = doubled.ReplaceAllString(filled, "/")
	}
	where = p.hugo.clean(where)
	if p.ugly() {
		where = strings.TrimSuffix(where, "/") + ".html"
	} else if !strings.HasSuffix(where, "/") {
		where += "/"
	}
	return site.Join("/"+l.prefix, where), ""
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// given is the address that the front matter sets: with a slash at its beginning it is below the blog's address, without one
// below the language's.
func (p *page) given(url string, l language) string {
	if strings.Contains(url, "://") {
		return url
	}
	if !strings.HasSuffix(url, "/") && !strings.Contains(url, ".") {
		url += "/"
	}
	url = site.WithoutIndex(url)
	if strings.HasPrefix(url, "/") {
		return url
	}
	return site.Join("/"+l.prefix, url)
}

// pattern is the rule for the addresses of the page's section, empty where there is none.
func (p *page) pattern(l language) string {
	for _, c := range []front.Config{l.conf, p.hugo.conf} {
		for _, rule := range c.Subs("permalinks") {
			kind := cmpOr(rule.Text("target.kind"), "page")
			if kind == "page" && globMatch(cmpOr(rule.Text("target.path"), "/**"), "/"+path.Join(p.dir, p.base)) {
				return rule.Text("pattern")
			}
		}
		rules := c.Sub("permalinks")
		if pages := rules.Sub("page"); pages != nil {
			if s := p.rule(pages); s != "" {
				return s
			}
		}
		if s := p.rule(rules); s != "" {
			return s
		}
	}
	return ""
}

func (p *page) rule(rules front.Config) string {
	for dir := cmpOr(p.dir, "/"); ; dir = path.Dir(dir) {
		for name, v := range rules {
			s, ok := v.(string)
			if trimmed := strings.Trim(name, "/ "); ok && (trimmed == strings.ToLower(dir) || dir == "/" && trimmed == "") {
				return s
			}
		}
		if dir == "." || dir == "/" {
			return ""
		}
	}
}

// ugly says whether the page is a file of its own and not an index in a folder.
func (p *page) ugly() bool {
	if sections := p.hugo.conf.Sub("uglyurls"); sections != nil {
		return sections.Yes(section(p.dir))
	}
	return p.hugo.conf.Yes("uglyurls")
}

func section(dir string) string {
	first, _, _ := strings.Cut(dir, "/")
	return first
}

// doubled matches what a name without a value leaves.
var doubled = regexp.MustCompile(`/{2,}`)

// sliced matches the parts of a pattern with a range: :sections[1:] or :sections[last].
var sliced = regexp.MustCompile(`:(sections|sectionslugs)\[([^\]]*)\]`)

// fill puts the page's values into a pattern.
func (p *page) fill(pattern string) (string, error) {
	within := p.hugo.sectionOf(p.dir)
	var sections []string
	if within != "" {
		sections = strings.Split(within, "/")
	}
	pattern = sliced.ReplaceAllStringFunc(pattern, func(s string) string {
		m := sliced.FindStringSubmatch(s)
		return strings.Join(cut(sections, m[2]), "/")
	})
	return site.Fill(pattern, func(name string) (string, bool, error) {
		switch name {
		case "section":
			return section(p.dir), true, nil
		case "sections":
			return within, true, nil
		case "title":
			return p.hugo.clean(p.title()), true, nil
		case "slug":
			return p.hugo.clean(cmpOr(p.slug, p.title())), true, nil
		case "filename", "contentbasename":
			return p.hugo.clean(p.base), true, nil
		case "slugorfilename", "slugorcontentbasename":
			return p.hugo.clean(cmpOr(p.slug, p.base)), true, nil
		}
		return datePart(name, p.Published)
	})
}

// title is what Hugo takes for it: of a page without one, its file's name.
func (p *page) title() string { return p.Meta.First("title") }

// datePart is the value of a name for a part of the date; Hugo also knows layouts of Go, as in :2006-01-02.
func datePart(name string, d time.Time) (string, bool, error) {
	if d.IsZero() {
		d = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC) // what Hugo has for a page without a date
	}
	switch name {
	case "year":
		return strconv.Itoa(d.Year()), true, nil
	case "month", "day":
		v, _, err := site.DateValue(name, d.AddDate(0, 0, 0))
		if d.Year() == 1 {
			return "01", true, nil
		}
		return v, true, err
	case "monthname":
		return d.Month().String(), true, nil
	case "weekday":
		return strconv.Itoa(int(d.Weekday())), true, nil
	case "weekdayname":
		return d.Weekday().String(), true, nil
	case "yearday":
		return strconv.Itoa(d.YearDay()), true, nil
	}
	if other := time.Date(2019, 11, 9, 23, 1, 42, 1, time.UTC); other.Format(name) != name {
		return d.Format(name), true, nil
	}
	return "", false, nil
}

// cut takes the range of a pattern out of the sections: one by its number or last, or from:to.
func cut(sections []string, spec string) []string {
	number := func(s string, empty int) (int, bool) {
		switch n, err := strconv.Atoi(s); {
		case s == "":
			return empty, true
		case s == "last":
			return len(sections) - 1, true
		case err != nil || n < 0:
			return 0, true
		default:
			return n, n < len(sections)
		}
	}
	from, to, isRange := strings.Cut(spec, ":")
	a, ok := number(from, 0)
	if !ok || len(sections) == 0 {
		return nil
	}
	if !isRange {
		return sections[a : a+1]
	}
	b, ok := number(to, len(sections))
	if !ok {
		b = len(sections)
	}
	if a > b {
		return nil
	}
	return sections[a:b]
}

// clean makes a path of any text, as Hugo does: letters, digits, marks and a few signs stay, spaces become hyphens, the rest
// goes.
func (h *hugo) clean(s string) string {
	if h.conf.Yes("removepathaccents") {
		if t, _, err := transform.String(transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC), s); err == nil {
			s = t
		}
	}
	var out strings.Builder
	space, hyphen := false, false
	for i, r := range s {
		switch {
		case allowed(s, i, r):
			if hyphen = r == '-'; space && !hyphen {
				out.WriteByte('-')
			}
			space = false
			out.WriteRune(r)
		case out.Len() > 0 && !hyphen && unicode.IsSpace(r):
			space = true
		}
	}
	if h.conf.Yes("disablepathtolower") {
		return out.String()
	}
	return strings.ToLower(out.String())
}

func allowed(s string, i int, r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || strings.ContainsRune(`./\_#+~-@`, r) ||
		r == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2])
}

func isHex(c byte) bool { return slices.Contains([]byte("0123456789abcdefABCDEF"), c) }

var errGlob = errors.New("not a pattern of paths")

// globMatch matches paths as Hugo's targets do: * within a folder, ** across them, {a,b} for one of several.
func globMatch(pattern, name string) bool {
	re, err := compileGlob(pattern)
	return err == nil && re.MatchString(strings.ToLower(name))
}

func compileGlob(pattern string) (*regexp.Regexp, error) {
	var out strings.Builder
	for i := 0; i < len(pattern); i++ {
		switch c := pattern[i]; {
		case strings.HasPrefix(pattern[i:], "**"):
			out.WriteString(".*")
			i++
		case c == '*':
			out.WriteString("[^/]*")
		case c == '?':
			out.WriteString("[^/]")
		case c == '{':
			out.WriteString("(?:")
		case c == '}':
			out.WriteString(")")
		case c == ',':
			out.WriteString("|")
		default:
			out.WriteString(regexp.QuoteMeta(string(c)))
		}
	}
	re, err := regexp.Compile("^(?i:" + out.String() + ")$")
	if err != nil {
		return nil, fmt.Errorf("%w: %q", errGlob, pattern)
	}
	return re, nil
}
