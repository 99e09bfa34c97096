package lexicon

import (
	"slices"
	"strings"
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

// Collector counts the words of posts while an index is built. It is safe for concurrent use; the zero value is ready.
type Collector struct {
	mu      sync.Mutex
	counts  map[key]*count
	defined definitions
}

// key tells entries apart.
type key struct{ text, terms string }

// count is an entry being counted.
type count struct {
	df      int
	form    form
	script  ja.Script
	reading string
	stem    bool
	twice   bool // some post has it more than once
}

// Observe counts the tokens of one post: of each of its texts (title, blocks) what ja.Analyzer.Words gave.
func (c *Collector) Observe(texts ...[]ja.Token) {
	p := posting{seen: map[key]count{}, defined: definitions{}}
	for _, tokens := range texts {
		p.text(tokens)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.counts == nil {
		c.counts, c.defined = map[key]*count{}, definitions{}
	}
	for k, n := range p.seen {
		if have := c.counts[k]; have != nil {
			have.df++
			have.form, have.twice = min(have.form, n.form), have.twice || n.twice
			continue
		}
		n.df = 1
		c.counts[k] = &n
	}
	c.defined.merge(p.defined)
	if len(c.counts) > maxCounted {
		c.forget(1)
	}
}

// forget drops what at most df posts have.
func (c *Collector) forget(df int) {
	for k, n := range c.counts {
		if n.df <= df {
			delete(c.counts, k)
		}
	}
}

// Lexicon makes a Lexicon of what has been observed.
func (c *Collector) Lexicon() *Lexicon {
	c.mu.Lock()
	defer c.mu.Unlock()
	entries := make([]entry, 0, len(c.counts))
	for k, n := range c.counts {
		if n.form == phrase && n.df == 1 && !n.twice && len(c.counts) > fewCounted {
			continue
		}
		entries = append(entries, entry{text: k.text, terms: k.terms, reading: n.reading, df: n.df, form: n.form, script: n.script, stem: n.stem})
	}
	if len(entries) > maxKept {
		slices.SortFunc(entries, byFrequency)
		entries = entries[:maxKept]
	}
	return newLexicon(newVocabulary(slices.Clip(entries)), c.defined)
}

// byFrequency sorts single words before phrases of the same frequency, and without regard to the order of posts.
func byFrequency(a, b entry) int {
	switch {
	case a.df != b.df:
		return b.df - a.df
	case (a.form == phrase) != (b.form == phrase):
		return int(a.form) - int(b.form)
	case a.text != b.text:
		return strings.Compare(a.text, b.text)
	}
	return strings.Compare(a.terms, b.terms)
}
