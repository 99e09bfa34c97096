package excerpt

import (
	"cmp"
	"slices"
	"sync"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/weight"
)

// maxGroup is how many characters a group of matches may span. It leaves room for the rest of their sentences.
const maxGroup = 90

// candidate is a place for a snippet: a group of matches, or of what may be some, in one block.
type candidate struct {
	block      int
	start, end int // bytes of the block's text
	score      float64
	kind       Kind
}

// factor makes prose win over a heading, which the reader sees anyway, and over code, unless they hold more.
func (k Kind) factor() float64 {
	if k == Prose {
		return 1
	}
	return weight.Snippet.NotProse
}

// group is a cluster of hits in a text.
type group struct {
	first, last int // of the hits
	score       float64
}

// densest slides a window over the text: it finds the run of ordered hits within maxGroup characters that holds most of what was looked for; of several, the
// tightest; of those, the first.
func (f *Finder) densest(text string, hits []hit) group {
	var best group
	w := window{f: f, count: make([]int, len(f.needles))}
	chars, from := 0, 0
	for to, h := range hits {
		if to > 0 {
			chars += width(text, hits[to-1].start, h.start)
		}
		w.add(h)
		for from < to && (chars > maxGroup || w.spares(hits[from])) {
			w.drop(hits[from])
			chars -= width(text, hits[from].start, hits[from+1].start)
			from++
		}
		if score := w.held * (1 + weight.Snippet.Wide - weight.Snippet.Wide*float64(chars)/maxGroup); score > best.score {
			best = group{from, to, score}
		}
	}
	return best
}

// window is the hits that are looked at together.
type window struct {
	f     *Finder
	count []int   // of hits, by needle
	held  float64 // of each word of the query, what its best needle is worth
}

func (w *window) add(h hit) {
	if w.count[h.needle] == 0 {
		was := w.worth(h.needle)
		w.count[h.needle] = 1
		w.held += w.worth(h.needle) - was
		return
	}
	w.count[h.needle]++
}

func (w *window) drop(h hit) {
	if w.count[h.needle] > 1 {
		w.count[h.needle]--
		return
	}
	was := w.worth(h.needle)
	w.count[h.needle] = 0
	w.held += w.worth(h.needle) - was
}

// spares says whether the window holds as much without h.
func (w *window) spares(h hit) bool {
	if w.count[h.needle] > 1 {
		return true
	}
	held := w.held
	w.drop(h)
	spared := w.held >= held
	w.add(h)
	return spared
}

// worth is what the words that a needle stands for are worth by what the window holds of them.
func (w *window) worth(needle int) float64 {
	sum := 0.0
	for c := range w.f.needles[needle].concepts() {
		best := 0.0
		for _, n := range w.f.ways[c] {
			if w.count[n] > 0 {
				best = max(best, w.f.needles[n].Weight)
			}
		}
		sum += best
	}
	return sum
}

// width counts the characters between two places of a text.
func width(text string, from, to int) int { return utf8.RuneCountInString(text[from:max(from, to)]) }

// candidates gives the most promising places of the blocks, best first, by the prefilter.
func (f *Finder) candidates(blocks []Block) []candidate {
	const most = 8
	if len(f.ways) == 0 {
		return nil // nothing is looked for
	}
	var found []candidate
	scanned := 0
	for i, b := range blocks {
		if scanned > maxScan || scanned > enoughScan && len(found) > 0 {
			break
		}
		scanned += len(b.Text)
		if p, ok := f.candidateIn(b.Text); ok {
			p.block, p.kind = i, b.Kind
			found = append(found, p)
		}
	}
	if len(found) == 0 {
		return f.analysedCandidates(blocks)
	}
	slices.SortStableFunc(found, func(a, b candidate) int {
		return cmp.Compare(b.score*b.kind.factor(), a.score*a.kind.factor())
	})
	return found[:min(len(found), most)]
}

// folders keeps memory for texts that are folded to look at them once.
var folders = sync.Pool{New: func() any { return new(ja.Folder) }}

// candidateIn takes a quick look at one text.
func (f *Finder) candidateIn(text string) (candidate, bool) {
	fold := folders.Get().(*ja.Folder)
	defer folders.Put(fold)
	folded := fold.Fold(text)
	hits := f.prefilter.find(folded.Text)
	if len(hits) == 0 {
		return candidate{}, false
	}
	g := f.densest(folded.Text, hits)
	if g.score == 0 {
		return candidate{}, false
	}
	from, to := folded.Span(hits[g.first].start, hits[g.last].end)
	return candidate{start: from, end: to, score: g.score}, true
}

// analysedCandidates is for posts in which the quick look finds nothing.
func (f *Finder) analysedCandidates(blocks []Block) []candidate {
	if len(f.byTerm) == 0 {
		return nil
	}
	left := maxAnalysed
	for i, b := range blocks {
		if left -= len(b.Text); left < 0 {
			return nil
		}
		hits := f.sorted(b.Text)
		if g := f.densest(b.Text, hits); g.score > 0 {
			return []candidate{{i, hits[g.first].start, hits[g.last].end, g.score, b.Kind}}
		}
	}
	return nil
}

// sorted gives the hits of a text in order.
func (f *Finder) sorted(text string) []hit {
	hits := f.hits(text)
	slices.SortStableFunc(hits, func(a, b hit) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end)) })
	return hits
}
