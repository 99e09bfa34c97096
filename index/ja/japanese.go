package ja

import (
	"math"
	"strings"
	"unicode/utf8"
)

// Japanese runs: the spelling of katakana is evened out first, so that the lattice cuts サ-バ and サーバ alike, then the lattice
// in search mode gives morphemes. A morpheme is indexed by its base form. Where the dictionary has several morphemes in a row
// as one word too (関西国際空港), and where katakana was cut, the whole is a term of its own.

// japanese takes the run that begins at i and returns where it ends.
func (s *scanner) japanese(i int) int {
	j, n := s.japaneseEnd(i)
	if n > maxRun {
		j = s.window(i)
	}
	even := evenKatakana(s.text[i:j])
	s.lattice.d = loadDictionary()
	k := len(s.items)
	s.morphemes(i, even)
	s.sortItems(k)
	return j
}

// japaneseEnd gives the end of the run and its length in runes. A dash between katakana belongs to it.
func (s *scanner) japaneseEnd(i int) (end, runes int) {
	var before rune
	for i < len(s.text) && runes <= maxRun {
		r, size := utf8.DecodeRuneInString(s.text[i:])
		if !isJapanese(r) && !(isDash(r) && isKatakana(before) && katakanaAt(s.text[i+size:])) {
			break
		}
		before, i, runes = r, i+size, runes+1
	}
	return i, runes
}

// window ends a run that is too long: where hiragana last gives way to something else, which is mostly the border of a phrase.
func (s *scanner) window(i int) int {
	end, cut, n := i, 0, 0
	var before rune
	for ; n < maxRun; n++ {
		r, size := utf8.DecodeRuneInString(s.text[end:])
		if n > maxRun/2 && isHiragana(before) && !isHiragana(r) {
			cut = end
		}
		before, end = r, end+size
	}
	if cut > 0 {
		return cut
	}
	return end
}

func isDash(r rune) bool { return r == '-' || r == '~' }

func katakanaAt(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return isKatakana(r)
}

// evenKatakana writes dashes as ー and ヴ as バ-row kana.
func evenKatakana(run string) Folded {
	if !strings.ContainsAny(run, "-~ヴ") {
		return Folded{Text: run, size: len(run)}
	}
	f := folder{src: run}
	for i := 0; i < len(run); {
		r, size := utf8.DecodeRuneInString(run[i:])
		switch {
		case isDash(r):
			i = f.replace(i, i+size, "ー")
		case r == 'ヴ':
			next, more := utf8.DecodeRuneInString(run[i+size:])
			if k, ok := vu(next); ok {
				i = f.replace(i, i+size+more, k)
				continue
			}
			i = f.replace(i, i+size, "ブ")
		default:
			f.out = append(f.out, run[i:i+size]...)
			i += size
		}
	}
	return Folded{Text: string(f.out), edits: f.edits, size: len(run)}
}

// vu gives the kana that stands for ヴ and a small vowel.
func vu(small rune) (string, bool) {
	switch small {
	case 'ァ':
		return "バ", true
	case 'ィ':
		return "ビ", true
	case 'ェ':
		return "ベ", true
	case 'ォ':
		return "ボ", true
	case 'ュ':
		return "ビュ", true
	}
	return "", false
}

// term gives the form under which a Japanese word is indexed: without the last ー of katakana of three runes or more.
func term(word string) string {
	short, ok := strings.CutSuffix(word, "ー")
	if !ok || len(short) < len("ココ") {
		return word
	}
	for _, r := range word {
		if !isKatakana(r) {
			return word
		}
	}
	return short
}

// morpheme is a word of a run: its bytes there, and its entry in the dictionary as a node of the lattice has it.
type morpheme struct {
	start, end int32
	id         int32
	whole      int32 // where what begins with it and is a term of its own ends, 0 for nothing
	class      class
}

// ours is the id of a word from our own list of katakana.
const ours = math.MinInt32

// morphemes adds the tokens of one run that begins at the byte at of the text.
func (s *scanner) morphemes(at int, even Folded) {
	words := s.cut(even.Text)
	for _, m := range words {
		if m.class == skipped {
			continue
		}
		i, j := even.Span(int(m.start), int(m.end))
		s.morpheme(m, even.Text[m.start:m.end], at+i, at+j)
		if m.whole > 0 {
			s.inDictionary(at, even, m)
		}
	}
}

// cut gives the words of a run, with katakana cut anew.
func (s *scanner) cut(run string) []morpheme {
	var known bool
	if s.cuts, known = s.cache.get(s.cuts[:0], run); known {
		return s.cuts
	}
	s.cutAnew(run)
	for k, m := range s.cuts {
		if m.class == noun {
			s.cuts[k].whole = s.wholeEnd(run, s.cuts[k:])
		}
	}
	s.cache.put(run, s.cuts)
	return s.cuts
}

func (s *scanner) cutAnew(run string) {
	s.cuts = s.cuts[:0]
	path := s.lattice.cut(run, true)
	for k := 0; k < len(path); {
		words, n := s.recut(path[k:])
		s.cuts = append(s.cuts, words...)
		if n == 0 {
			s.cuts = append(s.cuts, s.lattice.morphemeAt(path[k]))
			n = 1
		}
		k += n
	}
}

// morpheme adds one Word and its Surface.
func (s *scanner) morpheme(m morpheme, surface string, i, j int) {
	word, reading := s.lattice.d.wordAt(m.id, surface)
	it := s.wordAndSurface(word, surface, i, j, scriptOf(word))
	it.Reading, it.Weak, it.class = reading, m.class == weak, m.class
}

// inDictionary adds what begins with a word and is longer than it. It stands at the position of that word, which has just been added.
func (s *scanner) inDictionary(at int, even Folded, m morpheme) {
	s.pos--
	i, j := even.Span(int(m.start), int(m.whole))
	whole := even.Text[m.start:m.whole]
	s.add(Whole, term(whole), at+i, at+j, scriptOf(whole))
	s.pos++
}

// wholeEnd gives where the longest term ends that begins with the first of words and is longer than it, 0 for none: a compound that the
// dictionary has, or katakana that was cut.
func (s *scanner) wholeEnd(run string, words []morpheme) (longest int32) {
	first := words[0]
	katakana := isAll(run[first.start:first.end], isKatakana) && !katakanaBefore(run[:first.start])
	for k, m := range words[1:] {
		if m.class != noun || k >= 7 {
			break
		}
		katakana = katakana && isAll(run[m.start:m.end], isKatakana)
		if katakana && !katakanaAt(run[m.end:]) || s.lattice.has(first.start, m.end) {
			longest = m.end
		}
	}
	return longest
}

func katakanaBefore(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return isKatakana(r)
}

func isAll(s string, is func(rune) bool) bool {
	for _, r := range s {
		if !is(r) {
			return false
		}
	}
	return s != ""
}
