package ja

import (
	"math"
	"unicode"

	"github.com/ikawaha/kagome-dict/dict"
)

// The lattice finds the cheapest way to cut a text into morphemes. It is kagome's (Viterbi over words from the dictionary and
// guesses from character categories) and gives the same answer, ties included, but goes over the text once: where a word
// begins, all words that end there have their final cost already. Nodes lie in one slice and point by number; the penalties of
// search mode are computed as nodes are made.

const (
	maxCost      = math.MaxInt32
	maxGuess     = 1024 // runes of a word guessed from its category, as in kagome
	kanjiLength  = 2    // search mode: longer words of kanji cost kanjiPenalty a rune more, so that compounds fall apart
	kanjiPenalty = 3000
	otherLength  = 7
	otherPenalty = 1700
)

// node is a word of the lattice.
type node struct {
	id         int32 // into morphs, or ^id into unkMorph
	start, end int32 // bytes
	prev, next int32 // prev on the best way; next that ends at the same place
	cost       int32
	penalty    int32
	right      int16
}

// best is the cheapest way to a word with a left context id that begins at the current place.
type best struct {
	left int16
	prev int32
	cost int64
}

// lattice is a reusable work space; it is not safe for concurrent use.
type lattice struct {
	d      *dictionary
	search bool
	text   string
	nodes  []node
	first  []int32 // by byte: the list of nodes that end there; node 0 is the beginning of the text, so 0 is none
	last   []int32
	runes  []int32 // by byte: how many runes before it
	kanji  []int32 // by byte: how many of them not ideographs
	ways   []best
	path   []int32
}

// cut returns the words on the best way, by their numbers in nodes.
func (l *lattice) cut(text string, search bool) []int32 {
	l.text, l.search = text, search
	l.prepare()
	groupEnd := 0 // where the run of one category that holds the current place ends
	for i, r := range text {
		if i >= groupEnd {
			groupEnd = l.group(i)
		}
		l.ways = l.ways[:0]
		l.wordsAt(i, r, groupEnd)
	}
	l.ways = l.ways[:0]
	l.add(0, dict.Morph{}, len(text), len(text))
	l.path = l.path[:0]
	for n := l.nodes[len(l.nodes)-1].prev; n > 0; n = l.nodes[n].prev {
		l.path = append(l.path, n)
	}
	for i, j := 0, len(l.path)-1; i < j; i, j = i+1, j-1 {
		l.path[i], l.path[j] = l.path[j], l.path[i]
	}
	return l.path
}

// surface gives the text of a node.
func (l *lattice) surface(number int32) string {
	return l.text[l.nodes[number].start:l.nodes[number].end]
}

// morphemeAt gives a node as a word.
func (l *lattice) morphemeAt(number int32) morpheme {
	n := &l.nodes[number]
	return morpheme{start: n.start, end: n.end, id: n.id, class: l.d.classAt(n.id)}
}

// prepare clears the work space and counts runes.
func (l *lattice) prepare() {
	n := len(l.text) + 1
	if cap(l.first) < n {
		l.first, l.last = make([]int32, n), make([]int32, n)
		l.runes, l.kanji = make([]int32, n), make([]int32, n)
	}
	l.first, l.last, l.runes, l.kanji = l.first[:n], l.last[:n], l.runes[:n], l.kanji[:n]
	clear(l.first)
	clear(l.last)
	l.nodes = append(l.nodes[:0], node{prev: -1})
	var count, others int32
	for i, r := range l.text {
		l.runes[i], l.kanji[i] = count, others
		count++
		if !isIdeograph(r) {
			others++
		}
	}
	l.runes[n-1], l.kanji[n-1] = count, others
}

// isIdeograph is kagome's idea of a kanji, which 々 is not.
func isIdeograph(r rune) bool {
	switch {
	case 0x4E00 <= r && r <= 0x9FFF:
		return true
	case r < 0x3006, 0x3041 <= r && r <= 0x30FF:
		return false
	}
	return unicode.Is(unicode.Ideographic, r)
}

// add makes a node, joins it to the cheapest of those that end where it starts and enters it where it ends.
func (l *lattice) add(id int32, m dict.Morph, start, end int) {
	n := node{id: id, start: int32(start), end: int32(end), right: m.RightID, cost: maxCost}
	if way := l.way(m.LeftID, start); way.prev >= 0 {
		n.prev, n.cost = way.prev, int32(min(way.cost+int64(m.Weight), maxCost))
		if n.cost == maxCost {
			n.prev = l.head(start) // kagome's choice among ways that are all too dear
		}
	} else {
		n.prev = -1
	}
	if l.search {
		n.penalty = l.penalty(start, end)
	}
	l.nodes = append(l.nodes, n)
	k := int32(len(l.nodes) - 1)
	if l.last[end] == 0 {
		l.first[end] = k
	} else {
		l.nodes[l.last[end]].next = k
	}
	l.last[end] = k
}

// head is the first of the nodes that end at i, or -1.
func (l *lattice) head(i int) int32 {
	if i == 0 {
		return 0
	}
	if l.first[i] == 0 {
		return -1
	}
	return l.first[i]
}

// way finds the cheapest way to a word with the left context that begins at i; words of one place share few contexts.
func (l *lattice) way(left int16, i int) best {
	for _, b := range l.ways {
		if b.left == left {
			return b
		}
	}
	b := best{left: left, prev: -1, cost: math.MaxInt64}
	costs := l.d.connection[l.d.rows*int(left):]
	for k := l.head(i); k >= 0; {
		n := &l.nodes[k]
		if c := int64(costs[n.right]) + int64(n.cost) + int64(n.penalty); c < b.cost {
			b.cost, b.prev = c, k
		}
		if k = n.next; k == 0 {
			break
		}
	}
	l.ways = append(l.ways, b)
	return b
}

// penalty is what search mode adds to a long word.
func (l *lattice) penalty(start, end int) int32 {
	length := l.runes[end] - l.runes[start]
	if length > kanjiLength && l.kanji[end] == l.kanji[start] {
		return (length - kanjiLength) * kanjiPenalty
	}
	if length > otherLength {
		return (length - otherLength) * otherPenalty
	}
	return 0
}

// has reports whether the dictionary has the bytes [start, end) of the text as a noun.
func (l *lattice) has(start, end int32) bool {
	first, ok := l.d.trie.Find(l.text[start:end])
	for id := first; ok && id <= first+int(l.d.dups[first]); id++ {
		if l.d.class[id] == noun {
			return true
		}
	}
	return false
}
