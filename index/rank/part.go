package rank

import (
	"unicode/utf8"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
)

// Ask gives the query of "did you mean", empty for none: what may have been meant, or where nothing at all was found, the
// longest part of what was typed in one run that would find something. Strict is how many posts were found with all words.
func Ask(v Vocabulary, q query.Query, res *index.Result, strict int) (string, error) {
	if !FewHits(res) {
		return "", nil
	}
	meant, err := DidYouMean(v, q, strict)
	if err != nil || meant != "" || res.Total > 0 {
		return meant, err
	}
	return part(v, q)
}

// leastPart is the shortest part of a query, in characters, that is worth asking about; a digit finds nothing that was meant.
const leastPart = 2

// part gives the longest word of a single run that posts have.
func part(v Vocabulary, q query.Query) (string, error) {
	w, ok := q.Root.(query.Word)
	if !ok {
		return "", nil
	}
	best := ""
	for _, p := range v.Query(w.Text) {
		terms := make([]string, len(p.Words))
		for i, word := range p.Words {
			terms[i] = word.Term
		}
		posts, err := v.Posts(terms)
		if err != nil {
			return "", err
		}
		for i, word := range p.Words {
			text := w.Text[word.Start:word.End]
			if n := utf8.RuneCountInString(text); posts[i] > 0 && !word.Weak && n >= leastPart && n > utf8.RuneCountInString(best) {
				best = text
			}
		}
	}
	if best == "" || best == w.Text {
		return "", nil
	}
	return query.Query{Root: query.Word{Text: best}}.String(), nil
}
