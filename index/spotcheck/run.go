package spotcheck

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/ja"
)

const (
	// window is how many bytes before and behind a place are looked at: far more than any run or word that is asked for, so that a post
	// of megabytes costs a draw no more than a short one.
	window = 1 << 10
	// neighbours is how many characters before and behind a run decide, with the marks beyond them, what it is folded to.
	neighbours = 16
	// cut stands at the border of a window that is not the border of its text. It is part of no run.
	cut = utf8.RuneError
)

// place is a place in a text, with the characters around it.
type place struct {
	runes   []rune
	at, end int // of the run that begins there
}

// placeIn takes a place by chance. There is none where the text near it is broken or has nothing to begin a run.
func (s *Sample) placeIn(text string) (place, bool) {
	if text == "" {
		return place{}, false
	}
	i := border(text, s.rand.IntN(len(text)))
	from, to := border(text, i-window), border(text, i+window)
	before, after := []rune(text[from:i]), []rune(text[i:to])
	if !utf8.ValidString(text[from:to]) || slices.Contains(before, utf8.RuneError) || slices.Contains(after, utf8.RuneError) {
		return place{}, false
	}
	if from > 0 {
		before = slices.Insert(before, 0, cut)
	}
	if to < len(text) {
		after = append(after, cut)
	}
	p := place{runes: append(before, after...), at: len(before)}
	p.end = min(p.at+1+s.rand.IntN(longest), len(p.runes))
	for p.end < len(p.runes) && isMark(p.runes[p.end]) {
		p.end++
	}
	return p, !slices.Contains(p.run(), cut) && !(p.end < len(p.runes) && p.runes[p.end] == cut)
}

// border gives the beginning of the character that the byte i belongs to.
func border(text string, i int) int {
	i = min(max(i, 0), len(text))
	for i > 0 && i < len(text) && !utf8.RuneStart(text[i]) {
		i--
	}
	return i
}

func (p place) run() []rune { return p.runes[p.at:p.end] }

// stands says whether a run, folded by itself, stands in the folded text around it. One that is cut beside a mark may not: the mark
// joins the letter before it, or changes places with another.
func (p place) stands(run string) bool {
	folded := ja.FoldRun(run)
	return folded != "" && strings.Contains(ja.FoldRun(p.around()), folded)
}

// around gives the text around the run as far as it concerns how the run is folded.
func (p place) around() string {
	from, to := max(0, p.at-neighbours), min(len(p.runes), p.end+neighbours)
	for from > 0 && joins(p.runes[from]) {
		from--
	}
	for to < len(p.runes) && joins(p.runes[to]) {
		to++
	}
	return string(p.runes[from:to])
}

// joins says whether r may be folded together with what stands before it.
func joins(r rune) bool { return isMark(r) || unicode.Is(unicode.Cf, r) }
