package excerpt

import (
	"iter"
	"strings"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/ja"
)

// prefilter is a multi-pattern search: it finds where needles may stand in a folded text in one pass, without analysis. For each it
// looks for the prefix that all forms of a word share: its kanji (使 of 使う), its stem without a last letter that changes (stud of study, hop of hoping).
type prefilter struct {
	table [64][]pattern // by the last byte of the first character
	words [64][]pattern // what the words begin with, surely, by the first character

	katakana, latin bool // some words begin so
}

// pattern is the prefix of a needle.
type pattern struct {
	text   string
	needle int
}

// clauses gives the pieces of a folded text between commas and ends of sentences or lines. No word, and no sequence of words, goes across
// these, so that a clause has the words that the text has there.
func clauses(text string) iter.Seq2[int, int] {
	return func(yield func(from, to int) bool) {
		for from := 0; from < len(text); {
			to := from + strings.IndexAny(text[from:], "。、\n")
			if to < from {
				to = len(text)
			}
			if from < to && !yield(from, to) {
				return
			}
			_, size := utf8.DecodeRuneInString(text[to:])
			from = to + size
		}
	}
}

func (s *prefilter) add(n Needle, i int) {
	text := n.Run
	if text == "" {
		text = beginning(n.Terms[0])
		s.word(n.Terms[0], i)
	} else {
		text, _, _ = strings.Cut(text, " ")
	}
	if text == "" {
		return
	}
	_, size := utf8.DecodeRuneInString(text)
	slot := text[size-1] % 64
	s.table[slot] = append(s.table[slot], pattern{text, i})
}

// word adds what a word begins with. Of two hiragana the second may be another in the text (いっ of いう).
func (s *prefilter) word(term string, needle int) {
	text := beginning(term)
	first, size := utf8.DecodeRuneInString(text)
	s.katakana, s.latin = s.katakana || ja.ScriptOf(first) == ja.Katakana, s.latin || isLatin(first)
	if text == term && ja.ScriptOf(first) == ja.Hiragana {
		text = text[:size]
	}
	s.words[uint8(first)%64] = append(s.words[uint8(first)%64], pattern{text, needle})
}

// beginning gives what all forms of the word begin with.
func beginning(term string) string {
	first, size := utf8.DecodeRuneInString(term)
	switch ja.ScriptOf(first) {
	case ja.Latin:
		if last := term[len(term)-1]; len(term) > 3 && (last == 'i' || last == 'e') {
			return term[:len(term)-1]
		}
	case ja.Kanji:
		if i := strings.IndexFunc(term, func(r rune) bool { return ja.ScriptOf(r) != ja.Kanji }); i > 0 {
			return term[:i]
		}
	case ja.Hiragana:
		_, second := utf8.DecodeRuneInString(term[size:])
		return term[:size+second]
	}
	return term
}

// find gives the places of the patterns in a folded text, in order, at most maxHits of them.
func (s *prefilter) find(text string) []hit {
	const maxHits = 4096
	var out []hit
	for i := 0; i < len(text); {
		size := min(charSize(text[i]), len(text)-i)
		for _, c := range s.table[text[i+size-1]%64] {
			if !strings.HasPrefix(text[i:], c.text) || len(c.text) < 3 && insideLatin(text, i) {
				continue
			}
			if out = append(out, hit{i, i + len(c.text), c.needle}); len(out) == maxHits {
				return out
			}
		}
		i += size
	}
	return out
}

// charSize gives the length of the UTF-8 sequence that a byte begins.
func charSize(first byte) int {
	switch {
	case first < 0xC0:
		return 1
	case first < 0xE0:
		return 2
	case first < 0xF0:
		return 3
	}
	return 4
}

// insideLatin says whether a Latin word began before i and goes on there.
func insideLatin(text string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	r, _ := utf8.DecodeRuneInString(text[i:])
	return isLatin(before) && isLatin(r)
}
