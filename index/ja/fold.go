package ja

import (
	"sort"
	"unicode/utf8"
	"unsafe"

	"golang.org/x/text/unicode/norm"
)

// Folding makes equal what a reader takes for the same character: NFKC (width, half-width kana, composed marks), lower case,
// one kind of dash, tilde and quotation mark, ヂ and ヅ as ジ and ズ; characters without a shape of their own and the middle dot
// inside katakana go. It looks at most at the neighbours of a middle dot, so that the folding of a part of a text is a part of
// the folding of the text: that is what exact search lives on. Whatever needs more context (ヴァ, a dash inside katakana, a last
// ー, 々) is done to words, not here.

// Folded is a normalised text that remembers where it came from.
type Folded struct {
	Text  string
	edits []edit // where source and folded text differ in length, in order
	size  int    // of the source
}

// edit says that the folded bytes [to, toEnd) stand for the source bytes [from, fromEnd) as a whole.
type edit struct{ to, toEnd, from, fromEnd int }

// Fold normalises text for exact matching. Invalid bytes become U+FFFD, one each.
func Fold(text string) Folded { return foldWith(text, true) }

// FoldString is Fold(text).Text without the offsets; it does not allocate where nothing changes.
func FoldString(text string) string {
	if i := firstChange(text); i < 0 {
		return text
	}
	return foldWith(text, true).Text
}

// Span gives the source bytes that the folded bytes [i, j) came from. A character that folding made of several, or several of
// one, is given whole.
func (f Folded) Span(i, j int) (start, end int) {
	start = f.source(i, false)
	if j <= i {
		return start, start
	}
	return start, f.source(j, true)
}

// source maps one border; as an end it goes behind a character that it falls into, else before.
func (f Folded) source(i int, end bool) int {
	n := len(f.edits)
	k := sort.Search(n, func(k int) bool { return f.edits[k].toEnd > i || (end && f.edits[k].toEnd == i) })
	if k < n && f.edits[k].to < i && end {
		return f.edits[k].fromEnd
	}
	if k < n && f.edits[k].to <= i && !end {
		return f.edits[k].from
	}
	if k == 0 {
		return min(i, f.size)
	}
	return min(f.edits[k-1].fromEnd+i-f.edits[k-1].toEnd, f.size)
}

// folder is one folding at work.
type folder struct {
	src   string
	lower bool
	out   []byte
	edits []edit
}

// Folder folds one text after the other in the same memory.
type Folder struct{ f folder }

// Fold is Fold(text), good until the next call.
func (r *Folder) Fold(text string) Folded {
	r.f.out, r.f.edits = r.f.out[:0], r.f.edits[:0]
	return r.f.fold(text, true)
}

// foldWith folds text; without lower, capitals stay (word analysis needs to see camelCase).
func foldWith(text string, lower bool) Folded {
	var f folder
	return f.fold(text, lower)
}

func (f *folder) fold(text string, lower bool) Folded {
	first := firstChange(text)
	if first < 0 {
		return Folded{Text: text, size: len(text)}
	}
	f.src, f.lower = text, lower
	if cap(f.out) < len(text)+16 {
		f.out = make([]byte, 0, len(text)+16)
	}
	for i := 0; i < len(text); {
		if first > 0 { // nothing changes up to there
			f.out = append(f.out, text[i:i+first]...)
		}
		i = f.step(i + first)
		if first = firstChange(text[i:]); first < 0 {
			f.out = append(f.out, text[i:]...)
			break
		}
	}
	return Folded{Text: unsafe.String(unsafe.SliceData(f.out), len(f.out)), edits: f.edits, size: len(text)}
}

// step folds what begins at i and returns where it ends.
func (f *folder) step(i int) int {
	if c := f.src[i]; c < utf8.RuneSelf && f.plainAt(i+1) {
		if f.lower && 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		f.out = append(f.out, c)
		return i + 1
	}
	r, size := utf8.DecodeRuneInString(f.src[i:])
	if r == utf8.RuneError && size == 1 {
		return f.replace(i, i+1, "\uFFFD")
	}
	if isPlain(r) && f.plainAt(i+size) {
		return f.plain(r, i, i+size)
	}
	return f.segment(i)
}

