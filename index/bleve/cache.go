package bleve

import "sync"

// cachedPostings is how many postings a cache keeps at most, twice: 16 MB each time.
const cachedPostings = 2_000_000

// cache is an LRU cache of postings lists: it keeps those read last, because the same pairs of characters come again in most queries, and with every stroke while
// a reader types. What was not asked for while as much again was read is dropped. It is safe for concurrent use.
type cache struct {
	mu         sync.Mutex
	young, old map[[2]string]*list
	size       int // postings in young
}

func (c *cache) get(key [2]string) (*list, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if l, ok := c.young[key]; ok {
		return l, true
	}
	l, ok := c.old[key]
	if ok {
		c.keep(key, l)
	}
	return l, ok
}

func (c *cache) put(key [2]string, l *list) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.keep(key, l)
}

func (c *cache) keep(key [2]string, l *list) {
	cost := len(l.docs) + 16 // the entry itself
	if c.young == nil || c.size+cost > cachedPostings {
		c.young, c.old, c.size = map[[2]string]*list{}, c.young, 0
	}
	c.young[key] = l
	c.size += cost
}
