package lexicon

import (
	"math"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/weight"
)

// An input method gives the wrong kanji of the right reading: 論分 for 論文, 文字公度 for 文字コード. What was typed is no word, so the
// lattice cuts it into single characters; all that they may be read as, one behind the other, is looked for among the readings of
// the archive's words and phrases.

const (
	maxConverted = 6   // words of a stretch; single characters mostly
	maxReadings  = 400 // steps of a search through the readings of one stretch
	minConverted = 3   // kana of a reading
)

// numerals are kanji that count; what they count, only the reader knows.
const numerals = "一二三四五六七八九十百千万"

// kanji doubts stretches of words side by side that no dictionary has, the longest first.
func (d *doubter) kanji(words []ja.Token) {
	for n := min(maxConverted, len(words)); n >= 1; n-- {
		for from := 0; from+n <= len(words); from++ {
			if stretch := words[from : from+n]; sideBySide(stretch) {
				d.stretch(stretch)
			}
		}
	}
}

func sideBySide(words []ja.Token) bool {
	for i, w := range words {
		if w.Script == ja.Latin || i > 0 && words[i-1].End != w.Start {
			return false
		}
	}
	return true
}

// stretch doubts words side by side, one of which at least is a fragment.
func (d *doubter) stretch(words []ja.Token) {
	start, end := words[0].Start, words[len(words)-1].End
	text := ja.FoldString(d.chunk[start:end])
	reading := d.l.inDictionary(words)
	alone := start == 0 && end == len(d.chunk) && reading != "" // typed by itself; in a sentence an input method rarely goes so wrong
	if !hasKanji(text) || utf8.RuneCountInString(text) < 2 || !alone && !d.l.fragments(words) {
		return
	}
	if told, _ := d.l.otherwise(words); told {
		return
	}
	posts := max(d.l.postsOf(text), d.l.words.phraseDF(termsOf(words)))
	if posts > rareAtMost {
		return
	}
	if reading != "" { // it may well be what was meant
		d.add(start, end, posts, d.l.readSo(text, reading), weight.Correct.Heard)
		return
	}
	d.add(start, end, posts, d.l.converted(text), weight.Correct.Heard)
}

// readSo gives the words and phrases of the very reading of a text that is all of the dictionary, those that several posts have.
func (l *Lexicon) readSo(text, reading string) (guesses []Correction) {
	least := weight.Correct.LeastRead
	if utf8.RuneCountInString(reading) < minConverted {
		least = weight.Correct.LeastReadShort
	}
	for _, e := range l.words.read(reading) {
		if e.text != text && e.shown() && e.df >= least && hasKanji(e.text) && !hasKana(e.text) && counted(e.text) == counted(text) {
			guesses = append(guesses, Correction{e.text, e.df, weight.Correct.Reading + weight.Correct.Kanji*(1-shared(text, e.text))})
		}
	}
	return guesses
}

func hasKana(s string) bool { return withoutKana(s) != s }

// fragments says whether one of the words is none by itself: a single kanji, or one that no post has. A word of the dictionary alone may
// well be what was meant.
func (l *Lexicon) fragments(words []ja.Token) bool {
	if len(words) == 1 && words[0].Reading != "" {
		return false
	}
	return slices.ContainsFunc(words, func(w ja.Token) bool {
		return hasKanji(w.Term) && (utf8.RuneCountInString(w.Term) == 1 || l.words.df(w.Term) == 0)
	})
}

// inDictionary gives the reading of words that are all of the dictionary, and none of them a single kanji; else nothing.
func (l *Lexicon) inDictionary(words []ja.Token) (reading string) {
	for _, w := range words {
		if w.Reading == "" || hasKanji(w.Term) && utf8.RuneCountInString(w.Term) == 1 {
			return ""
		}
		reading += w.Reading
	}
	return reading
}

