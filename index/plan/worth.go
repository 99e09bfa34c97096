package plan

import (
	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/lexicon"
	"github.com/fumikura/fumikura/index/weight"
)

// Rewrites gives the lexicon's ways of writing as a plan wants them, each with what a match of it is worth.
func Rewrites(l *lexicon.Lexicon, w weight.Weights) func(words []ja.Token) []Rewrite {
	w = w.Or()
	return func(words []ja.Token) []Rewrite {
		var out []Rewrite
		for _, a := range l.Alternatives(words) {
			out = append(out, Rewrite{From: a.From, To: a.To, Terms: a.Terms, Weight: worthOfWay(w, a), Guess: a.Kind.Guess(), Loose: a.Kind.Loose()})
		}
		return out
	}
}

// worthOfWay is what a match of a lexicon's alternative is worth, where the word itself is worth 1.
func worthOfWay(w weight.Weights, a lexicon.Alternative) float64 {
	switch a.Kind {
	case lexicon.Split:
		return w.Split
	case lexicon.Named:
		return w.Name * max(1, float64(a.To-a.From)/float64(len(a.Terms))) // each of the words would count beside it
	case lexicon.Spelling:
		return w.Spelling
	case lexicon.Synonym:
		return w.Synonym
	case lexicon.Table:
		return w.Table
	case lexicon.Join:
		return w.Join
	case lexicon.Reading:
		return w.Reading
	case lexicon.Plain, lexicon.Close, lexicon.Derived:
		return w.Plain
	case lexicon.Sound, lexicon.Shortened:
		return w.Sound
	}
	return 1
}

// worthOf is what a match of a variant is worth.
func worthOf(w weight.Weights, d ja.Difference) float64 {
	switch d {
	case ja.Cut:
		return w.Split
	case ja.Digit:
		return w.Digit
	case ja.OldForm:
		return w.Kanji
	}
	return 1
}
