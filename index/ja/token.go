// Package ja turns text into tokens, Japanese first: the same function for posts and for queries, and every token keeps the
// bytes it came from. It knows no index and no query language.
//
// Three doors. Words gives the tokens of a text: morphemes by their base form, English by its stem, identifiers, numbers and
// addresses whole and in parts. Grams gives character bigrams, for what words do not find. Query gives the pieces that a query
// asks for, from the same words. Fold is the normalised text, and FoldRun what of it an exact run is looked for in.
//
// Pos counts Words. Particles, auxiliaries and punctuation have none and take no position: the words around them are neighbours,
// so that 検索の高速化 and 検索高速化 are the same sequence. A comma leaves a gap of one position, the end of a sentence or line one
// of four. The atoms of a Latin compound (foo_bar, Node.js, an address) are Words side by side, and the compound is a Whole at
// the first of them; the parts of a camelCase word (useEffect, Route53) are Parts at its own position. A sequence of terms
// stands in a text where each stands one position behind the one before, whatever the kinds.
//
// How anything shown is found. A run of Japanese, of another script without spaces, of emoji or signs: by its Grams, all of
// them side by side but for the last, which stands for one character alone and is asked for only where the run has no other; one
// character is found by the terms of the gram field that begin with it. A Latin word, number or identifier: by its term (Word,
// Surface, Part or Whole), its beginning of three letters or more by the terms that begin so. An exact run that begins or ends
// inside a Latin word: by the terms that end or begin so, then by looking for its Fold in the Fold of the text.
package ja

// Kind says what a token is to the text.
type Kind uint8

// The kinds of token. At index time all of them are indexed; positions count Words only.
const (
	Word    Kind = iota // a morpheme's base form; the stem of an English word; a whole Latin run or number
	Surface             // the form as written in lower case, where it differs from the Word at the same position
	Part                // a part of an identifier (useEffect → use, effect), stemmed; of a date or a dotted number its pieces
	Whole               // a compound as one term, where its parts are Words too
	Gram                // two adjacent characters, or the last one of a run alone; Pos counts characters
)

// Token is one term and where it stands.
type Token struct {
	Term       string // folded
	Start, End int    // byte span in the text as given; text[Start:End] is the original spelling
	Pos        int    // counts Words, from 0; sentence and block borders leave a gap; other kinds share a Word's position
	Kind       Kind
	Script     Script
	Written    string // of a Word that has one, its Surface; else empty
	Reading    string // of Japanese words, in katakana; empty when unknown
	Weak       bool   // carries little: particle-like, formal noun, auxiliary verb (する, こと); required only when nothing else is
}

// Script is the script of a run of text.
type Script uint8

// The scripts told apart.
const (
	Latin Script = iota // letters and digits and what belongs to them: C++, .NET, --no-cache, 1,234
	Kanji
	Hiragana
	Katakana
	Mixed // a Japanese word of several scripts
	Other // Hangul, Thai, …, and signs: indexed as Grams, letters as whole runs too
)
