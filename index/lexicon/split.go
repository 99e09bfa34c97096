package lexicon

import (
	"strings"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/ja"
)

const (
	minSplit     = 5  // letters of a Latin word that may fall into two
	minSplitKana = 4  // the same of katakana
	maxSplit     = 40 // runes; longer ones are not words
	rare         = 5  // a word this many times more frequent than its parts side by side is a word of its own
)

// split proposes the two words that the archive has side by side for one (appservice → app service).
func (f *finder) split(from, to int) bool {
	if to-from > maxKatakanaRun || (to > from+1 && !f.adjoins(from, to)) || f.words[from].Weak {
		return false
	}
	text := f.surface(from, to)
	n := utf8.RuneCountInString(text)
	if f.words[from].Script != ja.Latin {
		return n >= minSplitKana && n <= maxSplit && f.cut(from, to, text, false)
	}
	if to > from+1 || n > maxSplit {
		return false
	}
	return f.numbered(from, to, text) || n >= minSplit && letters(text) && f.cut(from, to, text, true)
}

// cut proposes the likeliest two words: of several cuts, those that most posts have side by side.
func (f *finder) cut(from, to int, text string, latin bool) bool {
	best, way, kind := 0, "", Split
	for i := range text {
		if utf8.RuneCountInString(text[:i]) < 2 || utf8.RuneCountInString(text[i:]) < 2 {
			continue
		}
		a, b := f.l.term(text[:i]), f.l.term(text[i:])
		if df := f.l.words.phraseDF(a + " " + b); df > best {
			best, way, kind = df, a+" "+b, Split
		}
		if latin || best > 0 {
			continue
		}
		if other := f.l.translated(a, b); other != "" {
			best, way, kind = f.l.words.phraseDF(other), other, Table
		}
	}
	if best == 0 || f.l.words.df(f.joined(from, to)) > rare*best {
		return false
	}
	return f.proposeTerms(from, to, kind, []string{way})
}

// numbered proposes a name and its number apart (vimconf2016 → vimconf 2016), the name whole.
func (f *finder) numbered(from, to int, text string) bool {
	name := strings.TrimRight(text, "0123456789")
	if len(name) == len(text) || !letters(name) {
		return false
	}
	return f.proposeTerms(from, to, Split, []string{f.l.term(name) + " " + text[len(name):]})
}

// translated gives two words that stand side by side in the archive and that the table has for a and b (コンテナアプリ → container
// app), or nothing.
func (l *Lexicon) translated(a, b string) (way string) {
	best := 0
	for _, x := range append(l.tables().tech.ways(a), a) {
		for _, y := range append(l.tables().tech.ways(b), b) {
			if df := l.words.phraseDF(x + " " + y); df > best {
				best, way = df, x+" "+y
			}
		}
	}
	return way
}

// join proposes one word for two or three side by side (chat gpt → chatgpt).
func (f *finder) join(from, to int) bool {
	if to-from < 2 || to-from > 3 {
		return false
	}
	if f.words[from].Script != ja.Latin {
		return f.joinKana(from, to)
	}
	return f.proposeTerms(from, to, Join, []string{f.l.term(f.surface(from, to))})
}

// joinKana proposes katakana that the lattice cut here and did not cut elsewhere.
func (f *finder) joinKana(from, to int) bool {
	way := f.joined(from, to)
	for _, e := range f.l.words.find(way) {
		if e.form == word {
			return f.proposeTerms(from, to, Join, []string{way})
		}
	}
	return false
}

// term gives the term under which a word of one script is indexed.
func (l *Lexicon) term(text string) string {
	for _, t := range l.analyzer.Words(text) {
		if t.Kind == ja.Word {
			if t.End-t.Start < len(text) {
				return strings.TrimSuffix(text, "ー") // the lattice cuts it; as a whole it is a term all the same
			}
			return t.Term
		}
	}
	return text
}
