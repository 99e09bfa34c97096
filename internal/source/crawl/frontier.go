package crawl

import (
	"time"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/page"
)

// task is one address to ask for.
type task struct {
	url     string
	key     string
	role    blog.Role
	like    page.Likeness
	found   string // the address that named it
	family  string
	guess   bool      // nobody named it: that it is not there is no news
	spare   bool      // a guess to be asked for only while no other of its role was read
	needed  bool      // it is not to be skipped
	listed  bool      // a sitemap or a feed names it
	changed time.Time // when a sitemap says that it changed
	depth   int       // how many sitemaps lead to it
	alone   bool      // its canonical address did not answer: it stands for itself
	canon   bool      // it was asked for because pages name it as canonical
	absent  bool      // no listing names it any more
}

// state is what became of an address in this run.
type state uint8

const (
	waiting state = iota + 1
	good          // it was captured as a page
	bad           // there is no page
)

// frontier holds what is still to be asked for, in the order in which it serves best: listings tell about pages, so they
// come first, and what was named by a listing comes before what was found by a link.
type frontier struct {
	states   map[string]state
	listings queue // sitemaps and feeds
	spares   queue // those to be asked for while no other named anything
	lists    queue
	named    queue
	linked   queue
	idle     map[string]int // families of lists: pages in a row without a new address
	asked    map[string]int // families of linked pages without any sign of an article yet
	closed   map[string]bool
}

// queue is first in, first out.
type queue struct {
	tasks []task
	head  int
}

func (q *queue) push(t task) { q.tasks = append(q.tasks, t) }

func (q *queue) pop() (task, bool) {
	if q.head == len(q.tasks) {
		q.tasks, q.head = q.tasks[:0], 0
		return task{}, false
	}
	t := q.tasks[q.head]
	q.tasks[q.head] = task{}
	if q.head++; q.head > 1024 && q.head*2 > len(q.tasks) {
		q.tasks = append(q.tasks[:0], q.tasks[q.head:]...)
		q.head = 0
	}
	return t, true
}

func newFrontier() *frontier {
	return &frontier{states: map[string]state{}, idle: map[string]int{}, asked: map[string]int{}, closed: map[string]bool{}}
}

// add queues a task whose key is new and whose family is open, and says whether it did.
func (f *frontier) add(t task) bool {
	if f.states[t.key] != 0 || f.closed[t.family] && !t.listed {
		return false
	}
	f.states[t.key] = waiting
	f.push(t)
	return true
}

func (f *frontier) push(t task) {
	switch {
	case t.spare:
		f.spares.push(t)
	case t.role == blog.RoleSitemap || t.role == blog.RoleFeed:
		f.listings.push(t)
	case t.role == blog.RoleList:
		f.lists.push(t)
	case t.listed:
		f.named.push(t)
	default:
		f.linked.push(t)
	}
}

// next gives the task to do now. While listings are on their way nothing else starts, so that a page is captured together
// with what a feed knows of it.
func (f *frontier) next(listingsOnTheirWay bool) (task, bool) {
	if t, ok := f.listings.pop(); ok || listingsOnTheirWay {
		return t, ok
	}
	if t, ok := f.spares.pop(); ok {
		return t, ok
	}
	for _, q := range []*queue{&f.lists, &f.named, &f.linked} {
		for t, ok := q.pop(); ok; t, ok = q.pop() {
			if !f.closed[t.family] || t.listed {
				return t, true
			}
			delete(f.states, t.key)
		}
	}
	return task{}, false
}

// brought notes how many new addresses a list page gave, and says whether its family is to be left alone from now on.
func (f *frontier) brought(t task, fresh int) (left bool) {
	if fresh > 0 {
		f.idle[t.family] = 0
		return false
	}
	f.idle[t.family]++
	return f.leave(t, f.idle[t.family] >= maxIdle)
}

// saw notes whether a page that was found by a link looks like an article, and says whether its family is to be left alone.
func (f *frontier) saw(t task, article bool) (left bool) {
	if article {
		f.asked[t.family] = -maxAddresses // this family has posts
		return false
	}
	f.asked[t.family]++
	return f.leave(t, f.asked[t.family] >= maxBarren)
}

func (f *frontier) leave(t task, yes bool) bool {
	if !yes || f.closed[t.family] {
		return false
	}
	f.closed[t.family] = true
	return true
}
