package plan

import "github.com/fumikura/fumikura/index/ja"

// questionInEnglish says whether the words read are an English question: some only hold it together, and the others ask for several things.
// Its words stand side by side as key words do; those of a phrase mean themselves alone.
func (b *builder) questionInEnglish() bool {
	held, words := 0, 0
	for i, w := range b.words {
		if w.Script != ja.Latin {
			return false
		}
		if b.sides[i] == 0 {
			continue
		}
		words++
		if w.Weak {
			held++
		}
	}
	return held > 0 && words-held >= sentenceUnits
}
