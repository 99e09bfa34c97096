package excerpt

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// fragment is the text around a candidate, analysed: large enough to cut a snippet from.
type fragment struct {
	text       string
	block      int    // in which it begins
	joins      []seam // the further blocks
	kind       Kind   // of the block in which it begins
	begun      bool   // a sentence began in front of it that goes on in it
	open       bool   // a sentence goes on behind it
	start, end int    // of the group of hits that the excerpt is to show
	hits       []hit
	score      float64
}

// seam is where the text of a block begins in that of a fragment.
type seam struct{ at, block int }

const (
	lead  = 60  // characters of a fragment in front of its candidate, at most
	reach = 180 // and from there on
)

// fragmentAt takes the text around a candidate: from the beginning of its sentence, or of a line of code, on into the blocks that follow.
func fragmentAt(blocks []Block, p candidate) fragment {
	text := blocks[p.block].Text
	s := fragment{block: p.block, kind: p.kind}
	from := backed(text, p.start, lead)
	if i := s.lastEnd(text, from, p.start); i > from {
		from = i
	} else if from > 0 {
		from += softStart(text[from:p.start])
	}
	s.begun = !s.whole(text, from)
	s.text = text[from:]
	for next := p.block + 1; s.runsOn() && next < len(blocks) && blocks[next].joins() && len(s.text) < 4*reach; next++ {
		if blocks[next].Kind == Prose {
			s.text += "\n" + blocks[next].Text
			s.joins = append(s.joins, seam{len(s.text) - len(blocks[next].Text), next})
		}
	}
	s.start, s.end = p.start-from, p.end-from
	to := forward(s.text, s.start, reach)
	s.open = !s.whole(s.text, to)
	s.text = s.text[:to]
	s.end = min(s.end, len(s.text))
	return s
}

// runsOn says whether the block in which a fragment begins may go on in those that follow.
func (s fragment) runsOn() bool { return s.kind == Prose || s.kind == Heading }

// joins says whether a fragment goes on over a block: prose is taken into it, a picture is passed over.
func (b Block) joins() bool { return b.Kind == Prose || b.Kind == Alt }

// opening is the fragment of a post in which nothing matches: its first prose, or else whatever it has.
func opening(blocks []Block) fragment {
	for _, kind := range []Kind{Prose, Heading, Code, Alt} {
		for i, b := range blocks {
			if b.Kind == kind && strings.TrimSpace(b.Text) != "" {
				return fragmentAt(blocks, candidate{block: i, kind: kind})
			}
		}
	}
	return fragment{}
}

// analysed verifies a candidate: it finds what really matches in its fragment.
func (f *Finder) analysed(s fragment) fragment {
	s.hits = f.sorted(s.text)
	g := f.densest(s.text, s.hits)
	if g.score == 0 {
		return s
	}
	s.start, s.end = s.hits[g.first].start, s.hits[g.last].end
	s.score = g.score * s.kind.factor()
	return s
}

// blockAt gives the block that a byte of the fragment is from.
func (s fragment) blockAt(i int) int {
	block := s.block
	for _, j := range s.joins {
		if j.at <= i {
			block = j.block
		}
	}
	return block
}

func (s fragment) marks() [][2]int { return merged(s.text, s.hits) }

// cut chooses the snippet: from the start of the sentence in which the group begins to the last sentence end that fits.
func (s fragment) cut() (from, to int) {
	borders := graphemes(s.text)
	from = at(borders, s.lastEnd(s.text, 0, s.start))
	group, end := at(borders, s.start), at(borders, s.end-1)+1
	if end-from > maxCut {
		from = max(group-min(30, max(maxCut-(end-group), 0)), 0)
		if i := softStart(s.text[borders[from]:borders[group]]); i > 0 {
			from = at(borders, borders[from]+i)
		}
	}
	to = min(from+maxCut+1, len(borders)-1)
	if !s.wholeAt(borders[to]) {
		to = s.sentenceEnd(borders, from, min(to, from+maxCut), end)
	}
	return s.trim(borders[from], borders[to])
}

// sentenceEnd moves the end of an excerpt that is full back to the end of a sentence, or of a word, behind the group.
func (s fragment) sentenceEnd(borders []int, from, to, group int) int {
	text := s.text[borders[from]:borders[to]]
	least := min(max(group, from+maxCut/3), to)
	if i := s.lastEnd(s.text, borders[from], borders[to]); i >= borders[least] {
		return at(borders, i)
	}
	next, _ := utf8.DecodeRuneInString(s.text[borders[to]:])
	if i := strings.LastIndexFunc(text, unicode.IsSpace); isLatin(next) && i > 0 && borders[from]+i >= borders[least] {
		return at(borders, borders[from]+i)
	}
	return to
}

// ellipses gives what tells a reader that a snippet begins or ends within a sentence, or within a line of code.
func (s fragment) ellipses(from, to int) (before, after string) {
	if from == to {
		return "", ""
	}
	if !s.wholeAt(from) {
		before = ellipsis
	}
	if !s.wholeAt(to) {
		after = ellipsis
	}
	return before, after
}

// wholeAt says whether no sentence is cut in two at a byte of the fragment, be it one of its ends.
func (s fragment) wholeAt(i int) bool {
	switch i {
	case 0:
		return !s.begun
	case len(s.text):
		return !s.open
	}
	return s.whole(s.text, i)
}

// trim drops white space at both ends; the indentation of the first line of code stays.
func (s fragment) trim(from, to int) (int, int) {
	to = from + len(strings.TrimRightFunc(s.text[from:to], unicode.IsSpace))
	left := func(r rune) bool { return unicode.IsSpace(r) && (s.kind != Code || r == '\n' || r == '\r') }
	from = to - len(strings.TrimLeftFunc(s.text[from:to], left))
	return from, to
}

// graphemes gives the borders of the characters of a text as a reader sees them, both ends with them.
func graphemes(text string) []int {
	borders := make([]int, 1, utf8.RuneCountInString(text)+1)
	for i := 0; i < len(text); {
		i = clusterEnd(text, i)
		borders = append(borders, i)
	}
	return borders
}

// at gives the index of the last border at or in front of a byte.
func at(borders []int, byteAt int) int {
	lo, hi := 0, len(borders)-1
	for lo < hi {
		mid := (lo + hi + 1) / 2
		if borders[mid] <= byteAt {
			lo = mid
		} else {
			hi = mid - 1
		}
	}
	return lo
}