// converted gives the words and phrases that are read as a text may be.
func (l *Lexicon) converted(text string) (guesses []Correction) {
	r := reader{l: l, text: text, sounds: l.analyzer.Sounds(text), left: maxReadings, seen: map[string]bool{}}
	r.from(0, "")
	count := counted(text)
	for _, e := range r.found {
		if e.text == text || !e.shown() || !hasKanji(e.text) && e.script != ja.Katakana {
			continue
		}
		if withoutKana(text) == text && withoutKana(e.text) != e.text {
			continue // an ending that was not typed
		}
		if like := shared(text, e.text); like >= weight.Correct.LeastShared && counted(e.text) == count {
			guesses = append(guesses, Correction{e.text, e.df, weight.Correct.Reading + weight.Correct.Kanji*(1-like)})
		}
	}
	return guesses
}

// counted gives the numerals of a text.
func counted(text string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(numerals, r) {
			return r
		}
		return -1
	}, text)
}

// shared is the share of the characters of two texts that stand in both, in order.
func shared(a, b string) float64 {
	n := utf8.RuneCountInString(a) + utf8.RuneCountInString(b)
	common := commonRunes([]rune(a), []rune(b))
	return 2 * float64(common) / math.Max(float64(n), 1)
}

// commonRunes is the length of the longest common subsequence.
func commonRunes(a, b []rune) int {
	last, now := make([]int, len(b)+1), make([]int, len(b)+1)
	for i := range a {
		for j := range b {
			if a[i] == b[j] {
				now[j+1] = last[j] + 1
			} else {
				now[j+1] = max(last[j+1], now[j])
			}
		}
		last, now = now, last
	}
	return last[len(b)]
}

// reader goes through all readings of a text that the archive has a word for.
type reader struct {
	l      *Lexicon
	text   string
	sounds [][]ja.Sound // that begin at each byte
	left   int          // steps
	seen   map[string]bool
	found  []*entry
}

// from goes on at a byte, behind what has been read.
func (r *reader) from(at int, kana string) {
	if r.left--; r.left < 0 || !r.l.words.begins(kana) {
		return
	}
	if at == len(r.text) {
		if !r.seen[kana] && utf8.RuneCountInString(kana) >= minConverted {
			r.seen[kana] = true
			r.found = append(r.found, r.l.words.read(kana)...)
		}
		return
	}
	for _, s := range r.sounds[at] {
		for _, way := range spokenWays(s.Reading, at > 0, s.End < len(r.text)) {
			r.from(s.End, kana+way)
		}
	}
}

// spokenWays gives how a reading may sound in a compound: a long vowel written ー as in katakana, the first sound voiced behind
// another word (rendaku), the last one doubled into the next.
func spokenWays(reading string, behind, before bool) []string {
	ways := []string{reading}
	for _, end := range []string{"ウ", "イ"} {
		if stem, ok := strings.CutSuffix(reading, end); ok && stem != "" {
			last, _ := utf8.DecodeLastRuneInString(stem)
			if v := vowelOf(last); end == "ウ" && (v == 'オ' || v == 'ウ') || end == "イ" && v == 'エ' {
				ways = append(ways, stem+"ー")
			}
		}
	}
	for i, long := range []rune(reading) {
		if long == 'ウ' && i > 0 && i < utf8.RuneCountInString(reading)-1 { // コウド → コード
			runes := []rune(reading)
			if v := vowelOf(runes[i-1]); v == 'オ' || v == 'ウ' {
				runes[i] = 'ー'
				ways = append(ways, string(runes))
			}
		}
	}
	if before {
		for _, end := range []string{"ツ", "チ", "ク", "キ"} {
			if stem, ok := strings.CutSuffix(reading, end); ok && stem != "" {
				ways = append(ways, stem+"ッ")
			}
		}
	}
	if behind {
		first, size := utf8.DecodeRuneInString(reading)
		if i := strings.IndexRune(voiceless, first); i >= 0 {
			for k, v := range []rune(voiced) {
				if []rune(voiceless)[k] == first {
					ways = append(ways, string(v)+reading[size:])
				}
			}
		}
	}
	return ways
}

// begins says whether a reading of the archive begins so.
func (v *vocabulary) begins(kana string) bool {
	i := sort.Search(len(v.spoken), func(i int) bool { return v.entries[v.spoken[i]].reading >= kana })
	return i < len(v.spoken) && strings.HasPrefix(v.entries[v.spoken[i]].reading, kana)
}
