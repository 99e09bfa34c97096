package lexicon

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

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

// posting is what one post has.
type posting struct {
	seen    map[key]count
	defined definitions
}

// spelled is a Word of a text with how it is written.
type spelled struct {
	ja.Token
	text    string // its Surface, where readers would look for that and not for the Term
	written string // its Surface in any case
}

// read gives the reading of the word as written, which the token has for its base form: 使い, 使う and ツカウ give ツカイ.
func (w spelled) read() string {
	if w.written == w.Term || w.Reading == "" || w.Script == ja.Katakana {
		return w.Reading
	}
	term, written := w.Term, w.written
	for term != "" && written != "" {
		a, size := utf8.DecodeRuneInString(term)
		if b, _ := utf8.DecodeRuneInString(written); a != b {
			break
		}
		term, written = term[size:], written[size:]
	}
	stem, ok := strings.CutSuffix(w.Reading, ja.ToKatakana(term))
	if !ok || hasKanji(written) {
		return ""
	}
	return stem + ja.ToKatakana(written)
}

func (p *posting) text(tokens []ja.Token) {
	var words []spelled
	for _, t := range tokens {
		switch t.Kind {
		case ja.Word:
			words = append(words, spelled{t, t.Term, t.Term})
		case ja.Surface:
			w := &words[len(words)-1]
			w.written = t.Term
			if w.Script == ja.Latin || w.Script == ja.Katakana {
				w.text = t.Term
			}
		case ja.Part:
			p.add(t.Term, t.Term, count{form: part, script: t.Script})
		case ja.Whole:
			if strings.ContainsAny(t.Term, "/:@?=&%") {
				continue // an address
			}
			p.add(t.Term, t.Term, count{form: whole, script: t.Script, reading: kanaReading(t)})
		}
	}
	for i, w := range words {
		p.word(w)
		p.phrases(words[i:])
		p.defined.definition(words, i)
	}
}

func (p *posting) word(w spelled) {
	differs := w.text != w.Term
	p.add(w.Term, w.Term, count{script: w.Script, reading: w.Reading, stem: differs && w.Script == ja.Latin})
	if differs {
		p.add(w.text, w.Term, count{form: surface, script: w.Script, reading: w.Reading})
	}
}

// phrases adds the two and three words that begin here: Japanese without anything between, Latin side by side.
func (p *posting) phrases(words []spelled) {
	for n := 2; n <= 3 && n <= len(words); n++ {
		a, b := words[n-2], words[n-1]
		if b.Pos != a.Pos+1 || a.Weak || b.Weak {
			return
		}
		latin := a.Script == ja.Latin
		if latin != (b.Script == ja.Latin) || (!latin && a.End != b.Start) || (latin && (n > 2 || !letters(a.Term) || !letters(b.Term))) {
			return
		}
		p.add(phraseOf(words[:n]))
	}
}

func phraseOf(words []spelled) (text, terms string, c count) {
	space, spoken := "", true
	if words[0].Script == ja.Latin {
		space = " "
	}
	for i, w := range words {
		if i > 0 {
			text, terms = text+space, terms+" "
		}
		text, terms = text+w.written, terms+w.Term
		reading := w.read()
		spoken = spoken && reading != ""
		c.reading += reading
	}
	if !spoken {
		c.reading = ""
	}
	c.form, c.script = phrase, scriptOf(words)
	return text, terms, c
}

func scriptOf(words []spelled) ja.Script {
	for _, w := range words {
		if w.Script != words[0].Script {
			return ja.Mixed
		}
	}
	return words[0].Script
}

func (p *posting) add(text, terms string, c count) {
	if len(text) > maxLength && len([]rune(text)) > maxLength || strings.Contains(terms, " ") != (c.form == phrase) {
		return
	}
	k := key{text, terms}
	if have, ok := p.seen[k]; ok {
		c.twice = true
		c.form = min(c.form, have.form)
		if have.form == c.form && have.twice {
			return
		}
	}
	p.seen[k] = c
}

// letters reports whether s is a word of two ASCII letters or more.
func letters(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && c != '\'' {
			return false
		}
	}
	return len(s) > 1
}

func kanaReading(t ja.Token) string {
	if t.Script == ja.Katakana {
		return t.Term
	}
	return t.Reading
}
