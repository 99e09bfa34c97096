package lexicon

import (
	"slices"
	"strings"

	"github.com/fumikura/fumikura/index/ja"
)

// A blend is made of the first two kana of each of two words: アドカレ of アドベントカレンダー, デジカメ of デジタルカメラ.

const (
	blendKana    = 4
	maxBlended   = 2 // words and phrases that are proposed for one
	leastBlended = 2 // posts of them
)

// blended proposes the words and phrases of the archive that katakana which no post has may be a blend of.
func (f *finder) blended(from, to int) {
	kana := []rune(f.surface(from, to))
	if len(kana) != blendKana || !isKatakana(string(kana)) || f.l.postsOf(string(kana)) > 0 || f.l.analyzer.Known(string(kana)) {
		return
	}
	var found []*entry
	for _, e := range f.l.words.beginning(string(kana[:blendKana/2])) {
		if e.script == ja.Katakana && e.df >= leastBlended && blends([]rune(e.text), kana) {
			found = append(found, e)
		}
	}
	slices.SortStableFunc(found, func(a, b *entry) int { return b.df - a.df })
	for _, e := range found[:min(len(found), maxBlended)] {
		f.proposeTerms(from, to, Shortened, append([]string{e.terms}, f.l.tables().tech.ways(e.terms)...))
	}
}

// blends says whether a text that begins as a blend does goes on with the second half of it where another word may begin.
func blends(text, blend []rune) bool {
	const least = 3 // kana of a word of which two are taken
	for i := least; i+least <= len(text); i++ {
		if text[i] == blend[2] && text[i+1] == blend[3] {
			return bigKana(text[i]) == text[i] && !strings.ContainsRune("ーン", text[i])
		}
	}
	return false
}
