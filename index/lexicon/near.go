package lexicon

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/weight"
)

const (
	minNear   = 4 // runes of a word that a slip of the finger may be looked for in
	longWord  = 6 // runes of a word that may have two slips
	maxNear   = 5
	oftenKana = 5 // posts of katakana that a slip of a whole kana may be taken for, even in a short word
	minSpoken = 3 // kana of a reading that tells words the same
)

// Near gives words of the archive that a reader may have meant by term: those of the same reading (開放, 解放), of the same
// katakana but for long vowels, and those one slip away, two in long words; a slip is a letter too many, missing, wrong, or changed
// with its neighbour, and what has one must be in more posts than the word itself. The likeliest come first, by what the slips cost and by posts. The word itself is not among them.
func (l *Lexicon) Near(term string) []string {
	term = ja.FoldString(term)
	n := nearest{term: term}
	l.sameReading(&n)
	for _, e := range l.byPlainKana(term) {
		n.add(e, 0)
	}
	if utf8.RuneCountInString(term) >= minNear && !hasKanji(term) {
		l.slips(&n)
	}
	return n.list()
}

func (l *Lexicon) byPlainKana(term string) (found []*entry) {
	if key := plainKana(term); isKatakana(term) && len(key) >= minPlain {
		for _, i := range l.words.plain[key] {
			found = append(found, &l.words.entries[i])
		}
	}
	return found
}

// sameReading adds what is read as term is.
func (l *Lexicon) sameReading(n *nearest) {
	if isASCII(n.term) {
		return
	}
	reading := l.analyzer.Readings(n.term)
	if utf8.RuneCountInString(reading) < minSpoken || !isKatakana(reading) {
		return
	}
	for _, e := range l.words.read(reading) {
		n.add(e, 0)
	}
}

// slips adds what is written nearly as term is.
func (l *Lexicon) slips(n *nearest) {
	limit, runes := 1, utf8.RuneCountInString(n.term)
	if runes >= longWord {
		limit = 2
	}
	// A slip takes away one letter and adds one; looking at the letters alone spares most words the table.
	among, letters, most := l.words.latin, bytesOf(n.term), 2*limit
	if isKatakana(n.term) {
		among, most = l.words.katakana, most*len("ア")
	}
	own := l.words.df(n.term)
	for _, s := range ofLength(among, len(n.term)-3*limit, len(n.term)+3*limit) {
		if bits.OnesCount64(s.letters^letters) > most {
			continue
		}
		e := &l.words.entries[s.entry]
		if e.df <= own {
			continue
		}
		if d := distance(n.term, e.text, limit); d == 0 || d > limit {
			continue
		}
		bound := slipBound(max(runes, utf8.RuneCountInString(e.text)))
		if isKatakana(n.term) && e.df >= oftenKana { // a kana tells more than a letter
			bound = max(bound, weight.Slip.Letter)
		}
		if cost := slipCost(n.term, e.text, bound); cost <= bound {
			n.add(e, cost)
		}
	}
}

// slipsOfTables adds the katakana of our tables that is written nearly as term is, where the archive has it in another way: ドキュント of one that
// writes document.
func (l *Lexicon) slipsOfTables(n *nearest) {
	limit, letters, runes := 2, bytesOf(n.term), utf8.RuneCountInString(n.term)
	if runes < longWord {
		limit = 1
	}
	for _, k := range l.tables().kana {
		if int(k.length) > len(n.term)+3*limit {
			break
		}
		if int(k.length) < len(n.term)-3*limit || bits.OnesCount64(k.letters^letters) > 2*limit*len("ア") || distance(n.term, k.text, limit) > limit {
			continue
		}
		bound := max(slipBound(max(runes, utf8.RuneCountInString(k.text))), weight.Slip.Letter)
		if cost := slipCost(n.term, k.text, bound); cost <= bound && cost > 0 {
			n.found = append(n.found, candidate{k.text, cost, l.postsOfWays(k.terms)})
		}
	}
	n.found = slices.DeleteFunc(n.found, func(c candidate) bool { return c.df == 0 })
}

