package ja

import (
	"strings"
	"unicode/utf8"
)

// Piece is what a query asks for as one thing: the words that stand together without white space, particle, punctuation or a
// change between Latin and Japanese. 全文検索エンジン is one piece of three words, "Docker入門" are two, 猫の写真 are two.
type Piece struct {
	Surface    string    // as typed, folded
	Start, End int       // bytes of the query
	Words      []Token   // of Kind Word, side by side in this order; none for particles and signs, which only Grams find
	Whole      string    // a term that stands for all of the piece at once (Node.js, 関西国際空港), or empty
	Variants   []Variant // other spellings, cheap to tell without any index
	Chunk      int       // number of the run between white space that it stands in
	Weak       bool      // carries little: required only where nothing else is
}

// Variant is another spelling of a piece: terms that have to stand side by side.
type Variant struct {
	Terms []string
	Kind  Difference
}

// Difference says by what a variant differs from what was typed.
type Difference string

// The differences, the least first.
const (
	NoDifference Difference = "none"  // it is the word as texts have it: v1.2 for 1.2, kana that are one word
	Cut          Difference = "cut"   // the same letters cut or joined
	Digit        Difference = "digit" // another digit, okurigana or 々
	OldForm      Difference = "kanji" // another form of a character
)

// maxVariants is how many a piece has, so that a query stays cheap.
const maxVariants = 8

// Query analyses what a reader typed. It takes the words from the same function as Words, so that the pieces of a text find it.
func (a *Analyzer) Query(text string) []Piece {
	items := a.releases(text, a.scan(text))
	var pieces []Piece
	var group []item
	flush := func() {
		if len(group) > 0 {
			pieces = append(pieces, a.piece(text, items, group))
			group = group[:0]
		}
	}
	for _, it := range items {
		if it.Kind != Word {
			continue
		}
		if n := len(group); n > 0 && !joined(text, group[n-1], it) {
			flush()
		}
		group = append(group, it)
	}
	flush()
	return a.withSigns(text, pieces)
}

// joined reports whether two words in a row belong to one piece.
func joined(text string, a, b item) bool {
	between := text[min(a.End, b.Start):b.Start]
	if b.Pos != a.Pos+1 {
		return false
	}
	if a.Script == Latin && b.Script == Latin {
		signs := FoldString(between)
		return strings.Trim(signs, latinSigns) == "" && !strings.Contains(signs, ",")
	}
	if strings.Trim(between, "・･") != "" || a.Weak || b.Weak {
		return false
	}
	if a.Script == Latin || b.Script == Latin {
		return counts(a.Token) && b.Script != Latin || counts(b.Token) && a.Script != Latin
	}
	return a.class == b.class || a.Script == Other && b.Script == Other
}

// counts reports whether a Latin word belongs to the Japanese beside it: a number or a single letter (10月, C言語).
func counts(t Token) bool {
	return t.Script == Latin && (isDigit(t.Term[0]) || utf8.RuneCountInString(t.Term) == 1)
}

// piece makes one of a group of words; items are all tokens of the query.
func (a *Analyzer) piece(text string, items, group []item) Piece {
	first, last := group[0], group[len(group)-1]
	p := Piece{Start: first.Start, End: last.End, Weak: true}
	for _, it := range group {
		p.Words = append(p.Words, it.Token)
		p.Weak = p.Weak && it.Weak
	}
	for _, it := range items {
		if it.Kind == Whole && it.Pos == first.Pos && it.Start <= p.Start && it.End >= p.End {
			p.Start, p.End = it.Start, it.End
			if p.Whole == "" {
				p.Whole = it.Term
			}
		}
	}
	p.Surface = FoldString(text[p.Start:p.End])
	p.Chunk = chunkOf(text, p.Start)
	p.Variants = a.variants(p, items)
	return p
}

// chunkOf counts the runs of white space before the byte i.
func chunkOf(text string, i int) int {
	n := 0
	for _, f := range strings.FieldsFunc(text[:i], isSpace) {
		n += min(1, len(f))
	}
	r, _ := utf8.DecodeLastRuneInString(text[:i])
	if i > 0 && !isSpace(r) {
		n--
	}
	return n
}

// withSigns adds a piece for each chunk that gave none, where Grams may find it (particles alone, emoji, signs), and makes one of
// a chunk of hiragana that the lattice could not read.
func (a *Analyzer) withSigns(text string, pieces []Piece) []Piece {
	out := make([]Piece, 0, len(pieces)+1)
	next, chunk := 0, 0
	for i := 0; i < len(text); chunk++ {
		start := i + indexFunc(text[i:], func(r rune) bool { return !isSpace(r) })
		end := start + indexFunc(text[start:], isSpace)
		first := next
		for next < len(pieces) && pieces[next].Start < end {
			next++
		}
		switch own := pieces[first:next]; {
		case len(own) > 0 && garbled(text, start, end, own):
			out = append(out, a.kanaPiece(text, start, end, own))
		case len(own) > 0:
			out = append(out, own...)
		case len(a.Grams(text[start:end])) > 0:
			out = append(out, signs(text, start, end, chunk)...)
		}
		i = end
	}
	return out
}

// indexFunc is strings.IndexFunc with the length for "nowhere".
func indexFunc(s string, f func(rune) bool) int {
	if i := strings.IndexFunc(s, f); i >= 0 {
		return i
	}
	return len(s)
}

// signs makes a piece without words of a chunk, less the punctuation around it; of punctuation alone it makes none.
func signs(text string, start, end, chunk int) []Piece {
	const around = "。、「」『』（）()[]【】〈〉《》・,.!?！？:;\"'“”‘’＂"
	s := strings.TrimLeft(text[start:end], around)
	start = end - len(s)
	s = strings.TrimRight(s, around)
	surface := FoldString(s)
	if surface == "" {
		return nil
	}
	return []Piece{{Surface: surface, Start: start, End: start + len(s), Chunk: chunk, Weak: isAll(surface, isJapanese)}}
}
