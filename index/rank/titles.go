package rank

import (
	"encoding/binary"
	"slices"
	"strings"
	"unicode"

	"github.com/fumikura/fumikura/index/prefix"
)

// Titles finds posts by what a word of their title begins with, by a sorted array of all places where somebody may begin to type (a
// suffix array of word starts): the beginning of a title before the middle, then the newest.
type Titles struct {
	folded []string
	starts []start
	index  *prefix.Index
}

// start is a place of a title.
type start struct {
	key   uint64 // its first eight bytes, which decide most comparisons
	title uint32
	at    uint32
}

const (
	maxStarts     = 64  // of one title; longer ones are found by their beginnings
	maxTitleTried = 300 // titles looked at for one beginning
)

// NewTitles makes an index of folded titles; newest gives each its place in order of date, higher for newer.
func NewTitles(folded []string, newest func(title uint32) uint32) *Titles {
	t := &Titles{folded: folded}
	for i, title := range folded {
		for n, at := range startsOf(title) {
			if n == maxStarts {
				break
			}
			t.starts = append(t.starts, start{keyOf(title[at:]), uint32(i), uint32(at)})
		}
	}
	slices.SortFunc(t.starts, func(a, b start) int {
		if a.key != b.key {
			if a.key < b.key {
				return -1
			}
			return 1
		}
		return strings.Compare(folded[a.title][a.at:], folded[b.title][b.at:])
	})
	t.index = prefix.New(len(t.starts), func(i int) string { return folded[t.starts[i].title][t.starts[i].at:] }, func(i int) uint32 {
		s := t.starts[i]
		if s.at == 0 {
			return 1<<31 | newest(s.title)
		}
		return newest(s.title)
	})
	return t
}

// keyOf gives the first eight bytes of a text as a number of the same order.
func keyOf(text string) uint64 {
	var b [8]byte
	copy(b[:], text)
	return binary.BigEndian.Uint64(b[:])
}

// startsOf gives where somebody may begin to type: at the beginning of a Latin word, at each other character but inside hiragana.
func startsOf(title string) (at []int) {
	var last rune
	for i, r := range title {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || i == 0 && !unicode.IsSpace(r) {
			inside := InsideWord(title, i) || isHiragana(last) && isHiragana(r)
			if !inside {
				at = append(at, i)
			}
		}
		last = r
	}
	return at
}

func isHiragana(r rune) bool { return 'ぁ' <= r && r <= 'ゟ' }

// Find gives up to n titles with a word that begins so and that hold the other words too, each once.
func (t *Titles) Find(forms, others []string, n int) (out []uint32) {
	seen := map[uint32]bool{}
	for _, form := range forms {
		tried := 0
		t.index.Each(form, func(i int) bool {
			title := t.starts[i].title
			if !seen[title] && holdsAll(t.folded[title], others) {
				seen[title] = true
				out = append(out, title)
			}
			tried++
			return len(out) < n && tried < maxTitleTried
		})
		if len(out) >= n {
			break
		}
	}
	return out
}

func holdsAll(title string, words []string) bool {
	for _, w := range words {
		if !strings.Contains(title, w) {
			return false
		}
	}
	return true
}