// postsOfWays gives in how many posts another way stands that a table has to write terms.
func (l *Lexicon) postsOfWays(terms string) (n int) {
	for _, way := range l.tables().tech.ways(terms) {
		if strings.Contains(way, " ") {
			n = max(n, l.words.phraseDF(way))
		} else {
			n = max(n, l.words.df(way))
		}
	}
	return n
}

// signature filters candidates of the edit distance: it tells fast that a word is not nearly another, by its letters and its length in bytes.
type signature struct {
	letters uint64
	length  int32
	entry   int32
}

// signatures lists the words of a script that a reader may be offered, the shortest first; of katakana, of which words are written in one run, phrases too.
func signatures(entries []entry, script ja.Script) (out []signature) {
	for i := range entries {
		if e := &entries[i]; e.script == script && (e.form != phrase || script == ja.Katakana) && e.shown() {
			out = append(out, signature{bytesOf(e.text), int32(len(e.text)), int32(i)})
		}
	}
	slices.SortStableFunc(out, func(a, b signature) int { return cmp.Compare(a.length, b.length) })
	return slices.Clip(out)
}

// ofLength gives the words between two lengths in bytes, both included.
func ofLength(words []signature, least, most int) []signature {
	byLength := func(s signature, n int) int { return cmp.Compare(int(s.length), n) }
	from, _ := slices.BinarySearchFunc(words, least, byLength)
	to, _ := slices.BinarySearchFunc(words, most+1, byLength)
	return words[from:to]
}

// bytesOf is a bit for each byte that stands in a word, whatever their order; those alike in their last six bits share one.
func bytesOf(word string) uint64 {
	var set uint64
	for i := range len(word) {
		set |= 1 << (word[i] & 63)
	}
	return set
}

// nearest collects candidates.
type nearest struct {
	term  string
	found []candidate
}

type candidate struct {
	text string
	cost float64 // of the slips
	df   int
}

func (n *nearest) add(e *entry, cost float64) {
	if e.text != n.term && e.terms != n.term && e.shown() {
		n.found = append(n.found, candidate{e.text, cost, e.df})
	}
}

// likelihood is what a candidate costs, less what its frequency is worth.
func (c candidate) likelihood() float64 {
	return c.cost - weight.Correct.Frequent*math.Log(float64(max(c.df, 1)))
}

func (n *nearest) list() (out []string) {
	slices.SortFunc(n.found, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.likelihood(), b.likelihood()), b.df-a.df, strings.Compare(a.text, b.text))
	})
	for _, c := range n.found {
		if len(out) < maxNear && !slices.Contains(out, c.text) {
			out = append(out, c.text)
		}
	}
	return out
}

// distance is the edit distance: it counts the slips between two words, letters put in, left out, changed, or two neighbours changed with each other. Over
// the limit it only says that they are more.
func distance(a, b string, limit int) int {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] && a[0] < utf8.RuneSelf {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] && a[len(a)-1] < utf8.RuneSelf {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return osa([]rune(a), []rune(b), limit)
}

// osa is the optimal string alignment distance (Damerau–Levenshtein), by three rows of the usual table.
func osa(a, b []rune, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	var space [3 * 64]int
	width := len(b) + 1
	rows := space[:]
	if 3*width > len(space) {
		rows = make([]int, 3*width)
	}
	before, last, now := rows[:width], rows[width:2*width], rows[2*width:3*width]
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		now[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			now[j] = min(last[j]+1, now[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				now[j] = min(now[j], before[j-2]+1)
			}
			least = min(least, now[j])
		}
		if least > limit {
			return limit + 1
		}
		before, last, now = last, now, before
	}
	return last[len(b)]
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

func hasKanji(s string) bool { return strings.IndexFunc(s, isKanji) >= 0 }

func isKatakana(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return r < 'ァ' || r > 'ヾ' }) < 0
}
