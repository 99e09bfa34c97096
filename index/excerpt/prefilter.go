package excerpt

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// prefilter is a multi-pattern search: it finds where needles may stand in a folded text in one pass, without analysis. For each it
// looks for the prefix that all forms of a word share: its kanji (使 of 使う), its stem without a last letter that changes (stud of study, hop of hoping).
type prefilter struct {
	table [64][]pattern // by the last byte of the first character
	words [64][]string  // what the words begin with, surely, by the first character
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

// may says whether a word that is looked for may stand in a clause, so that it has to be analysed. A clause with a character that words
// are written without, such as ヴ, may have any.
func (s *prefilter) may(clause string) bool {
	for i, r := range clause {
		if r == 'ヴ' || r == '-' || r == '~' || r == '\'' || r == ',' || r >= utf8.RuneSelf && isLatin(r) {
			return true
		}
		for _, c := range s.words[uint8(r)%64] {
			if strings.HasPrefix(clause[i:], c) {
				return true
			}
		}
	}
	return false
}

func (s *prefilter) add(n Needle, i int) {
	text := n.Run
	if text == "" {
		text = beginning(n.Terms[0])
		s.word(n.Terms[0])
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
func (s *prefilter) word(term string) {
	text := beginning(term)
	first, size := utf8.DecodeRuneInString(text)
	if text == term && unicode.Is(unicode.Hiragana, first) {
		text = text[:size]
	}
	s.words[uint8(first)%64] = append(s.words[uint8(first)%64], text)
}

// beginning gives what all forms of the word begin with.
func beginning(term string) string {
	first, size := utf8.DecodeRuneInString(term)
	switch {
	case isLatin(first):
		if last := term[len(term)-1]; len(term) > 3 && (last == 'i' || last == 'e') {
			return term[:len(term)-1]
		}
	case unicode.Is(unicode.Han, first):
		if i := strings.IndexFunc(term, func(r rune) bool { return !unicode.Is(unicode.Han, r) }); i > 0 {
			return term[:i]
		}
	case unicode.Is(unicode.Hiragana, first) && len(term) > size:
		_, second := utf8.DecodeRuneInString(term[size:])
		return term[:size+second]
	}
	return term
}

// find gives the places of the patterns in a folded text, in order, at most maxHits of them.
func (s *prefilter) find(text string) []hit {
	const maxHits = 4096
	var out []hit
	latin := false // the character before i is one of a Latin word
	for i, r := range text {
		size := utf8.RuneLen(r)
		if size < 1 || i+size > len(text) {
			size = 1
		}
		for _, c := range s.table[text[i+size-1]%64] {
			if latin && len(c.text) < 3 && isLatin(r) || !strings.HasPrefix(text[i:], c.text) {
				continue
			}
			if out = append(out, hit{i, i + len(c.text), c.needle}); len(out) == maxHits {
				return out
			}
		}
		latin = isLatin(r)
	}
	return out
}
