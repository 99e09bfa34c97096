package crawl

// When to ask again (age-based revisiting). What has not changed for long will most likely not have changed today: an address is due
// again after half of the time for which asking has had the same result, and the addresses that are due take turns, so that each
// run asks for a few of them and none waits longer than the cycle. The front page, feeds, sitemaps and the newest posts are no
// part of this: they are asked for on every run, and so is what never was asked for twice.

import (
	"cmp"
	"slices"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

const (
	// leastInterval is a day, less what a run that a timer starts may be late.
	leastInterval = 20 * time.Hour
	// longestInterval is how long a page that never changes is believed not to.
	longestInterval = 45 * 24 * time.Hour
	// recheck is how long a lastmod in a sitemap is believed without asking for the page itself.
	recheck = 30 * 24 * time.Hour
	// longestDead is the same for what gave no page: an owner who mends a dead link, or takes a noindex away, wants it seen.
	longestDead = 14 * 24 * time.Hour
	// leastTurns is how many due addresses are asked for in a day at least; a small blog is gone through in less than the cycle.
	leastTurns = 20
)

// interval is how long after a visit its address is due again.
func interval(v blog.Visit) time.Duration {
	same := time.Duration(0)
	if !v.Since.IsZero() {
		same = v.At.Sub(v.Since)
	}
	if isKept(v) {
		if same <= 0 {
			return 0 // it was asked for once: whether it changes is not known
		}
		return min(max(same/2, leastInterval), longestInterval)
	}
	return min(max(same/2, leastInterval), longestDead)
}

// isDead says whether asking gave no page, and would hardly today: a dead link, a page that asks not to be found, a second address.
// One that was there until the last run gets a second look at once, and what robots.txt or an error forbade costs nothing to try.
func isDead(v blog.Visit) bool {
	switch {
	case v.Status == 0:
		return false
	case v.Outcome == blog.Gone:
		return v.Hash == "" || v.Missing > 1
	}
	return v.Outcome == blog.Passed && v.Excluded
}

// diedLately says whether an address gives no page only since lately and is worth another try (exponential back-off): a post is often
// named before its page is there, by minutes. Each try comes after half of the time for which there was none, up to a day.
func (r *run) diedLately(v blog.Visit) bool {
	same := time.Duration(0)
	if !v.Since.IsZero() {
		same = v.At.Sub(v.Since)
	}
	return v.Outcome == blog.Gone && same < leastInterval && r.age(v) >= same/2
}

// planTurns chooses, of the addresses that are due, those of this run: the longest overdue, as many as let all have their turn
// within the longest interval.
func (r *run) planTurns() {
	type turn struct {
		key     string
		overdue float64
	}
	var turns []turn
	var last time.Time
	for k, v := range r.memory {
		if v.At.After(last) {
			last = v.At
		}
		if every := max(interval(v), leastInterval); r.age(v) >= every {
			turns = append(turns, turn{k, float64(r.age(v)) / float64(every)})
		}
	}
	slices.SortFunc(turns, func(a, b turn) int {
		return cmp.Or(cmp.Compare(b.overdue, a.overdue), cmp.Compare(a.key, b.key))
	})
	daily := max(float64(len(r.memory))/longestInterval.Hours()*24, leastTurns)
	n := 1 + int(daily*max(r.Now().Sub(last), 0).Hours()/24)
	for _, t := range turns[:min(n, len(turns))] {
		r.due[t.key] = true
	}
}

// age is how long ago a visit was; less than nothing where the clock was put back.
func (r *run) age(v blog.Visit) time.Duration { return r.Now().Sub(v.At) }

// mayRest says whether an address need not be asked for in this run.
func (r *run) mayRest(t task, v blog.Visit) bool {
	return !r.Full && !t.needed && !t.alone && !t.canon && !r.due[t.key] && r.age(v) >= 0 && interval(v) > 0
}
