package ja

import (
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// Sound is what a stretch of a text may be read as: text[…:End], from the byte at which it is listed.
type Sound struct {
	End     int
	Reading string // in katakana
}

// minHeard is how many words of two kanji must have a reading of one of them for it to be taken for one; a single word may be odd.
// So may one that is not heard in one of so many of its words.
const (
	minHeard   = 2
	oneHeardOf = 25
)

// Sounds gives for each byte of a folded text what the words and single characters that begin there may be read as. It is for telling
// what was meant by kanji that an input method chose wrongly, so that it knows more than the lattice: all readings of a kanji that
// the dictionary has by itself or in words of two.
func (a *Analyzer) Sounds(text string) [][]Sound {
	d := loadDictionary()
	out := make([][]Sound, len(text)+1)
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		add := func(end int, reading string) {
			s := Sound{end, reading}
			if reading != "" && isAll(reading, isKatakana) && !slices.Contains(out[i], s) {
				out[i] = append(out[i], s)
			}
		}
		d.prefixes(text[i:], func(n int, id int32) { add(i+n, d.texts.at(d.reading[id])) })
		switch {
		case isHiragana(r) || isKatakana(r):
			add(i+size, ToKatakana(text[i:i+size]))
		case isKanji(r):
			for _, reading := range kanjiSounds()[text[i:i+size]] {
				add(i+size, reading)
			}
		}
		i += size
	}
	return out
}

// prefixes gives every entry of the dictionary that a text begins with, and its length.
func (d *dictionary) prefixes(text string, see func(n int, id int32)) {
	p := int32(0)
	for i := range len(text) {
		q, ok := d.child(p, text[i])
		if !ok {
			return
		}
		p = q
		d.entriesAt(p, func(id int32) { see(i+1, id) })
	}
}

// child follows one byte in the double array.
func (d *dictionary) child(p int32, b byte) (q int32, ok bool) {
	q = d.trie[p].Base + int32(b)
	return q, b != 0 && q >= 0 && int(q) < len(d.trie) && d.trie[q].Check == p
}

// entriesAt gives the entries whose spelling ends at a node: they hang below byte 0.
func (d *dictionary) entriesAt(p int32, see func(id int32)) {
	end := d.trie[p].Base
	if end < 0 || int(end) >= len(d.trie) || d.trie[end].Check != p || d.trie[end].Base > 0 {
		return
	}
	first := -d.trie[end].Base
	for id := first; id <= first+int32(d.dups[first]); id++ {
		see(id)
	}
}

// kanjiSounds has the readings of each kanji, also of those that no entry has by itself, from the words of two kanji: what a reading leaves
// for one of them where the other is read as it is by itself. It is made when first asked for, which takes a fraction of a second.
var kanjiSounds = sync.OnceValue(func() map[string][]string {
	h := hearing{d: loadDictionary(), counts: map[string]map[string]int{}}
	h.below(0, nil)
	out := make(map[string][]string, len(h.counts))
	for kanji, readings := range h.counts {
		all := 0
		for _, n := range readings {
			all += n
		}
		for reading, n := range readings {
			if n >= minHeard && n*oneHeardOf >= all {
				out[kanji] = append(out[kanji], reading)
			}
		}
		slices.Sort(out[kanji])
	}
	return out
})

// hearing counts how kanji are read.
type hearing struct {
	d      *dictionary
	counts map[string]map[string]int
}

// below goes through the words of two kanji that begin with some bytes.
func (h *hearing) below(p int32, spelling []byte) {
	const one, two = len("字"), len("漢字")
	if n := len(spelling); n == one || n == two {
		if r, _ := utf8.DecodeRune(spelling[n-one:]); !isKanji(r) {
			return
		}
		if n == two {
			h.d.entriesAt(p, func(id int32) { h.word(string(spelling[:one]), string(spelling[one:]), h.d.texts.at(h.d.reading[id])) })
			return
		}
	}
	for b := 0x80; b <= 0xEF; b++ { // the bytes of UTF-8 beyond ASCII
		if q, ok := h.d.child(p, byte(b)); ok {
			h.below(q, append(spelling, byte(b)))
		}
	}
}

// word counts what a reading leaves for one kanji of two.
func (h *hearing) word(first, second, reading string) {
	for _, id := range h.d.find(second) {
		if head, ok := strings.CutSuffix(reading, h.own(id)); ok {
			h.count(first, head)
		}
	}
	for _, id := range h.d.find(first) {
		if tail, ok := strings.CutPrefix(reading, h.own(id)); ok {
			h.count(second, tail)
		}
	}
}

func (h *hearing) own(id int32) string { return h.d.texts.at(h.d.reading[id]) }

func (h *hearing) count(kanji, reading string) {
	if reading == "" {
		return
	}
	if h.counts[kanji] == nil {
		h.counts[kanji] = map[string]int{}
	}
	h.counts[kanji][reading]++
}

// Known says whether a folded text is a word of the dictionary.
func (a *Analyzer) Known(word string) bool {
	d := loadDictionary()
	return d.katakana[word] || len(d.find(word)) > 0
}
