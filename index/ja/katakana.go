package ja

import (
	_ "embed"
	"strings"
)

// The IPA dictionary is older than most katakana that blogs write: クラウド becomes クラ and ウド, デスクトップアプリ デスク and トップアプリ,
// and コンテナアプリ is one word that nobody else uses. Katakana that the lattice cut or did not know is cut anew by a list of our own,
// where words of the list make it up wholly; else words of the list that it cut are put together.

// katakanaWords is the list, with white space between words.
//
//go:embed katakana.txt
var katakanaWords string

// maxKatakana is the longest word of the list in kana, and of a run that is cut anew four times that.
const maxKatakana = 16

// katakanaSet gives the list as terms.
func katakanaSet() map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(katakanaWords) {
		set[term(word)] = true
	}
	return set
}

// recut gives the words that stand for the katakana at the beginning of path, and for how many of the lattice's. It gives none
// where the lattice's own stand.
func (s *scanner) recut(path []int32) (words []morpheme, n int) {
	l := &s.lattice
	for n < len(path) && isAll(l.surface(path[n]), isKatakana) {
		n++
	}
	if n == 0 || n == 1 && l.nodes[path[0]].id >= 0 {
		return nil, 0
	}
	start, end := l.nodes[path[0]].start, l.nodes[path[n-1]].end
	if words = tile(l.text, start, end, l.d.katakana); words != nil {
		return words, n
	}
	for k := 0; k < n; {
		m := s.together(path[k:n])
		first, last := l.nodes[path[k]], l.nodes[path[k+m-1]]
		if m == 1 {
			words = append(words, l.morphemeAt(path[k]))
		} else {
			words = append(words, morpheme{start: first.start, end: last.end, id: ours, class: noun})
		}
		k += m
	}
	return words, n
}

// together tells how many words at the beginning of path are one of the list, the most where there are several; else it is 1.
func (s *scanner) together(path []int32) int {
	l := &s.lattice
	for m := len(path); m > 1; m-- {
		if l.d.katakana[term(l.text[l.nodes[path[0]].start:l.nodes[path[m-1]].end])] {
			return m
		}
	}
	return 1
}

// tile cuts text[start:end] into the fewest words of the list, or gives nil.
func tile(text string, start, end int32, list map[string]bool) []morpheme {
	const kana = int32(len("ア"))
	n := (end - start) / kana
	if n > 4*maxKatakana {
		return nil
	}
	type step struct{ from, words int32 }
	steps := make([]step, n+1) // by kana: where the last word that ends there begins
	for to := int32(1); to <= n; to++ {
		for from := max(0, to-maxKatakana); from < to; from++ {
			if from > 0 && steps[from].words == 0 || !list[term(text[start+from*kana:start+to*kana])] {
				continue
			}
			if words := steps[from].words + 1; steps[to].words == 0 || words < steps[to].words {
				steps[to] = step{from, words}
			}
		}
	}
	if steps[n].words == 0 {
		return nil
	}
	words := make([]morpheme, steps[n].words)
	for to, k := n, len(words)-1; k >= 0; k-- {
		words[k] = morpheme{start: start + steps[to].from*kana, end: start + to*kana, id: ours, class: noun}
		to = steps[to].from
	}
	return words
}
