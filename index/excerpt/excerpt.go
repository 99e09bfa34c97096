// Package excerpt makes snippets: it shows a reader where a post says what was looked for: the title and a few sentences with marks on exactly
// what matched, in the spelling of the post. It finds no posts; an engine has done that.
//
// Analysing whole posts for ten hits takes longer than finding them. So a prefilter over the folded text finds
// candidates, where a match may stand; the densest of them are analysed, and what matches there by the same rules as in the
// index is marked.
package excerpt

import "github.com/fumikura/fumikura/index/weight"

import "github.com/fumikura/fumikura/index/ja"

const (
	// maxChars is the length of an excerpt in characters as a reader counts them, with an ellipsis at both ends.
	maxChars = 120
	// maxCut is how many of them are text of the post.
	maxCut = maxChars - 2
	// ellipsis stands where an excerpt begins or ends within a sentence.
	ellipsis = "…"
	// maxScan is how much of a post is looked at, in bytes. Two megabytes is a book.
	maxScan = 2 << 20
	// enoughScan is how much is looked at once something was found.
	enoughScan = 64 << 10
	// maxAnalysed is how much is analysed, in bytes, where the quick look found nothing: a word may be written in a way that it
	// cannot see (ヴァイオリン for バイオリン). It costs a fifth of a millisecond.
	maxAnalysed = 1 << 10
)

// Span is a run of text; Match says that it is what was looked for.
type Span struct {
	Text  string
	Match bool
}

// Kind says what a Block is to an excerpt.
type Kind uint8

// The kinds of block.
const (
	Prose Kind = iota
	Heading
	Code
	Alt // what a picture shows: it is no part of the sentences around it
)

// Block is one piece of a post's text.
type Block struct {
	Text string
	Kind Kind
}

// Excerpt is a snippet: a piece of a post.
type Excerpt struct {
	Spans []Span
	Code  bool // it was taken from code: line ends and indentation are part of it
	Block int  // the block it begins in; 0 where the post is empty
	Match bool // something is marked; else it is the beginning of the post
}

// Analyzer is what excerpts need of the analysis; *ja.Analyzer is one.
type Analyzer interface {
	Words(text string) []ja.Token
}

// Finder marks texts for one query. It is safe for concurrent use.
type Finder struct {
	analyzer  Analyzer
	needles   []Needle
	byTerm    map[string][]int // needles by their first term
	runs      []int            // needles that are runs
	ways      [][]int          // the needles of each word of the query
	prefilter prefilter
}

// New prepares to find the needles of a query.
func New(a Analyzer, needles []Needle) *Finder {
	f := &Finder{analyzer: a, needles: needles, byTerm: map[string][]int{}}
	for i, n := range needles {
		switch {
		case n.Run != "":
			f.runs = append(f.runs, i)
		case len(n.Terms) > 0:
			f.byTerm[n.Terms[0]] = append(f.byTerm[n.Terms[0]], i)
		default:
			continue
		}
		for c := range n.concepts() {
			for len(f.ways) <= c {
				f.ways = append(f.ways, nil)
			}
			f.ways[c] = append(f.ways[c], i)
		}
		f.prefilter.add(n, i)
	}
	return f
}

// Title marks a whole title.
func (f *Finder) Title(text string) []Span {
	return spans(text, f.Marks(text))
}

// Make takes from the blocks of a post the piece of at most 120 characters that shows most of what was looked for: sentences of
// prose, or lines of code where only code has it. Where nothing matches it is the beginning of the post.
func (f *Finder) Make(blocks []Block) Excerpt {
	return f.make(blocks, f.candidates(blocks)).excerpt()
}

// Passages takes the excerpt of a post as Make does and, where what was looked for stands in several sections, an excerpt of each of
// them, the best first and n at most. sectionOf numbers the section of a block; below 0 it is in none.
func (f *Finder) Passages(blocks []Block, sectionOf func(block int) int, n int) (Excerpt, []Excerpt) {
	candidates := f.candidates(blocks)
	best := f.make(blocks, candidates)
	var sections []Excerpt
	seen := map[int]bool{}
	take := func(s fragment, x Excerpt) {
		if section := sectionOf(x.Block); x.Match && section >= 0 && !seen[section] && s.score >= best.score*weight.Snippet.Passage {
			seen[section] = true
			sections = append(sections, x)
		}
	}
	first := best.excerpt()
	take(best, first)
	for _, p := range candidates {
		if section := sectionOf(p.block); len(sections) == n || section < 0 || seen[section] || p.score*p.kind.factor() < best.score*weight.Snippet.Passage {
			continue
		}
		s := f.analysed(fragmentAt(blocks, p))
		take(s, s.excerpt())
	}
	return first, sections
}

// make gives the best fragment of a post, its opening where nothing matches.
func (f *Finder) make(blocks []Block, candidates []candidate) fragment {
	if best, found := f.bestFragment(blocks, candidates); found {
		return best
	}
	return opening(blocks)
}

// excerpt cuts a snippet out of a fragment.
func (s fragment) excerpt() Excerpt {
	from, to := s.cut()
	before, after := s.ellipses(from, to)
	var marks [][2]int
	for _, m := range s.marks() {
		if m[1] > from && m[0] < to {
			marks = append(marks, [2]int{max(m[0], from) - from + len(before), min(m[1], to) - from + len(before)})
		}
	}
	return Excerpt{
		Spans: spans(before+s.text[from:to]+after, marks),
		Code:  s.kind == Code,
		Block: s.blockAt(from),
		Match: len(marks) > 0,
	}
}

// bestFragment analyses the most promising candidates until one shows all it promised.
func (f *Finder) bestFragment(blocks []Block, candidates []candidate) (fragment, bool) {
	var best fragment
	for _, p := range candidates {
		s := f.analysed(fragmentAt(blocks, p))
		if s.score > best.score {
			best = s
		}
		if best.score >= p.score*p.kind.factor() {
			break
		}
	}
	return best, best.score > 0
}

// spans cuts a text at its marks.
func spans(text string, marks [][2]int) []Span {
	var out []Span
	at := 0
	for _, m := range marks {
		if m[0] > at {
			out = append(out, Span{Text: text[at:m[0]]})
		}
		out = append(out, Span{Text: text[m[0]:m[1]], Match: true})
		at = m[1]
	}
	if at < len(text) {
		out = append(out, Span{Text: text[at:]})
	}
	return out
}
