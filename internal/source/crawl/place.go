package crawl

import (
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/fetch"
)

// place is where a blog lies: its hosts and the path that all of its pages begin with.
type place struct {
	scope  *fetch.Scope
	front  *url.URL // the front page, after redirects
	prefix string   // ends in a slash
	// alias is the address that the front page gives itself, where that is on another host: a copy on a test server names the
	// original in its sitemap and feeds. Addresses below it are taken for ours.
	alias    *url.URL
	include  []fetch.Pattern
	exclude  []fetch.Pattern
	sessions map[string]bool // parameters that number sessions; see learnSessions
}

// newPlace places a blog by the address its owner gave and the one that it redirects to.
func newPlace(scope *fetch.Scope, given, final *url.URL) *place {
	p := &place{scope: scope, front: final, prefix: folder(given.Path), sessions: map[string]bool{}}
	if !strings.HasPrefix(slashed(final.Path), p.prefix) {
		p.prefix = folder(final.Path)
	}
	return p
}

// folder is the path that a front page is the front page of: all of it, but for a file name at its end.
func folder(p string) string {
	if last := path.Base(p); !strings.HasSuffix(p, "/") && strings.Contains(last, ".") {
		return strings.TrimSuffix(p, last)
	}
	return slashed(p)
}

func slashed(p string) string { return strings.TrimSuffix(p, "/") + "/" }

// named takes note of the address that the front page gives itself.
func (p *place) named(self string) {
	u, err := fetch.Address(self)
	if err != nil || p.scope.Contains(u) {
		return
	}
	u.Path, u.RawPath, u.RawQuery = folder(u.Path), "", ""
	// It must end like ours, or it is the address of something else.
	if u.Path == p.prefix || u.Path == "/" {
		p.alias = u
	}
}

// resolve gives the address that a reference on a page means, if it is on a host of the blog.
func (p *place) resolve(base *url.URL, reference string) (*url.URL, bool) {
	if strings.ContainsAny(reference, "\t\r\n") {
		reference = strings.Join(strings.FieldsFunc(reference, isBreak), "") // as browsers do
	}
	reference = strings.TrimSpace(reference)
	if reference == "" || len(reference) > maxAddress {
		return nil, false
	}
	u, err := base.Parse(reference)
	if err != nil {
		return nil, false
	}
	u, err = fetch.Address(u.String())
	if err != nil {
		return nil, false
	}
	p.home(u)
	if !p.scope.Contains(u) {
		return nil, false
	}
	// One scheme and one spelling of the host save a redirect for every page.
	if strings.TrimPrefix(u.Host, "www.") == strings.TrimPrefix(p.front.Host, "www.") {
		u.Scheme, u.Host = p.front.Scheme, p.front.Host
	}
	p.unsession(u)
	return u, true
}

// unsession drops from an address what tells no pages apart: tracking, and the numbers of sessions.
func (p *place) unsession(u *url.URL) {
	u.RawQuery = blog.Untracked(u.RawQuery)
	if path := blog.WithoutSession(u.EscapedPath()); path != u.EscapedPath() {
		if plain, err := url.PathUnescape(path); err == nil {
			u.Path, u.RawPath = plain, path
		}
	}
	if len(p.sessions) == 0 || u.RawQuery == "" {
		return
	}
	var kept []string
	for part := range strings.SplitSeq(u.RawQuery, "&") {
		if name, _, _ := strings.Cut(part, "="); !p.sessions[name] {
			kept = append(kept, part)
		}
	}
	u.RawQuery = strings.Join(kept, "&")
}

func isBreak(c rune) bool { return c == '\t' || c == '\r' || c == '\n' }

// home moves an address below the alias to where the blog is.
func (p *place) home(u *url.URL) {
	if p.alias == nil || u.Host != p.alias.Host {
		return
	}
	if rest, ok := strings.CutPrefix(u.EscapedPath(), p.alias.EscapedPath()); ok {
		moved, err := p.front.Parse((&url.URL{Path: p.prefix}).EscapedPath() + rest)
		if err == nil {
			u.Scheme, u.Host, u.Path, u.RawPath = moved.Scheme, moved.Host, moved.Path, moved.RawPath
		}
	}
}

// below says whether an address may be a page of this blog.
func (p *place) below(u *url.URL) bool {
	return p.scope.Contains(u) && strings.HasPrefix(slashed(u.Path), p.prefix)
}

// isExcluded says whether the owner does not want an address asked for.
func (p *place) isExcluded(u *url.URL) bool { return matchesAny(p.exclude, u) }

// isIncluded says whether an address may be one of a post.
func (p *place) isIncluded(u *url.URL) bool { return len(p.include) == 0 || matchesAny(p.include, u) }

func matchesAny(patterns []fetch.Pattern, u *url.URL) bool {
	return slices.ContainsFunc(patterns, func(x fetch.Pattern) bool { return x.Matches(u.String()) })
}

// isFront says whether an address is the front page by another name.
func (p *place) isFront(u *url.URL) bool {
	k := key(u.String())
	return k == key(p.front.String()) || u.RawQuery == "" && u.Host == p.front.Host && slashed(folder(u.Path)) == p.prefix &&
		isIndexFile(path.Base(u.Path))
}

// isIndexFile says whether a file is what a server shows for its folder. A mirror writes what had parameters as index.html?p=12.html.
func isIndexFile(name string) bool {
	format, ok := strings.CutPrefix(name, "index.")
	return ok && format != "" && !strings.ContainsFunc(format, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// key folds an address to what tells pages apart: the key of a post, without a slash at the end of the path and "www.".
func key(address string) string {
	k := strings.TrimPrefix(blog.Key(address), "www.")
	p, query, ok := strings.Cut(k, "?")
	p = strings.TrimSuffix(p, "/")
	if !ok {
		return p
	}
	return p + "?" + query
}
