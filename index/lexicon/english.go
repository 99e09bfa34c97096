package lexicon

import (
	"strings"

	"github.com/fumikura/fumikura/index/ja"
)

// spelledAbroad proposes a Latin word as it is spelled on the other side of the Atlantic (optimisation, color), where posts have it so.
func (f *finder) spelledAbroad(from, to int) bool {
	text := f.surface(from, to)
	if to > from+1 || f.words[from].Script != ja.Latin || len(text) < minAbroad || !letters(text) {
		return false
	}
	var ways []string
	for _, other := range abroad(text) {
		ways = append(ways, f.l.term(other))
	}
	return f.proposeTerms(from, to, Spelling, ways)
}

// minAbroad keeps short words, whose endings are their own (rise, four).
const minAbroad = 5

// abroad gives the other spellings that a word may have.
func abroad(word string) (out []string) {
	for _, pair := range [][2]string{{"isation", "ization"}, {"ising", "izing"}, {"ised", "ized"}, {"iser", "izer"}, {"ise", "ize"}, {"yse", "yze"},
		{"our", "or"}, {"ogue", "og"}, {"ence", "ense"}, {"tre", "ter"}, {"elling", "eling"}, {"elled", "eled"}, {"ellation", "elation"}} {
		for _, way := range [][2]string{pair, {pair[1], pair[0]}} {
			if i := strings.LastIndex(word, way[0]); i > 1 && i+len(way[0]) >= len(word)-len("ite") {
				out = append(out, word[:i]+way[1]+word[i+len(way[0]):])
			}
		}
	}
	return out
}
