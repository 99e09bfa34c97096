package crawl

import (
	"context"
	"fmt"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/fetch"
	"github.com/fumikura/fumikura/internal/page"
)

// start reads robots.txt and the front page; without them there is no crawl.
func (r *run) start(ctx context.Context) (front result, err error) {
	given := r.place.front
	if err := r.remembered(ctx); err != nil {
		return front, err
	}
	if err := r.mayStart(ctx); err != nil {
		return front, err
	}
	w := &worker{client: r.Client, memory: r.Memory, place: r.place, full: r.Full}
	t := task{url: given.String(), key: key(given.String()), role: blog.RoleList, like: page.LikeList, found: "start"}
	res := w.do(ctx, job{t, r.memory[t.key]})
	if err := r.refused(res); err != nil {
		return front, err
	}
	final, err := fetch.Address(res.resp.URL)
	if err != nil {
		return front, err
	}
	r.place = newPlace(r.place.scope, given, final)
	r.place.include, r.place.exclude = r.Include, r.Exclude
	if r.rules, err = r.Client.Robots(ctx, r.place.scope, final); err != nil {
		return front, err
	}
	for _, self := range []string{res.html.Canonical, res.html.Self} {
		r.place.named(self)
	}
	if err := r.settled(ctx); err != nil {
		return front, err
	}
	if err := r.learnSessions(ctx, res); err != nil {
		return front, err
	}
	if r.rules.Refused != 0 {
		r.note("robots.txt is refused with status %d, which allows everything (RFC 9309)", r.rules.Refused)
	}
	res.links = r.place.links(res.html, res.url)
	r.trouble.beyond = r.place.beyond(res.html)
	r.trouble.shell = res.text.isShell() && len(res.links) == 0
	r.texts[res.text.sum] = captured{t, blog.Visit{Role: blog.RoleList}}
	r.front.states[t.key], r.front.states[key(final.String())] = bad, bad
	r.send(r.capture(r.visit(res), res))
	return res, nil
}

// remembered tells the scope where the blog was when it was first read.
func (r *run) remembered(ctx context.Context) error {
	if r.Private {
		r.place.scope.Remember(fetch.PrivateReach)
	}
	if r.Private || r.Places == nil {
		return nil
	}
	where, err := r.Places.Setting(ctx, r.placeKey())
	r.place.scope.Remember(fetch.Reach(where))
	return err
}

// settled remembers where the blog is, once it has answered.
func (r *run) settled(ctx context.Context) error {
	where := r.place.scope.Reach()
	if r.Places == nil || where == fetch.UnknownReach {
		return nil
	}
	if before, err := r.Places.Setting(ctx, r.placeKey()); err != nil || before == string(where) {
		return err
	}
	return r.Places.SetSetting(ctx, r.placeKey(), string(where))
}

func (r *run) placeKey() string { return "network of " + r.site }

// mayStart asks robots.txt first, for an error there says more than one of the page.
func (r *run) mayStart(ctx context.Context) error {
	rules, err := r.Client.Robots(ctx, r.place.scope, r.place.front)
	if err != nil {
		return err
	}
	if !rules.Allowed(fetch.Product, r.place.front.String()) {
		return &fetch.Error{Kind: fetch.Robots, URL: r.place.front.String(),
			Detail: "if the blog is yours, allow the robot \"" + fetch.Product + "\" there"}
	}
	return nil
}

// refused says why the front page cannot be used. The errors name it themselves.
func (r *run) refused(res result) error {
	switch {
	case res.memory != nil:
		return res.memory
	case res.err != nil:
		return res.err
	case res.body == nil:
		advice := "give the address of the front page of the blog"
		if res.resp.Status == 401 || res.resp.Status == 403 {
			advice = "if the blog is for members, give its basic_auth, cookies or headers in a [[blog]] of the configuration; if a firewall keeps " +
				"robots out, let \"" + fetch.Product + "\" through"
		}
		if res.resp.Status >= 500 || res.resp.Status == 429 {
			advice = "try again later"
		}
		return &fetch.Error{Kind: fetch.Status, URL: res.resp.URL, Code: res.resp.Status, Detail: advice}
	case res.html == nil || !res.html.IsHTML:
		return &fetch.Error{Kind: fetch.NotHTML, URL: res.resp.URL,
			Detail: fmt.Sprintf("it is %q; give the address of the front page of the blog", res.resp.ContentType)}
	}
	return nil
}
