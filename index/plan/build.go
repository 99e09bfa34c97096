package plan

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/weight"
)

// Maker makes plans. Analyzer is required.
type Maker struct {
	Analyzer Analyzer
	Rewrites func(words []ja.Token) []Rewrite // other ways of writing; nil for none
	InCode   func(term string) bool           // whether posts have a term in their code; nil where nobody knows
	Weights  weight.Weights                   // of ranking; zero for the default
}

// Make analyses a query.
func (m Maker) Make(q query.Query) *Plan {
	filters, rest := query.Filters(q)
	b := builder{Maker: m, plan: &Plan{Filters: filters, Weights: m.Weights.Or()}, side: 1}
	b.plan.Root = b.node(b.asText(rest.Root), scope{})
	b.plan.Question = b.plan.Question || b.questionInEnglish()
	b.plan.Grams = b.scoringGrams()
	b.releases()
	b.rewrite()
	return b.plan
}

type builder struct {
	Maker
	plan  *Plan
	runs  []string   // whose pairs of characters may score
	words []ja.Token // of the concepts, one each
	sides []int      // the number of the stretch of words side by side that each concept belongs to; 0 for none
	side  int        // of the stretch being read
}

// scope is what stands around a node.
type scope struct {
	field    query.Field
	excluded bool
}

// node is nil where the query node asks for nothing, as punctuation alone does.
func (b *builder) node(n query.Node, s scope) Node {
	switch n := n.(type) {
	case query.And:
		if nodes := b.nodes(n.Nodes, s); len(nodes) > 0 {
			return And{nodes}
		}
	case query.Or:
		if nodes := b.nodes(n.Nodes, s); len(nodes) > 0 {
			return Or{nodes}
		}
	case query.Not:
		s.excluded = !s.excluded
		if m := b.node(n.Node, s); m != nil {
			return Not{m}
		}
	case query.Word:
		return b.word(n.Text, s)
	case query.Phrase:
		return b.phrase(n.Text, s)
	case query.In:
		if n.Field == query.Title || n.Field == query.CodeIn {
			s.field = n.Field
			if n.Exact {
				return b.phrase(n.Value, s)
			}
			return b.word(n.Value, s)
		}
		return In{n.Field, n.Value}
	}
	return nil
}

func (b *builder) nodes(in []query.Node, s scope) []Node {
	var out []Node
	for i, n := range in {
		if _, ok := n.(query.Word); !ok {
			b.side++
		}
		if m := b.node(n, s); m != nil {
			if u, ok := m.(Unit); ok && s.field == "" {
				if d := monthOf(in, i); d != "" {
					u.Date, u.OnlyDate = d, true
				}
				m = u
			}
			out = append(out, m)
		}
		if _, ok := n.(query.Word); !ok {
			b.side++
		}
	}
	return out
}

// word makes a unit of each piece of a chunk.
func (b *builder) word(text string, s scope) Node {
	var units []Node
	first := len(b.plan.Concepts)
	pieces := b.Analyzer.Query(text)
	for _, p := range pieces {
		at := len(b.plan.Concepts)
		b.concepts(text, p.Words, s)
		u := Unit{Field: s.field, First: at, Last: len(b.plan.Concepts), Weak: p.Weak, Flag: b.flag(pieces), Run: b.run(text[p.Start:p.End])}
		if s.field == "" {
			u.Date, u.OnlyDate = date(u.Text)
		}
		units = append(units, u)
		b.spellings(at, p)
		if !s.excluded {
			b.runs = append(b.runs, text[p.Start:p.End])
		}
	}
	if !s.excluded && len(b.plan.Concepts) > first {
		b.literal(text, first)
	}
	b.plan.Question = b.plan.Question || required(units) >= sentenceUnits
	switch len(units) {
	case 0: // punctuation alone asks for nothing
		return nil
	case 1:
		return units[0]
	}
	return And{units}
}

// sentenceUnits is how many pieces that carry something a chunk has that is a sentence; 京都の勉強会 is not one yet.
const sentenceUnits = 3

// required counts the units that carry something.
func required(units []Node) int {
	n := 0
	for _, u := range units {
		if u, ok := u.(Unit); ok && !u.Weak {
			n++
		}
	}
	return n
}

// literal keeps the chunk as typed where it is more than one word: several, or one with particles.
func (b *builder) literal(text string, first int) {
	text = strings.TrimFunc(ja.FoldRun(text), func(r rune) bool { return unicode.IsPunct(r) && r >= utf8.RuneSelf })
	c := b.plan.Concepts[first:]
	if len(c) > 1 || c[0].Surface != text {
		b.plan.Literals = append(b.plan.Literals, Literal{Text: text, First: first, Last: len(b.plan.Concepts)})
	}
}

