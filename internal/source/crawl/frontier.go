package crawl

import (
	"strings"
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
	first   bool      // the front page or a feed names it
	recent  bool      // as one of the newest posts
	known   bool      // the archive has it
	variant bool      // it is the address of a listed page with parameters added
	pager   bool      // the page that named it leads to it as the next or previous one
	stored  bool      // it is read from the archive, without a request
	changed time.Time // when a sitemap says that it changed
	depth   int       // how many sitemaps lead to it
	alone   bool      // the page to which it gave way is none: it stands for itself
	canon   bool      // it was asked for because pages name it as canonical
	absent  bool      // no listing names it any more
}

// state is what became of an address in this run.
type state uint8

const (
	waiting state = iota + 1
	good          // it was captured as a page
	bad           // there is no page, or it gave way to another
)

// frontier holds what is still to be asked for, in the order in which it serves best, so that a run that ends early has what
// matters: listings tell about pages, so they come first; then what the front page and the feeds name; then list pages and the
// pages that they and sitemaps name, by turns; then what the archive has already.
type frontier struct {
	states   map[string]state
	listings queue // sitemaps and feeds
	spares   queue // those to be asked for while no other named anything
	first    queue
	lists    queue
	named    queue
	linked   queue
	known    queue
	variants queue
	turn     int            // pages asked for since the last list page
	idle     map[string]int // families of lists: pages in a row without a new address
	asked    map[string]int // families of linked pages without any sign of an article yet
	articles bool           // some page shows a sign of being one
	repeats  map[string]int // families: pages in a row that show what another address shows
	stale    int            // linked pages of all families in a row that do
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
	return &frontier{states: map[string]state{}, idle: map[string]int{}, asked: map[string]int{}, repeats: map[string]int{}, closed: map[string]bool{}}
}

// add queues a task whose key is new and whose family is open, and says whether it did.
func (f *frontier) add(t task) bool {
	if f.states[t.key] != 0 || f.isClosed(t) {
		return false
	}
	f.states[t.key] = waiting
	f.push(t)
	return true
}

// isClosed says whether a task is left alone because its kind leads nowhere.
func (f *frontier) isClosed(t task) bool {
	return (f.closed[t.family] || f.closed[selections(t.family)] || f.stale >= maxStale) && !t.listed && !t.needed && !t.alone
}

func (f *frontier) push(t task) {
	switch {
	case t.spare:
		f.spares.push(t)
	case t.role == blog.RoleSitemap || t.role == blog.RoleFeed:
		f.listings.push(t)
	case t.variant:
		f.variants.push(t)
	case t.first && !t.known, t.recent:
		f.first.push(t)
	case t.role == blog.RoleList:
		f.lists.push(t)
	case t.known:
		f.known.push(t)
	case t.listed:
		f.named.push(t)
	default:
		f.linked.push(t)
	}
}

// pagesPerList is how many pages are asked for between two list pages: about as many as a list page names.
const pagesPerList = 10

// next gives the task to do now. While listings are on their way nothing else starts, so that a page is captured together
// with what a feed knows of it.
func (f *frontier) next(listingsOnTheirWay bool) (task, bool) {
	if t, ok := f.listings.pop(); ok || listingsOnTheirWay {
		return t, ok
	}
	if t, ok := f.spares.pop(); ok {
		return t, ok
	}
	order := []*queue{&f.first, &f.named, &f.linked, &f.lists, &f.known, &f.variants}
	if f.turn >= pagesPerList {
		order = []*queue{&f.first, &f.lists, &f.named, &f.linked, &f.known, &f.variants}
	}
	for _, q := range order {
		for t, ok := q.pop(); ok; t, ok = q.pop() {
			if f.isClosed(t) {
				delete(f.states, t.key)
				continue
			}
			if f.turn++; q == &f.lists {
				f.turn = 0
			}
			return t, true
		}
	}
	return task{}, false
}

// rest takes out all that is still queued.
func (f *frontier) rest() []task {
	var left []task
	for _, q := range []*queue{&f.listings, &f.spares, &f.first, &f.named, &f.linked, &f.lists, &f.known, &f.variants} {
		for t, ok := q.pop(); ok; t, ok = q.pop() {
			left = append(left, t)
		}
	}
	return left
}

// brought notes how many new addresses a list page gave, and says whether its family is to be left alone from now on.
func (f *frontier) brought(t task, fresh int) (left bool) {
	choices := selections(t.family)
	if fresh > 0 {
		f.idle[t.family], f.idle[choices] = 0, 0
		return false
	}
	f.idle[t.family]++
	if f.idle[choices]++; choices != "" && f.idle[choices] >= 2*maxIdle {
		f.closed[choices] = true // a list that can be sorted and filtered in five ways has a thousand addresses
	}
	return f.leave(t, f.idle[t.family] >= maxIdle)
}

// selections is the family of all choices of parameters at one path; empty for a family without parameters.
func selections(family string) string {
	if path, _, ok := strings.Cut(family, "?"); ok {
		return path + "?…"
	}
	return ""
}

// saw notes whether a page that was found by a link looks like an article, and says whether its family is to be left alone.
func (f *frontier) saw(t task, article bool) (left bool) {
	if article {
		f.asked[t.family] = -maxAddresses // this family has posts
		f.articles = true
		return false
	}
	limit := maxBarren
	if f.articles {
		limit = maxStray
	}
	f.asked[t.family]++
	return f.leave(t, f.asked[t.family] >= limit)
}

// repeated notes that a page shows what another address shows, and says whether its family is to be left alone.
func (f *frontier) repeated(t task) (left bool) {
	if t.listed {
		return false
	}
	f.stale++
	f.repeats[t.family]++
	limit := maxRepeats
	if t.variant {
		limit = maxVariants
	}
	return f.leave(t, f.repeats[t.family] >= limit) || f.stale == maxStale
}

// showed notes that a page shows something of its own.
func (f *frontier) showed(t task) {
	f.repeats[t.family] = 0
	if f.stale < maxStale {
		f.stale = 0
	}
}

func (f *frontier) leave(t task, yes bool) bool {
	if !yes || f.closed[t.family] {
		return false
	}
	f.closed[t.family] = true
	return true
}
