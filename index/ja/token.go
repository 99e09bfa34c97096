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