// spellings adds what the piece itself tells of other ways to write it, from the concept at on.
func (b *builder) spellings(at int, p ja.Piece) {
	if len(p.Words) == 0 {
		return
	}
	c := &b.plan.Concepts[at]
	if flag := b.flag([]ja.Piece{p}); flag != "" {
		c.Alternatives = append(c.Alternatives, Alternative{Span: len(p.Words), Terms: []string{flag}, Weight: 1})
	}
	for _, v := range p.Variants {
		c.Alternatives = append(c.Alternatives, Alternative{Span: len(p.Words), Terms: v.Terms, Weight: worthOf(b.plan.Weights, v.Kind)})
	}
}

func (b *builder) phrase(text string, s scope) Node {
	words := wordsOnly(b.Analyzer.Words(text))
	b.concepts("", words, s)
	r := b.run(text)
	if !s.excluded && len(words) == 0 {
		b.runs = append(b.runs, text) // the words of others are enough, for all that is found has the pairs
	}
	return Phrase{Field: s.field, Run: r}
}

// concepts adds the words of a chunk, or of a phrase, whose chunk is empty.
func (b *builder) concepts(chunk string, words []ja.Token, s scope) {
	for i, w := range words {
		c := Concept{Term: w.Term, Surface: w.Term, Weak: w.Weak, Excluded: s.excluded}
		side := 0
		if chunk != "" {
			c.Surface = ja.FoldString(chunk[w.Start:w.End])
			c.Joint = i > 0 && words[i-1].End == w.Start
			side = b.side
		}
		b.plan.Concepts = append(b.plan.Concepts, c)
		b.words, b.sides = append(b.words, w), append(b.sides, side)
	}
}

// rewrite adds the other ways of writing the words that stand side by side. A phrase means itself alone.
func (b *builder) rewrite() {
	if b.Rewrites == nil {
		return
	}
	for from := 0; from < len(b.words); {
		to := from + 1
		for to < len(b.words) && b.sides[to] == b.sides[from] {
			to++
		}
		if b.sides[from] != 0 {
			for _, r := range b.Rewrites(b.words[from:to]) {
				c := &b.plan.Concepts[from+r.From]
				c.Alternatives = append(c.Alternatives, Alternative{Span: r.To - r.From, Terms: r.Terms, Weight: r.Weight, Guess: r.Guess, Loose: r.Loose})
			}
		}
		from = to
	}
}

func (b *builder) run(text string) Run {
	return Run{Text: ja.FoldRun(text), Grams: grams(b.Analyzer, text)}
}

// scoringGrams gives the bigrams that score: each once, without the pairs of hiragana, which only grammar makes
// frequent, and without those of Latin text, whose words are enough.
func (b *builder) scoringGrams() []string {
	seen := map[string]bool{}
	var out []string
	for _, text := range b.runs {
		for _, g := range grams(b.Analyzer, text) {
			if !seen[g] && scoresAsGram(g) {
				seen[g] = true
				out = append(out, g)
			}
		}
	}
	return out
}

// ScoringGrams says whether one of the bigrams counts towards the score.
func ScoringGrams(grams []string) bool { return slices.ContainsFunc(grams, scoresAsGram) }

// scoresAsGram says whether a gram is a pair of characters that are neither both hiragana nor both Latin.
func scoresAsGram(g string) bool {
	if utf8.RuneCountInString(g) < 2 {
		return false
	}
	hiragana, ascii := 0, 0
	for _, r := range g {
		if r >= 'ぁ' && r <= 'ゟ' {
			hiragana++
		}
		if r < utf8.RuneSelf {
			ascii++
		}
	}
	return hiragana < 2 && ascii < 2
}

// grams gives each pair of the text once. The last character that stands alone is left out where a pair has it, because
// in a post it may go on.
func grams(a Analyzer, text string) []string {
	var out []string
	seen := map[string]bool{}
	for _, t := range a.Grams(text) {
		if utf8.RuneCountInString(t.Term) > 1 && !seen[t.Term] {
			seen[t.Term] = true
			out = append(out, t.Term)
		}
	}
	return out
}

func wordsOnly(tokens []ja.Token) []ja.Token {
	var words []ja.Token
	for _, t := range tokens {
		if t.Kind == ja.Word {
			words = append(words, t)
		}
	}
	return words
}
