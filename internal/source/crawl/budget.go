package crawl

// A run ends. Whatever a blog does, links that lead on for ever among it, a run asks for so many addresses and takes so long; what
// is left then waits for the next one, which begins with it.

import (
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

// Budget is how much one run may do for one blog.
type Budget struct {
	Requests int           // addresses to ask for; 0 means DefaultRequests
	Time     time.Duration // 0 means DefaultTime
}

const (
	// DefaultRequests is more than what a polite crawl asks for in DefaultTime: two a second are 43,200.
	DefaultRequests = 50_000
	// DefaultTime is a night.
	DefaultTime = 6 * time.Hour
)

func (b Budget) orDefault() Budget {
	if b.Requests <= 0 {
		b.Requests = DefaultRequests
	}
	if b.Time <= 0 {
		b.Time = DefaultTime
	}
	return b
}

// isSpent says whether the run has to end.
func (r *run) isSpent() bool {
	return r.spent || r.requests >= r.Budget.Requests || r.Now().Sub(r.started) >= r.Budget.Time
}

// leave ends a run whose budget is spent: what is queued and nobody knows yet waits for the next one.
func (r *run) leave() {
	r.spent = true
	r.listsOK, r.sitemapsOK = false, false
	left := 0
	for _, t := range r.front.rest() {
		if t.guess {
			continue
		}
		left++
		if _, met := r.memory[t.key]; !met {
			r.send(blog.Capture{Visit: blog.Visit{URL: t.url, Role: t.role, Outcome: blog.Waiting, At: r.Now(), Found: t.found,
				Reason: "the budget of the run was used up"}})
		}
	}
	r.warn("the budget of this run, %d requests or %s, is used up, and %d addresses wait for the next run, which begins with them; "+
		"crawl.max_requests and crawl.max_time set it", r.Budget.Requests, r.Budget.Time, left)
}
