package ja

import (
	"hash/maphash"
	"strings"
	"sync"
	"unsafe"
)

// A cache of how runs were cut. An archive writes many runs again and again (については, してください), and to find the cheapest way through
// the lattice takes a third of the time of an index. How a run is cut depends on nothing but its characters, so that what is remembered is
// what would be found.

const (
	// longestCached is the longest run that is remembered, in bytes: fifty kana. Longer ones hardly come again, and a place in it is one byte.
	longestCached = 150
	// cachedBytes is what the runs of one half of the cache take at most. A half that is full becomes the older one, and the older one is
	// forgotten; a run that is asked for there comes over.
	cachedBytes = 16 << 20
	cacheShards = 16
)

// cutCache is safe for concurrent use. A nil one remembers nothing.
type cutCache struct {
	seed   maphash.Seed
	shards [cacheShards]cutShard
}

type cutShard struct {
	mu         sync.Mutex
	now, older map[string][]cachedWord
	bytes      int // of now
}

// cachedWord is a morpheme in less room.
type cachedWord struct {
	id                int32
	start, end, whole uint8
	class             class
}

func newCutCache() *cutCache { return &cutCache{seed: maphash.MakeSeed()} }

// Caching returns an Analyzer for many texts, such as those of an index that is built. It gives the same tokens.
func Caching() *Analyzer {
	c := newCutCache()
	return &Analyzer{pool: sync.Pool{New: func() any { return &scanner{stems: make(map[string]string), cache: c} }}}
}

func (c *cutCache) shard(run string) *cutShard {
	return &c.shards[maphash.String(c.seed, run)%cacheShards]
}

// get appends the words of a run.
func (c *cutCache) get(to []morpheme, run string) ([]morpheme, bool) {
	if c == nil || len(run) > longestCached {
		return to, false
	}
	words, ok := c.shard(run).get(run)
	for _, w := range words {
		to = append(to, morpheme{start: int32(w.start), end: int32(w.end), id: w.id, whole: int32(w.whole), class: w.class})
	}
	return to, ok
}

// put remembers the words of a run.
func (c *cutCache) put(run string, words []morpheme) {
	if c == nil || len(run) > longestCached {
		return
	}
	cached := make([]cachedWord, len(words))
	for i, m := range words {
		cached[i] = cachedWord{m.id, uint8(m.start), uint8(m.end), uint8(m.whole), m.class}
	}
	s := c.shard(run)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.put(strings.Clone(run), cached)
}

func (s *cutShard) get(run string) ([]cachedWord, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	words, ok := s.now[run]
	if ok {
		return words, true
	}
	if words, ok = s.older[run]; ok {
		s.put(strings.Clone(run), words)
	}
	return words, ok
}

func (s *cutShard) put(run string, words []cachedWord) {
	const entry = 64 // what a map takes for one
	if s.bytes >= cachedBytes/cacheShards {
		s.now, s.older, s.bytes = nil, s.now, 0
	}
	if s.now == nil {
		s.now = map[string][]cachedWord{}
	}
	s.now[run] = words
	s.bytes += entry + len(run) + len(words)*int(unsafe.Sizeof(cachedWord{}))
}
