package excerpt

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/ja"
)

// Needle is something to look for.
type Needle struct {
	Terms   []string // terms of the index: one for a word, several that stand side by side for a way of writing it in pieces
	Run     string   // or else a folded run of characters, found inside words too
	Exact   bool     // of a run: it was typed between quotes, so that even a Latin one may begin and end inside a word
	Weight  float64  // what a match is worth; rare words are worth more
	Concept int      // the word of the query it stands for, from 0; matches of one word count once
	Span    int      // how many words from Concept on it stands for; 0 means 1
}

// concepts gives the numbers of the words that n stands for.
func (n Needle) concepts() iter.Seq[int] {
	return func(yield func(int) bool) {
		for c := n.Concept; c < n.Concept+max(n.Span, 1); c++ {
			if !yield(c) {
				return
			}
		}
	}
}

// length is how many bytes the terms have side by side.
func (n Needle) length() (sum int) {
	for _, t := range n.Terms {
		sum += len(t)
	}
	return sum
}

// find gives where the run stands in the folded text at or after from, or -1. A space in the run stands for any white space, so
// that a run is found across the line ends of its source; and where a space is a matter of taste, the text may have some.
func (n Needle) find(text string, from int) (start, end int) {
	head := n.Run
	if i := loose(head); i >= 0 {
		head = head[:i]
	}
	for from <= len(text) {
		i := strings.Index(text[from:], head)
		if i < 0 {
			break
		}
		start = from + i
		if end = matchSpaced(text, start, n.Run); end >= 0 && (n.Exact || n.bordered(text, start, end)) {
			return start, end
		}
		_, size := utf8.DecodeRuneInString(text[start:])
		from = start + max(size, 1)
	}
	return -1, -1
}

// loose gives the first place in a run where a text may have white space, or -1.
func loose(run string) int {
	var last rune
	for i, r := range run {
		if r == ' ' || last != 0 && ja.OptionalSpace(last, r) {
			return i
		}
		last = r
	}
	return -1
}

// matchSpaced matches run at start and gives the end, or -1.
func matchSpaced(text string, start int, run string) int {
	at := start
	for {
		i := loose(run)
		if i < 0 {
			i = len(run)
		}
		if !strings.HasPrefix(text[at:], run[:i]) {
			return -1
		}
		if at += i; i == len(run) {
			return at
		}
		space := len(text[at:]) - len(strings.TrimLeftFunc(text[at:], unicode.IsSpace))
		run = run[i:]
		if run[0] == ' ' {
			if space == 0 {
				return -1
			}
			run = run[1:]
		}
		at += space
	}
}

// bordered says whether a Latin run stands at the beginning of a word, as a prefix of three letters and more may, or is the
// whole word. In Japanese any place will do.
func (n Needle) bordered(text string, start, end int) bool {
	first, _ := utf8.DecodeRuneInString(n.Run)
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	if isLatin(first) && isLatin(before) {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(n.Run)
	after, _ := utf8.DecodeRuneInString(text[end:])
	short := utf8.RuneCountInString(n.Run) < 3
	return !short || !isLatin(last) || !(isLatin(after) || after == '+' || after == '#')
}

// isLatin says whether r makes words, by the one table of character classes; what makes pairs of characters may match anywhere.
func isLatin(r rune) bool { return ja.IsLatin(r) }

// hit is a match of a needle in a text.
type hit struct{ start, end, needle int }

// hits gives every match in a text.
func (f *Finder) hits(text string) []hit {
	fold := folders.Get().(*ja.Folder)
	defer folders.Put(fold)
	folded := fold.Fold(text)
	found := f.infixes(folded.Text)
	var out []hit
	if len(f.byTerm) > 0 {
		runs := coversOf(found)
		for from, to := range clauses(folded.Text) {
			words, ok := f.settled(folded.Text, from, to, runs)
			if !ok {
				a, b := folded.Span(from, to)
				out = f.words(out, text[a:b], a)
			}
			out = appendSpans(out, folded, words)
		}
	}
	return appendSpans(out, folded, found)
}

// appendSpans adds hits of a folded text with the places that they have in its source.
func appendSpans(out []hit, folded ja.Folded, hits []hit) []hit {
	for _, h := range hits {
		a, b := folded.Span(h.start, h.end)
		out = append(out, hit{a, b, h.needle})
	}
	return out
}

// infixes gives where the runs stand in a folded text.
func (f *Finder) infixes(text string) (found []hit) {
	for _, n := range f.runs {
		for from := 0; ; {
			start, end := f.needles[n].find(text, from)
			if start < 0 {
				break
			}
			found = append(found, hit{start, end, n})
			from = end
		}
	}
	return found
}

// words adds the needles that are words of a piece of a text, which begins at a byte of it.
func (f *Finder) words(out []hit, piece string, at int) []hit {
	tokens := f.analyzer.Words(piece)
	for i, t := range tokens {
		if t.Kind == ja.Part && len(t.Term) < 2 {
			continue // a digit of a hash is no match to show
		}
		for _, n := range f.byTerm[t.Term] {
			if last, ok := follow(tokens, i, f.needles[n].Terms[1:]); ok {
				out = append(out, hit{at + t.Start, at + tokens[last].End, n})
			}
		}
	}
	return out
}

// follow says whether the terms stand behind tokens[i], each at the next position, and gives the token of the last.
func follow(tokens []ja.Token, i int, terms []string) (last int, ok bool) {
	last = i
	for _, term := range terms {
		next := -1
		for j := last + 1; j < len(tokens) && tokens[j].Pos <= tokens[last].Pos+1; j++ {
			if tokens[j].Pos == tokens[last].Pos+1 && tokens[j].Term == term {
				next = j
				break
			}
		}
		if next < 0 {
			return 0, false
		}
		last = next
	}
	return last, true
}
