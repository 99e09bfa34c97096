package opensearch

import (
	"context"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/lexicon"
	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/query"
)

// vocabulary is the rank.Vocabulary of an index, for spelling correction and "did you mean", for the time of one search.
type vocabulary struct {
	*view
	ctx context.Context
}

// Query analyses a chunk of a query.
func (k vocabulary) Query(text string) []ja.Piece { return k.analyzer.Query(text) }

// Near gives words that are spelled or sound alike.
func (k vocabulary) Near(text string) []string { return k.words.Near(text) }

// Doubts gives what of a chunk is hardly a word of the archive.
func (k vocabulary) Doubts(chunk string, pieces []ja.Piece) []lexicon.Doubt {
	return k.words.Doubts(chunk, pieces)
}

// Posts counts the posts that have each term.
func (k vocabulary) Posts(terms []string) ([]int, error) {
	asked := make([]clause, len(terms))
	for i, t := range terms {
		asked[i] = term(fieldWords, token(t))
	}
	return k.count(k.ctx, asked)
}

// Together counts the posts that have all words of each text.
func (k vocabulary) Together(texts []string) ([]int, error) {
	asked := make([]clause, len(texts))
	for i, text := range texts {
		var words []clause
		for _, w := range k.analyzer.Words(text) {
			if w.Kind == ja.Word {
				words = append(words, term(fieldWords, token(w.Term)))
			}
		}
		asked[i] = all(words...)
	}
	return k.count(k.ctx, asked)
}

// Found counts the posts that each query finds.
func (k vocabulary) Found(queries []query.Query) ([]int, error) {
	asked := make([]clause, len(queries))
	for i, q := range queries {
		p := plan.Maker{Analyzer: k.analyzer}.Make(q)
		asked[i] = all(append([]clause{k.print(p.Match())}, choice{k.view, p.Filters}.clauses("")...)...)
	}
	return k.count(k.ctx, asked)
}
