package ja

import "unicode/utf8"

// Grams are for what words cannot find: parts of Japanese words, other scripts, emoji, signs. A run of characters without white
// space gives each two adjacent ones, and the last one alone. Letters, digits and single ASCII signs end a run and give nothing:
// Latin words are found by Words and by their beginnings. Pos counts characters here, so that the grams of a run stand side by
// side. A query of one character is answered by all terms that begin with it.

// Grams gives the character bigrams of a text in order.
func (a *Analyzer) Grams(text string) []Token {
	g := grammer{folded: Fold(text), tokens: make([]Token, 0, len(text)/3+1)}
	runStart, n := -1, 0
	s := g.folded.Text
	for i := 0; i <= len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if size == 0 || !inGram(r) {
			if n > 0 {
				g.run(runStart, i, n)
			}
			if size == 0 {
				break
			}
			runStart, n = -1, 0
			i, g.pos = i+size, g.pos+1
			continue
		}
		if n == 0 {
			runStart = i
		}
		i, n = i+size, n+1
	}
	return g.tokens
}

// grammer collects the grams of one text.
type grammer struct {
	folded Folded
	tokens []Token
	pos    int
}

// run adds the grams of the run [i, end) of n characters.
func (g *grammer) run(i, end, n int) {
	s := g.folded.Text
	if n == 1 && s[i] < utf8.RuneSelf {
		g.pos++
		return
	}
	for i < end {
		_, one := utf8.DecodeRuneInString(s[i:])
		_, two := utf8.DecodeRuneInString(s[i+one : end])
		if two > 0 || s[i] >= utf8.RuneSelf {
			start, stop := g.folded.Span(i, i+one+two)
			term := s[i : i+one+two]
			g.tokens = append(g.tokens, Token{Term: term, Start: start, End: stop, Pos: g.pos, Kind: Gram, Script: scriptOf(term)})
		}
		i += one
		g.pos++
	}
}

// inGram reports whether r may stand in a gram.
func inGram(r rune) bool {
	return !isSpace(r) && !isLatin(r) && r != utf8.RuneError && r >= ' '
}
