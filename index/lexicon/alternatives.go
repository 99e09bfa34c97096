package lexicon

import (
	"cmp"
	"slices"
	"strings"

	"github.com/fumikura/fumikura/index/ja"
)

const (
	maxSpan        = 5  // words of a query looked up as one
	maxPerSpan     = 6  // alternatives of one span, so that a query stays cheap
	maxKatakanaRun = 3  // katakana words looked up as one by sound and spelling
	maxAsked       = 24 // words of a query in which it is guessed what was meant; a longer one is text that was pasted
)

// Alternatives is query expansion: it proposes other ways of writing the words of a query (of Kind Word, in order). Whatever it proposes is in the
// archive. The longest span comes first, and what a table knows is not guessed at.
func (l *Lexicon) Alternatives(words []ja.Token) []Alternative {
	f := &finder{l: l, words: words, known: make([]bool, len(words)), sounds: l.sounds()}
	ours := l.tables()
	f.tables(l.owner, Synonym)
	if l.more != nil {
		f.lookUp(l.more.Ways, Synonym)
	}
	f.tables(ours.tech, Table)
	if len(words) <= maxAsked {
		f.tables(ours.close, Close)
		f.tables(ours.plain, Plain)
	}
	for n := min(maxSpan, len(words)); n >= 1; n-- {
		for from := 0; from+n <= len(words); from++ {
			f.span(from, from+n)
		}
	}
	closest := kinds()
	slices.SortStableFunc(f.found, func(a, b Alternative) int {
		return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(b.To-b.From, a.To-a.From), slices.Index(closest, a.Kind)-slices.Index(closest, b.Kind))
	})
	return f.found
}

// finder collects the alternatives of one query.
type finder struct {
	l      *Lexicon
	sounds *sounds
	words  []ja.Token
	known  []bool // by word: another writing of it is known
	found  []Alternative
}

// tables looks up the longest spans that a table has.
func (f *finder) tables(s *synonyms, kind Kind) {
	if s != nil {
		f.lookUp(s.ways, kind)
	}
}

func (f *finder) lookUp(table func(terms string) []string, kind Kind) {
	told := make([]bool, len(f.words))
	for n := min(maxSpan, len(f.words)); n >= 1; n-- {
		for from := 0; from+n <= len(f.words); from++ {
			if slices.Contains(told[from:from+n], true) {
				continue
			}
			ways := table(f.terms(from, from+n))
			proposed := f.proposeTerms(from, from+n, kind, f.l.spelled(ways))
			for i := from; i < from+n; i++ {
				told[i] = proposed // else shorter spans may have a way that the archive has
				f.known[i] = f.known[i] || len(ways) > 0 && !kind.Guess()
			}
		}
	}
}

// spelled gives the ways of writing that a table has as the archive spells them, if not as the table does: in katakana, mostly.
func (l *Lexicon) spelled(ways []string) []string {
	var out []string
	for _, way := range ways {
		out = append(out, way)
		if key := plainKana(way); !l.has(way) && isKatakana(way) && len(key) >= minPlain {
			for _, i := range l.words.plain[key] {
				out = append(out, l.words.entries[i].terms)
			}
		}
	}
	return out
}

// span tries all that is not a table on words[from:to].
func (f *finder) span(from, to int) {
	w := f.words[from]
	if w.Weak && to == from+1 {
		return
	}
	if to == from+1 || f.adjoins(from, to) {
		f.markKnown(f.spellings(from, to), from, to)
		f.readings(from, to)
	}
	if f.oneScript(from, to) && (w.Script == ja.Latin || w.Script == ja.Katakana) {
		f.markKnown(f.spelledAbroad(from, to), from, to)
		f.markKnown(f.split(from, to), from, to)
		f.markKnown(f.join(from, to), from, to)
		f.markKnown(f.sound(from, to), from, to)
		f.derived(from, to)
	}
	if w.Script == ja.Katakana && (to == from+1 || f.adjoins(from, to)) || w.Script == ja.Hiragana && to == from+1 {
		f.markKnown(f.name(from, to), from, to)
	}
	if w.Script == ja.Katakana && (to == from+1 || f.adjoins(from, to)) && !slices.Contains(f.known[from:to], true) {
		f.blended(from, to)
	}
	f.abbreviations(from, to)
}

// oneScript reports whether the words are all of one script.
func (f *finder) oneScript(from, to int) bool {
	return !slices.ContainsFunc(f.words[from:to], func(w ja.Token) bool { return w.Script != f.words[from].Script })
}

// markKnown notes that another writing of the words is known, so that none is guessed from their sound.
func (f *finder) markKnown(found bool, from, to int) {
	for i := from; i < to && found; i++ {
		f.known[i] = true
	}
}

// adjoins reports whether the words stand side by side without anything between, are not Latin
// and all carry something.
func (f *finder) adjoins(from, to int) bool {
	for i := from; i < to; i++ {
		if f.words[i].Script == ja.Latin || (f.words[i].Weak && to > from+1) || (i > from && f.words[i].Start != f.words[i-1].End) {
			return false
		}
	}
	return true
}

func (f *finder) terms(from, to int) string {
	terms := make([]string, 0, to-from)
	for _, w := range f.words[from:to] {
		terms = append(terms, w.Term)
	}
	return strings.Join(terms, " ")
}

// joined gives the terms as one string.
func (f *finder) joined(from, to int) string { return strings.ReplaceAll(f.terms(from, to), " ", "") }

// surface gives the words as written, as one string.
func (f *finder) surface(from, to int) string {
	var b strings.Builder
	for _, w := range f.words[from:to] {
		b.WriteString(cmp.Or(w.Written, w.Term))
	}
	return b.String()
}

func (f *finder) entries(numbers []int32) []*entry {
	var out []*entry
	for _, i := range numbers {
		out = append(out, &f.l.words.entries[i])
	}
	return out
}

// propose adds entries as alternatives, the most frequent first.
func (f *finder) propose(from, to int, kind Kind, found []*entry) bool {
	slices.SortStableFunc(found, func(a, b *entry) int { return b.df - a.df })
	ways := make([]string, 0, len(found))
	for _, e := range found {
		ways = append(ways, e.terms)
	}
	return f.proposeTerms(from, to, kind, ways)
}

// proposeTerms adds ways of writing, each of terms with a space between, where the archive may have them.
func (f *finder) proposeTerms(from, to int, kind Kind, ways []string) bool {
	own, n := f.terms(from, to), 0
	for _, way := range ways {
		if way == own || n == maxPerSpan || !f.l.has(way) || f.has(from, to, way) {
			continue
		}
		n++
		f.found = append(f.found, Alternative{From: from, To: to, Terms: strings.Split(way, " "), Kind: kind})
	}
	return n > 0
}

func (f *finder) has(from, to int, way string) bool {
	for _, a := range f.found {
		if a.From == from && a.To == to && strings.Join(a.Terms, " ") == way {
			return true
		}
	}
	return false
}

// has reports whether the archive has all terms of a way of writing.
func (l *Lexicon) has(way string) bool {
	for term := range strings.SplitSeq(way, " ") {
		if l.words.df(term) == 0 {
			return false
		}
	}
	return true
}

// abbreviations proposes what the archive says that letters stand for, and the letters for a phrase.
func (f *finder) abbreviations(from, to int) {
	if f.words[from].Script != ja.Latin {
		return
	}
	if to == from+1 {
		if !f.known[from] {
			f.proposeTerms(from, to, Shortened, f.l.defined.expansions(f.words[from].Term))
		}
		return
	}
	f.proposeTerms(from, to, Shortened, f.l.defined.shortFor(f.terms(from, to)))
}
