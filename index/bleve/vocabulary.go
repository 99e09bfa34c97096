package bleve

import (
	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/lexicon"
	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/query"
)

// vocabulary is the rank.Vocabulary of an index, for spelling correction and "did you mean".
type vocabulary struct {
	*liveGeneration
	lookup *lookup
}

// Query analyses a chunk of a query.
func (k vocabulary) Query(text string) []ja.Piece { return k.analyzer.Query(text) }

// Near gives words that are spelled or sound alike.
func (k vocabulary) Near(text string) []string { return k.withSynonyms(k.lookup.rules).Near(text) }

// Doubts gives what of a chunk is hardly a word of the archive.
func (k vocabulary) Doubts(chunk string, pieces []ja.Piece) []lexicon.Doubt {
	return k.withSynonyms(k.lookup.rules).Doubts(chunk, pieces)
}

// Posts counts the posts that have each term.
func (k vocabulary) Posts(terms []string) ([]int, error) {
	out := make([]int, len(terms))
	for i, t := range terms {
		h, err := k.lookup.holders(fieldWords, t)
		if err != nil {
			return nil, err
		}
		out[i] = h.n
	}
	return out, nil
}

// Together counts the posts that have all words of each text.
func (k vocabulary) Together(texts []string) ([]int, error) {
	out := make([]int, len(texts))
	for i, text := range texts {
		docs := k.columns.live.clone()
		for _, w := range k.analyzer.Words(text) {
			if w.Kind != ja.Word {
				continue
			}
			h, err := k.lookup.holders(fieldWords, w.Term)
			if err != nil {
				return nil, err
			}
			docs.and(h.docs)
		}
		out[i] = docs.count()
	}
	return out, nil
}

// Found counts the posts that each query finds. All of them together read as many texts as a search.
func (k vocabulary) Found(queries []query.Query) ([]int, error) {
	k.lookup.reads = 0
	out := make([]int, len(queries))
	for i, q := range queries {
		m := newMatcher(k.lookup, plan.Maker{Analyzer: k.analyzer}.Make(q))
		docs, err := m.eval(m.plan.Match())
		if err != nil {
			return nil, err
		}
		out[i] = filtered(docs, k.columns.chosen(m.plan.Filters, k.lookup.rules), "").count()
	}
	return out, nil
}
