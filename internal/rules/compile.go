package rules

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/fumikura/fumikura/internal/blog"
)

// Compiled is rules made ready to be asked of every post. It does not change and is safe for concurrent use.
type Compiled struct {
	tags, authors names
	paths         []string
	excluded      map[string]string // by folded name of a tag as it is shown: the entry that excludes it
}

// Compile makes rules ready to be asked.
func (r *Rules) Compile() *Compiled {
	c := &Compiled{tags: newNames(r.Tags), authors: newNames(r.Authors), paths: r.Exclude.Paths, excluded: map[string]string{}}
	for _, t := range r.Exclude.Tags {
		c.excluded[Fold(c.Tag(t))] = t
	}
	return c
}

// names finds the name that stands for another: first as it is written, then in any case and width.
type names struct{ exact, folded map[string]string }

func newNames(of map[string][]string) names {
	n := names{map[string]string{}, map[string]string{}}
	for _, to := range slices.Sorted(maps.Keys(of)) {
		n.exact[to], n.folded[Fold(to)] = to, to
	}
	for _, to := range slices.Sorted(maps.Keys(of)) {
		for _, other := range of[to] {
			n.exact[other] = to
			if n.folded[Fold(other)] == "" {
				n.folded[Fold(other)] = to
			}
		}
	}
	return n
}

func (n names) of(name string) string {
	if len(n.exact) == 0 {
		return name
	}
	if to := n.exact[name]; to != "" {
		return to
	}
	if to := n.folded[Fold(name)]; to != "" {
		return to
	}
	return name
}

// Tag gives the name under which a tag is shown.
func (c *Compiled) Tag(name string) string { return c.tags.of(name) }

// Author gives the name under which an author is shown.
func (c *Compiled) Author(name string) string { return c.authors.of(name) }

// Post gives a post as the rules have it shown; the same one where they change nothing.
func (c *Compiled) Post(p *blog.Post) *blog.Post {
	author := c.Author(p.Author)
	tags := p.Tags
	if len(c.tags.exact) > 0 {
		tags = nil
		for _, t := range p.Tags {
			if t = c.Tag(t); !slices.Contains(tags, t) {
				tags = append(tags, t)
			}
		}
	}
	if author == p.Author && slices.Equal(tags, p.Tags) {
		return p
	}
	out := *p
	out.Author, out.Tags = author, tags
	return &out
}

// Excluded says why a post is not published, empty where it is.
func (c *Compiled) Excluded(p *blog.Post) string {
	for _, pattern := range c.paths {
		if matchesPath(pattern, p.URL) {
			return "exclude.paths: " + pattern
		}
	}
	if len(c.excluded) > 0 {
		for _, t := range p.Tags {
			if by := c.excluded[Fold(c.Tag(t))]; by != "" {
				return "exclude.tags: " + by
			}
		}
	}
	return ""
}

// matchesPath says whether an address is one that a pattern means.
func matchesPath(pattern, address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	host, path := "", pattern
	if p, err := url.Parse(pattern); err == nil && p.Host != "" {
		host, path = p.Host, p.Path
		if path == "" {
			path = "/"
		}
		if p.RawQuery != "" {
			path += "?" + p.RawQuery
		}
	}
	if host != "" && !strings.EqualFold(host, u.Host) {
		return false
	}
	of := u.Path
	if strings.Contains(path, "?") && u.RawQuery != "" {
		of += "?" + u.RawQuery
	}
	return glob(path, of)
}

// glob says whether a path is what a pattern means: * is any run of characters, and a pattern that ends in a slash means all below it.
func glob(pattern, path string) bool {
	if strings.HasSuffix(pattern, "/") {
		pattern += "*"
	}
	parts := strings.Split(pattern, "*")
	if len(parts) == 1 {
		return strings.TrimSuffix(path, "/") == pattern
	}
	rest, ok := strings.CutPrefix(path, parts[0])
	if !ok {
		return false
	}
	last := len(parts) - 1
	for _, part := range parts[1:last] {
		at := strings.Index(rest, part)
		if at < 0 {
			return false
		}
		rest = rest[at+len(part):]
	}
	return strings.HasSuffix(rest, parts[last]) || strings.HasSuffix(strings.TrimSuffix(rest, "/"), parts[last])
}
