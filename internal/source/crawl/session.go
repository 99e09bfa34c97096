package crawl

// Some servers number each visitor in the addresses of their links, with a parameter of any name. What is known by its name is
// dropped by blog.Untracked. Others are found by asking for the front page twice: a parameter whose long, random values have all
// changed between the two answers tells no pages apart.

import (
	"context"
	"maps"
	"net/url"

	"github.com/fumikura/fumikura/internal/fetch"
	"github.com/fumikura/fumikura/internal/page"
)

// leastSession is the length from which a value may be the number of a session; shorter ones are words, dates and numbers of posts.
const leastSession = 8

// learnSessions finds the parameters of the front page's links that number a session, and has them dropped from every address.
func (r *run) learnSessions(ctx context.Context, front result) error {
	first := r.place.randomParameters(front.html)
	if len(first) == 0 {
		return nil
	}
	resp, err := r.Client.Get(ctx, fetch.Request{URL: front.url, Scope: r.place.scope})
	if err != nil || resp.Body == nil {
		return ctx.Err() // a second answer would only have helped
	}
	address, err := url.Parse(resp.URL)
	if err != nil {
		return err
	}
	second := r.place.randomParameters(page.Read(resp.Body, address))
	for name, values := range first {
		if now := second[name]; len(now) > 0 && !share(values, now) {
			r.place.sessions[name] = true
			r.Log.Info("a parameter of addresses numbers sessions; it is dropped", "site", r.site, "parameter", name)
		}
	}
	return nil
}

func share(a, b map[string]bool) bool {
	for v := range maps.Keys(a) {
		if b[v] {
			return true
		}
	}
	return false
}

// randomParameters gives, by name, the long and random values of parameters in the links that stay on the blog.
func (p *place) randomParameters(m *page.Markup) map[string]map[string]bool {
	found := map[string]map[string]bool{}
	for _, l := range m.Links {
		u, ok := p.resolve(m.Base, l)
		if !ok || u.RawQuery == "" {
			continue
		}
		for name, values := range u.Query() {
			if v := values[0]; len(v) >= leastSession && hasDigit(v) {
				if found[name] == nil {
					found[name] = map[string]bool{}
				}
				found[name][v] = true
			}
		}
	}
	return found
}

func hasDigit(s string) bool {
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			return true
		}
	}
	return false
}