// plain copies a character that stands for itself, but for the few with rules of their own.
func (f *folder) plain(r rune, i, j int) int {
	switch {
	case r == 'ヂ':
		f.out = append(f.out, "ジ"...)
	case r == 'ヅ':
		f.out = append(f.out, "ズ"...)
	case r == middleDot && f.dotGoes(j):
		return f.replace(i, j, "")
	default:
		f.out = append(f.out, f.src[i:j]...)
	}
	return j
}

// segment folds the characters from i on that normalisation has to see together.
func (f *folder) segment(i int) int {
	j := i
	for first := true; j < len(f.src); first = false {
		r, size := utf8.DecodeRuneInString(f.src[j:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		if !first && !isIgnorable(r) && norm.NFKC.PropertiesString(f.src[j:]).BoundaryBefore() {
			break
		}
		j += size
	}
	s, ok := f.short(f.src[i:j])
	if !ok {
		s = normalise(f.src[i:j], f.lower)
	}
	if s == string(middleDot) && f.dotGoes(j) {
		s = ""
	}
	return f.replace(i, j, s)
}

// short gives the folding of one of the characters that Japanese texts are full of, which were folded once.
func (f *folder) short(s string) (string, bool) {
	r, size := utf8.DecodeRuneInString(s)
	if size != len(s) || r < firstForm || r > lastForm {
		return "", false
	}
	return forms()[f.lower][r-firstForm], true
}

func (f *folder) replace(i, j int, s string) int {
	if len(s) != j-i || utf8.RuneCountInString(f.src[i:j]) > 1 || utf8.RuneCountInString(s) > 1 {
		f.edits = append(f.edits, edit{len(f.out), len(f.out) + len(s), i, j})
	}
	f.out = append(f.out, s...)
	return j
}

// plainAt reports whether what begins at i cannot combine with what stands before it.
func (f *folder) plainAt(i int) bool {
	if i >= len(f.src) || f.src[i] < utf8.RuneSelf {
		return true
	}
	r, size := utf8.DecodeRuneInString(f.src[i:])
	if isPlain(r) || (r == utf8.RuneError && size == 1) {
		return true
	}
	return !isIgnorable(r) && norm.NFKC.PropertiesString(f.src[i:]).BoundaryBefore()
}

// dotGoes reports whether a middle dot before the source byte j stands inside katakana; a border of the text counts as
// katakana, so that a piece cut at the dot still is a piece of the whole.
func (f *folder) dotGoes(j int) bool {
	before, _ := utf8.DecodeLastRune(f.out)
	left, right := isKatakana(before), false
	after, size := utf8.DecodeRuneInString(f.src[j:])
	if size > 0 && !isPlain(after) {
		after, _ = utf8.DecodeRuneInString(normalise(string(after), true))
	}
	right = isKatakana(after)
	return (left && right) || (left && j == len(f.src)) || (right && len(f.out) == 0)
}

// firstChange gives the first byte that folding may change, with its base before a combining mark, or -1.
func firstChange(s string) int {
	before := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if 'A' <= c && c <= 'Z' {
				return i
			}
			before, i = i, i+1
			continue
		}
		if 0xE5 <= c && c <= 0xE9 && wideAt(s, i) { // U+5000 to U+9FFF, kanji that stand for themselves
			before, i = i, i+3
			continue
		}
		r, size := rune(0), 3
		if c == 0xE3 && wideAt(s, i) { // U+3000 to U+3FFF, kana among them
			r = 0x3000 | rune(s[i+1]&0x3F)<<6 | rune(s[i+2]&0x3F)
		} else {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		if !isPlain(r) {
			return before
		}
		if r == 'ヂ' || r == 'ヅ' || r == middleDot {
			return i
		}
		before, i = i, i+size
	}
	return -1
}

// wideAt says whether two bytes of a character follow the byte at i. Nearly all of a Japanese text is of three bytes a character, and looking at
// them here rather than decoding each takes half the time.
func wideAt(s string, i int) bool { return i+2 < len(s) && s[i+1]&0xC0 == 0x80 && s[i+2]&0xC0 == 0x80 }
