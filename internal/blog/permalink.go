package blog

import (
	"cmp"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Pattern is how a blog makes the addresses of its posts, as an owner says it where an export does not: a path with parts in the
// words of Jekyll (/:year/:month/:slug.html) or of WordPress (/%year%/%monthnum%/%postname%/).
type Pattern string

// Parts are what a pattern is filled with.
type Parts struct {
	Date                        time.Time
	Slug, ID, Title, Author, In string // Slug is the post's own part of its address, In its first category
	Path                        string // Slug below the folders in which a source tree has the post
}

var patternPart = regexp.MustCompile(`:([a-z_]+)|%([a-z_]+)%`)

// patternNames are the names of parts and what they stand for.
var patternNames = map[string]func(Parts) string{
	"year": date("2006"), "short_year": date("06"), "month": date("01"), "monthnum": date("01"), "i_month": date("1"), "day": date("02"),
	"i_day": date("2"), "y_day": date("002"), "hour": date("15"), "minute": date("04"), "second": date("05"),
	"slug": slugPart, "basename": slugPart, "name": slugPart, "postname": slugPart, "filename": slugPart,
	"path": func(p Parts) string { return cmp.Or(p.Path, p.Slug) },
	"id":   idPart, "post_id": idPart, "title": func(p Parts) string { return Slug(p.Title) },
	"author": func(p Parts) string { return Slug(p.Author) }, "category": func(p Parts) string { return Slug(p.In) },
}

func date(layout string) func(Parts) string {
	return func(p Parts) string {
		if p.Date.IsZero() {
			return ""
		}
		return p.Date.Format(layout)
	}
}

func slugPart(p Parts) string { return p.Slug }
func idPart(p Parts) string   { return p.ID }

// PatternParts are the names that a pattern may have, for help texts.
func PatternParts() []string {
	var names []string
	for n := range patternNames {
		names = append(names, ":"+n)
	}
	slices.Sort(names)
	return names
}

// Check says what is wrong with the pattern: a part that nobody knows, or none at all.
func (p Pattern) Check() error {
	found := patternPart.FindAllStringSubmatch(string(p), -1)
	if len(found) == 0 {
		return fmt.Errorf("%w: the pattern %q has no part such as :slug, so that all posts would have one address", ErrUsage, p)
	}
	for _, m := range found {
		if patternNames[m[1]+m[2]] == nil {
			return fmt.Errorf("%w: the pattern %q has a part %s; there are %s", ErrUsage, p, m[0], strings.Join(PatternParts(), " "))
		}
	}
	return nil
}

// Address is where the pattern puts a post on the blog. A part that the post lacks is an error: a wrong address is worse than none.
func (p Pattern) Address(site string, parts Parts) (string, error) {
	base, err := url.Parse(site)
	if err != nil || base.Host == "" {
		return "", fmt.Errorf("its address is unknown: say the address of the blog (--blog)")
	}
	missing := ""
	path := patternPart.ReplaceAllStringFunc(string(p), func(part string) string {
		fill := patternNames[strings.Trim(part, ":%")]
		if fill == nil {
			return part
		}
		value := fill(parts)
		if value == "" && missing == "" {
			missing = part
		}
		return value
	})
	if missing != "" {
		return "", fmt.Errorf("it has nothing for the %s of the pattern, so that its address is unknown", missing)
	}
	return strings.TrimSuffix(site, "/") + "/" + escaped(strings.TrimPrefix(path, "/")), nil
}

// escaped is the path with what may not stand in one percent-encoded; what is so already stays.
func escaped(path string) string {
	path, query, asks := strings.Cut(path, "?")
	if plain, err := url.PathUnescape(path); err == nil && strings.Contains(path, "%") {
		path = plain
	}
	path = (&url.URL{Path: "/" + path}).EscapedPath()[1:]
	if asks {
		path += "?" + query
	}
	return path
}

// Slug makes a part of an address of a title, as most platforms do: letters and digits of any script in lower case, a hyphen
// between the words.
func Slug(title string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(title), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '_'
	}), "-")
}
