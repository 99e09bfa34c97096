package lexicon

import (
	"slices"
	"sync"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/internal/intern"
)

// Limits of what a Collector keeps, so that memory stays bounded whatever the archive.
const (
	maxCounted = 2_000_000 // words and phrases counted at once; beyond it the rarest are forgotten, mostly those of a single post
	maxKept    = 300_000   // entries of a Lexicon, the most frequent ones
	fewCounted = 50_000    // up to here phrases that one post has once are kept too; in more they are mostly chance
	maxLength  = 60        // runes of an entry; longer ones are addresses or noise
)

// Collector counts document frequencies: the words of posts while an index is built. It is safe for concurrent use; the zero value is ready. Every word of
// every post passes here, so that texts are kept once, by number, and counted in arrays.
type Collector struct {
	mu       sync.Mutex
	keys     intern.Table // of text and terms
	readings intern.Table
	first    []variant       // by key: how the first post has it, as most have
	others   map[tallied]int // and the other ways
	defined  definitions
	post     postWords // the one at hand
}

// count is what one post has of an entry.
type count struct {
	form    form
	script  ja.Script
	stem    bool
	twice   bool   // the post has it more than once
	joined  bool   // in names and addresses only
	reading uint32 // number in readings
}

// variant is an entry as some posts have it: in n posts, against what was before. Whatever differs between posts is counted apart, so that
// a post can be taken out again.
type variant struct {
	count
	n int32
}

// tallied is what tells a variant from all others.
type tallied struct {
	key uint32
	count
}

// Observe counts the tokens of one post: of each of its texts (title, blocks) what ja.Analyzer.Words gave.
func (c *Collector) Observe(texts ...[]ja.Token) { c.add(texts, 1) }

// Forget takes out a post that was counted when the Counts were made that are to be continued.
func (c *Collector) Forget(texts ...[]ja.Token) { c.add(texts, -1) }

func (c *Collector) add(texts [][]ja.Token, posts int32) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.others == nil {
		c.others, c.defined = map[tallied]int{}, definitions{}
	}
	p := &c.post
	p.begin(&c.keys, &c.readings)
	for _, tokens := range texts {
		p.text(tokens)
	}
	for _, k := range p.seen {
		c.count(k, posts)
	}
	c.defined.merge(p.defined, int(posts))
	for least := int32(2); len(c.first)+len(c.others) > maxCounted; least++ {
		c.prune(least)
	}
}

// count adds posts that have a variant.
func (c *Collector) count(k tallied, posts int32) {
	for int(k.key) >= len(c.first) {
		c.first = append(c.first, variant{})
	}
	v := &c.first[k.key]
	if v.count == k.count {
		v.n += posts
		return
	}
	if n, ok := c.others[k]; ok || v.n != 0 {
		if c.others[k] = n + int(posts); c.others[k] == 0 {
			delete(c.others, k)
		}
		return
	}
	*v = variant{k.count, posts}
}

// prune forgets what fewer than so many posts have; what is taken out stays.
func (c *Collector) prune(least int32) {
	kept := Collector{others: map[tallied]int{}, defined: c.defined}
	c.each(func(k tallied, n int32) {
		if n < 0 || n >= least {
			text, terms := c.keys.At(k.key)
			reading, _ := c.readings.At(k.reading)
			k.key, k.reading = kept.keys.Pair(text, terms), kept.readings.Number(reading)
			kept.count(k, n)
		}
	})
	c.keys, c.readings, c.first, c.others, c.post = kept.keys, kept.readings, kept.first, kept.others, postWords{}
}

// each shows the variants.
func (c *Collector) each(see func(tallied, int32)) {
	for key, v := range c.first {
		if v.n != 0 {
			see(tallied{uint32(key), v.count}, v.n)
		}
	}
	for k, n := range c.others {
		see(k, int32(n))
	}
}

// Counts adds what has been observed to the counts of before, nil for none.
func (c *Collector) Counts(before *Counts) *Counts {
	c.mu.Lock()
	defer c.mu.Unlock()
	added := make([]entry, 0, len(c.first)+len(c.others))
	keys, readings := c.keys.Texts(), c.readings.Texts()
	c.each(func(k tallied, n int32) {
		text, terms := keys.At(k.key)
		reading, _ := readings.At(k.reading)
		added = append(added, entry{text: text, terms: terms, reading: reading, df: int(n), form: k.form, script: k.script, stem: k.stem, twice: k.twice, joined: k.joined})
	})
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
