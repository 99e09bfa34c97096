package lexicon

import (
	"maps"
	"slices"
	"sync"

	"github.com/fumikura/fumikura/index/ja"
)

// Limits of what a Collector keeps, so that memory stays bounded whatever the archive.
const (
	maxCounted = 2_000_000 // words and phrases counted at once; beyond it those of a single post are forgotten
	maxKept    = 300_000   // entries of a Lexicon, the most frequent ones
	fewCounted = 50_000    // up to here phrases that one post has once are kept too; in more they are mostly chance
	maxLength  = 60        // runes of an entry; longer ones are addresses or noise
)

// Collector counts document frequencies: the words of posts while an index is built. It is safe for concurrent use; the zero value is ready.
type Collector struct {
	mu      sync.Mutex
	counts  map[variant]int // posts that have it, against what was before
	defined definitions
}

// key tells entries apart.
type key struct{ text, terms string }

// count is what one post has of an entry.
type count struct {
	form    form
	script  ja.Script
	reading string
	stem    bool
	twice   bool // the post has it more than once
	joined  bool // in names and addresses only
}

// variant is an entry as some posts have it. Whatever differs between posts is counted apart, so that a post can be taken out again.
type variant struct {
	key
	count
}

// Observe counts the tokens of one post: of each of its texts (title, blocks) what ja.Analyzer.Words gave.
func (c *Collector) Observe(texts ...[]ja.Token) { c.add(texts, 1) }

// Forget takes out a post that was counted when the Counts were made that are to be continued.
func (c *Collector) Forget(texts ...[]ja.Token) { c.add(texts, -1) }

func (c *Collector) add(texts [][]ja.Token, posts int) {
	p := postWords{seen: map[key]count{}, defined: definitions{}}
	for _, tokens := range texts {
		p.text(tokens)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.counts == nil {
		c.counts, c.defined = map[variant]int{}, definitions{}
	}
	for k, n := range p.seen {
		v := variant{k, n}
		if c.counts[v] += posts; c.counts[v] == 0 {
			delete(c.counts, v)
		}
	}
	c.defined.merge(p.defined, posts)
	if len(c.counts) > maxCounted {
		maps.DeleteFunc(c.counts, func(_ variant, n int) bool { return n == 1 })
	}
}

// Counts adds what has been observed to the counts of before, nil for none.
func (c *Collector) Counts(before *Counts) *Counts {
	c.mu.Lock()
	defer c.mu.Unlock()
	added := make([]entry, 0, len(c.counts))
	for v, n := range c.counts {
		added = append(added, entry{text: v.text, terms: v.terms, reading: v.reading, df: n, form: v.form, script: v.script, stem: v.stem, twice: v.twice, joined: v.joined})
	}
	slices.SortFunc(added, byVariant)
	sum := &Counts{defined: definitions{}}
	if before != nil {
		sum.entries = before.entries
		sum.defined.merge(before.defined, 1)
	}
	sum.entries = joined(sum.entries, added)
	sum.defined.merge(c.defined, 1)
	return sum
}

// Lexicon makes a Lexicon of what has been observed.
func (c *Collector) Lexicon() *Lexicon { return c.Counts(nil).Lexicon() }
