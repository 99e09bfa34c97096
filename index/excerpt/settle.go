package excerpt

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/ja"
)

// Which clauses have to be analysed. Morphological analysis takes most of the time of an excerpt, and tells nothing new of a clause in which each
// place of a word that is looked for lies in a run that is found there as it was typed, where the run stands between characters of
// another kind, as 監視 does in 「の監視を」: it is the same words there as in the query. Inside a longer run (京都 in 東京都), or of a word
// that changes its form, only the analysis tells.

// covers is where the runs stand in a text, in order, to ask which of them lie over a place.
type covers struct {
	runs    []hit
	longest int // bytes of one
}

func coversOf(runs []hit) covers {
	inOrder := func(a, b hit) int { return cmp.Compare(a.start, b.start) }
	c := covers{runs: runs}
	if !slices.IsSortedFunc(runs, inOrder) {
		c.runs = slices.Clone(runs)
		slices.SortStableFunc(c.runs, inOrder)
	}
	for _, r := range c.runs {
		c.longest = max(c.longest, r.end-r.start)
	}
	return c
}

// over gives the runs in which [from, to) lies. They begin no further before it than the longest is long.
func (c covers) over(from, to int) iter.Seq[hit] {
	return func(yield func(hit) bool) {
		first, _ := slices.BinarySearchFunc(c.runs, to-c.longest, func(r hit, at int) int { return cmp.Compare(r.start, at) })
		for _, r := range c.runs[first:] {
			if r.start > from || r.end >= to && !yield(r) {
				return
			}
		}
	}
}

// settled gives the words of a clause of a folded text where it has them without an analysis; ok is false where it must be analysed. The
// runs are those found in the whole text.
func (f *Finder) settled(text string, from, to int, runs covers) (words []hit, ok bool) {
	var before rune
	for i, r := range text[from:to] {
		at := from + i
		if f.prefilter.written(before, r) {
			return nil, false
		}
		before = r
		for _, c := range f.prefilter.words[uint8(r)%64] {
			if !strings.HasPrefix(text[at:to], c.text) {
				continue
			}
			word, known, there := f.word(text, at, c, runs)
			if !known {
				return nil, false
			}
			if there {
				words = append(words, word)
			}
		}
	}
	return words, true
}

// written says whether a word that is looked for may be written with a character that its term has not: ヴ and dashes in katakana, dashes,
// apostrophes, commas and letters with marks in words of an alphabet.
func (s *prefilter) written(before, r rune) bool {
	switch {
	case r == 'ヴ':
		return s.katakana
	case r == '-' || r == '~':
		return s.katakana && ja.ScriptOf(before) == ja.Katakana || s.latin && isLatin(before)
	case r == '\'' || r == ',':
		return s.latin && isLatin(before)
	}
	return s.latin && r >= utf8.RuneSelf && isLatin(r)
}

// word says of a pattern in a folded text whether its needle is known to be there, or known not to be.
func (f *Finder) word(text string, at int, c pattern, runs covers) (word hit, known, there bool) {
	n := &f.needles[c.needle]
	term := n.Terms[0]
	end := at + len(term)
	for run := range runs.over(at, at+len(c.text)) {
		alone := apart(text, run)
		if len(n.Terms) > 1 {
			if alone && run.end-at >= n.length() {
				return hit{}, true, false // at most the words of the query in other pieces
			}
			continue
		}
		if term != c.text || end > run.end || !alone && !isOneKanji(term) {
			continue
		}
		return hit{at, end, c.needle}, true, alone
	}
	return hit{}, false, false
}

func isOneKanji(term string) bool {
	r, size := utf8.DecodeRuneInString(term)
	return size == len(term) && ja.ScriptOf(r) == ja.Kanji
}

// apart says whether a run of kanji, katakana and letters stands between characters of another script, so that no longer word has it.
func apart(text string, run hit) bool {
	for _, r := range text[run.start:run.end] {
		if k := ja.ScriptOf(r); k == ja.Other || k == ja.Hiragana {
			return false
		}
	}
	first, _ := utf8.DecodeRuneInString(text[run.start:])
	last, _ := utf8.DecodeLastRuneInString(text[:run.end])
	before, _ := utf8.DecodeLastRuneInString(text[:run.start])
	after, _ := utf8.DecodeRuneInString(text[run.end:])
	if joins(first, before) || joins(last, after) {
		return false
	}
	// 行 of 行く is another word than 行 of 行の.
	return !isOneKanji(text[run.start:run.end]) || ja.ScriptOf(after) != ja.Hiragana || strings.ContainsRune(particles, after)
}

// joins says whether the character at the end of a run may be of one word with the one beside it.
func joins(end, beside rune) bool {
	script := ja.ScriptOf(end)
	return ja.ScriptOf(beside) == script || script == ja.Latin && strings.ContainsRune(joining, beside)
}

const (
	joining   = "-_.+#/'\"@:&$%\\"
	particles = "のをがはにもでと"
)
