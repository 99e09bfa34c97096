package ja

import "unicode/utf8"

// A reader who does not convert what was typed gives hiragana for words that posts write in kanji: じどうか for 自動化. The lattice,
// made for written text, falls into little words then, and takes か for a particle. Such a chunk is one piece: a word under its own
// spelling, which few posts have, with its reading, by which other spellings may be found.

const (
	minGarbled = 3  // runes of a chunk of hiragana
	maxGarbled = 12 // longer ones are sentences
	littleWord = 2  // runes of a word that tells the lattice was lost
)

// garbled reports whether the pieces of a chunk are what the lattice makes of unconverted hiragana.
func garbled(text string, start, end int, pieces []Piece) bool {
	chunk := text[start:end]
	n := utf8.RuneCountInString(chunk)
	if n < minGarbled || n > maxGarbled || !isAll(chunk, func(r rune) bool { return isHiragana(r) || r == 'ー' }) {
		return false
	}
	first := pieces[0].Words
	if len(first) == 0 || first[0].Start > start {
		return len(first) > 0 // no text begins with a particle
	}
	words, little := 0, false
	for _, p := range pieces {
		for _, w := range p.Words {
			words++
			little = little || !w.Weak && (w.End-w.Start)/len("あ") <= littleWord
		}
	}
	return little && (words > 1 || first[0].End < end)
}

// kanaPiece makes one piece of the chunk. Where the lattice left nothing out, its words side by side find the chunk as well.
func (a *Analyzer) kanaPiece(text string, start, end int, pieces []Piece) Piece {
	surface := FoldString(text[start:end])
	w := Token{Term: surface, Start: start, End: end, Script: Hiragana, Reading: ToKatakana(surface)}
	p := Piece{Surface: surface, Start: start, End: end, Words: []Token{w}, Chunk: pieces[0].Chunk}
	var terms []string
	covered := 0
	for _, own := range pieces {
		for _, w := range own.Words {
			terms, covered = append(terms, w.Term), covered+w.End-w.Start
		}
	}
	if covered == end-start {
		p.Variants = []Variant{{Terms: terms, Kind: NoDifference}}
	}
	return p
}
