package excerpt

import "github.com/fumikura/fumikura/index/ja"

// Thorough gives the marks of a text that an analysis of every clause gives, and how many words it finds.
func (f *Finder) Thorough(text string) (marks [][2]int, words int) {
	folded := ja.Fold(text)
	var out []hit
	for from, to := range clauses(folded.Text) {
		a, b := folded.Span(from, to)
		out = f.words(out, text[a:b], a)
	}
	return merged(text, appendSpans(out, folded, f.infixes(folded.Text))), len(out)
}

// Words gives how many words are found in a text as it is searched.
func (f *Finder) Words(text string) int {
	return len(f.hits(text)) - len(f.infixes(ja.Fold(text).Text))
}

// ClusterEnd gives where a grapheme cluster ends.
func ClusterEnd(text string, i int) int { return clusterEnd(text, i) }
