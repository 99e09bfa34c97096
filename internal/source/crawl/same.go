package crawl

// Several addresses may lead to one page: a canonical link says so, or a redirect of the page itself, or the page is the same, to the
// last byte or in all that a reader sees, or an address is a known one with parameters added. One of them is captured; the others
// give way to it. Nobody's word is taken for it that the one given way to is there: pages name each other as canonical, in circles
// too, and name what does not answer. So who gave way to whom is kept, and in the end each chain is followed: where it leads to no
// page, or in a circle, one of its pages is taken back and stands for itself.

import (
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/fumikura/fumikura/internal/blog"
)

// giving is an address that gave way to another.
type giving struct {
	task
	to string // the key of the other
}

// captured is an address that was captured in this run, as a page or as a list.
type captured struct {
	task
	visit blog.Visit
}

// seen gives the other address that showed the same page in this run.
func (r *run) seen(res result) (captured, bool) {
	other, ok := r.texts[res.text.sum]
	return other, ok && other.key != res.key
}

// giveWay ends an address whose page is to be had at another one; the visit says why.
func (r *run) giveWay(t task, v blog.Visit, to string) {
	r.front.states[t.key] = bad
	r.gave[t.key] = giving{t, key(to)}
	r.inherit(t.key, to)
	v.Final = to
	r.send(blog.Capture{Visit: v})
}

// inherit hands what a feed knows of an address to the one that it gives way to: feeds name addresses that the blog has since renamed.
func (r *run) inherit(k, to string) {
	if p := r.knows[k]; p != nil && to != "" && key(to) != k {
		r.learn(key(to), *p)
	}
}

// The beginnings of the reasons why an address gives way to another.
const (
	secondOf = "it is a second address of "
	sameAs   = "it has the same content as "
)

// partOf is the beginning of the reason why a further page of a post gives way to it.
const partOf = "it is a further page of "

// takeParts has the further pages of a post, whose texts are in its own page now, give way to it.
func (r *run) takeParts(res result) {
	r.requests += len(res.parts)
	for _, address := range res.parts {
		t := task{url: address, key: key(address), role: blog.RolePage, found: res.url}
		v := blog.Visit{URL: address, Role: blog.RolePage, Status: 200, At: r.Now(), Found: res.url}
		r.giveWay(t, excluded(v, partOf+res.url), res.url)
	}
}

// claimed follows the canonical URL: it gives way to the address that a page names as canonical, and says whether it did. The canonical one is asked for.
func (r *run) claimed(res result, v blog.Visit) bool {
	to := res.canonical
	if to.url == "" || res.alone || res.canon || r.front.states[to.key] == bad {
		return false
	}
	if !to.sameOf {
		r.doubts[to.key]++
	}
	if r.doubts[to.key] > maxTrust {
		r.Log.Warn("many pages name one canonical address; it is ignored", "url", to.url)
		r.disbelieve(to.key)
		return false
	}
	to.found, to.listed, to.canon = res.url, true, true
	if r.front.states[to.key] == 0 && !r.add(to.task) {
		return false
	}
	r.repeated(res.task)
	r.giveWay(res.task, excluded(v, secondOf+to.url), to.url)
	return true
}

// disbelieve takes all pages back that gave way to an address.
func (r *run) disbelieve(to string) {
	for _, k := range slices.Sorted(maps.Keys(r.gave)) {
		if r.gave[k].to == to {
			r.takeBack(k)
		}
	}
}

// takeBack queues a page that gave way once more, now to stand for itself.
func (r *run) takeBack(k string) {
	t := r.gave[k].task
	delete(r.gave, k)
	t.alone, t.listed, t.known, t.variant = true, true, false, false
	r.front.states[k] = waiting
	r.front.push(t)
}

// settle follows who gave way to whom, and says whether a page was taken back.
func (r *run) settle() (again bool) {
	for _, k := range slices.Sorted(maps.Keys(r.gave)) {
		if orphan := r.orphan(k); orphan != "" {
			r.takeBack(orphan)
			again = true
		}
	}
	return again
}

// orphan is the page to be taken back so that the chain that begins at k has one; empty where it has.
func (r *run) orphan(k string) string {
	var chain []string
	for cur := k; ; cur = r.gave[cur].to {
		if from := slices.Index(chain, cur); from >= 0 {
			return slices.MinFunc(chain[from:], func(a, b string) int { return r.prefer(r.gave[a].task, r.gave[b].task) })
		}
		if _, ok := r.gave[cur]; ok {
			chain = append(chain, cur)
			continue
		}
		if s := r.front.states[cur]; len(chain) == 0 || s == good || s == waiting || r.barred[cur] {
			return "" // a page is there, or will be asked for, or asks that it is not found
		}
		return chain[len(chain)-1]
	}
}

// prefer orders two addresses of one page, the better one first: one that a sitemap or feed names, one without a query, the shorter.
func (r *run) prefer(a, b task) int {
	rank := func(t task) int {
		n := len(t.url)
		if strings.Contains(t.url, "?") {
			n += 1 << 20
		}
		if !r.complete(t).listed {
			n += 1 << 21
		}
		return n
	}
	if n := rank(a) - rank(b); n != 0 {
		return n
	}
	return strings.Compare(a.url, b.url)
}

// twin finds a near-duplicate: it gives the other address that has the same page: as it is seen in this run, or to the last byte in an earlier one.
func (r *run) twin(res result, v blog.Visit) string {
	if res.alone {
		return ""
	}
	if other, ok := r.seen(res); ok {
		return other.url
	}
	if res.rival != "" && r.front.states[key(res.rival)] != bad {
		return res.rival
	}
	other := r.bodies[v.Hash]
	if k := key(other); k == res.key || r.front.states[k] == bad {
		return ""
	}
	return other
}

// outdo captures a page at a better address than that at which it was captured before, and says whether it did.
func (r *run) outdo(res result, v blog.Visit) bool {
	old, ok := r.seen(res)
	if !ok || res.alone || !isBetter(r.complete(res.task), r.complete(old.task)) {
		return false
	}
	r.keep(res, v)
	r.giveWay(old.task, replaced(old.visit, r.memory[old.key], sameAs+res.url), res.url)
	return true
}

// isBetter says whether the address is worth that a page already captured moves to it.
func isBetter(t, than task) bool {
	if t.listed != than.listed {
		return t.listed
	}
	return !strings.Contains(t.url, "?") && strings.Contains(than.url, "?")
}

// repeated notes that a page shows what another address does. Where all of its kind do, the rest of them is left alone.
func (r *run) repeated(t task) {
	if r.front.repeated(t) {
		r.listsOK = r.listsOK && t.variant
		r.note("addresses like %s show again and again what others show; the rest of their kind is left alone", t.url)
	}
}

// isVariant says whether a link leads to a page of a sitemap or feed, with parameters added: where the reader came from, say.
func (r *run) isVariant(k string) bool {
	path, _, ok := strings.Cut(k, "?")
	if !ok {
		return false
	}
	_, inSitemap := r.sources[path]
	return inSitemap || r.knows[path] != nil
}

// clean is the address of an answer without what numbers the session.
func (p *place) clean(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	p.unsession(u)
	return u.String()
}
