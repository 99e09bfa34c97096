package excerpt

import "github.com/fumikura/fumikura/index/ja"

// Thorough gives the marks of a text that an analysis of every clause gives.
func (f *Finder) Thorough(text string) [][2]int {
	folded := ja.Fold(text)
	var out []hit
	for from, to := range clauses(folded.Text) {
		a, b := folded.Span(from, to)
		out = f.words(out, text[a:b], a)
	}
	return merged(text, appendSpans(out, folded, f.infixes(folded.Text)))
}

// Words gives how many words are found in a text as it is searched, and by an analysis of every clause.
func (f *Finder) Words(text string) (quick, thorough int) {
	g := *f
	g.runs = nil
	folded := ja.Fold(text)
	for from, to := range clauses(folded.Text) {
		a, b := folded.Span(from, to)
		thorough += len(f.words(nil, text[a:b], a))
		words, ok := f.settled(folded.Text, from, to, f.infixes(folded.Text))
		if !ok {
			words = f.words(nil, text[a:b], a)
		}
		quick += len(words)
	}
	return quick, thorough
}

// ClusterEnd gives where a grapheme cluster ends.
func ClusterEnd(text string, i int) int { return clusterEnd(text, i) }
