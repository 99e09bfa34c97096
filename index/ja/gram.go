package ja

import (
	"iter"
	"unicode/utf8"
)

// Grams are for what words cannot find: parts of Japanese words, other scripts, emoji, signs. A run of characters without white
// space gives each two adjacent ones, and the last one alone. Letters, digits and single ASCII signs end a run and give nothing:
// Latin words are found by Words and by their beginnings. Pos counts characters here, so that the grams of a run stand side by
// side. A query of one character is answered by all terms that begin with it.

// Grams gives the character bigrams of a text in order.
func (a *Analyzer) Grams(text string) []Token {
	folded := Fold(text)
	tokens := make([]Token, 0, len(text)/3+1)
	eachGram(folded.Text, func(i, j, pos int) {
		start, end := folded.Span(i, j)
		term := folded.Text[i:j]
		tokens = append(tokens, Token{Term: term, Start: start, End: end, Pos: pos, Kind: Gram, Script: scriptOf(term)})
	})
	return tokens
}

// GramTerms gives the terms of the Grams of a folded text in order, without where they stand.
func GramTerms(folded string) iter.Seq[string] {
	return func(yield func(string) bool) {
		more := true
		eachGram(folded, func(i, j, _ int) { more = more && yield(folded[i:j]) })
	}
}

// eachGram shows the bytes and the position of each gram of a folded text.
func eachGram(s string, see func(i, j, pos int)) {
	runStart, n, pos := -1, 0, 0
	for i := 0; i <= len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if size == 0 || !inGram(r) {
			if n > 0 {
				pos = gramsOf(s, runStart, i, pos, see)
			}
			if size == 0 {
				return
			}
			runStart, n = -1, 0
			i, pos = i+size, pos+1
			continue
		}
		if n == 0 {
			runStart = i
		}
		i, n = i+size, n+1
	}
}

// gramsOf shows the grams of the run [i, end) and gives the position behind it. A sign of ASCII alone is none.
func gramsOf(s string, i, end, pos int, see func(i, j, pos int)) int {
	for alone := end-i == 1; i < end; pos++ {
		_, one := utf8.DecodeRuneInString(s[i:])
		_, two := utf8.DecodeRuneInString(s[i+one : end])
		if !alone && (two > 0 || s[i] >= utf8.RuneSelf) {
			see(i, i+one+two, pos)
		}
		i += one
	}
	return pos
}

// inGram reports whether r may stand in a gram.
func inGram(r rune) bool {
	return !isSpace(r) && !isLatin(r) && r != utf8.RuneError && r >= ' '
}
