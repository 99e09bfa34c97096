package lexicon

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/weight"
)

// A reader types a word that no post has: a slip of the finger, the wrong kanji of the right reading, an English word in kana. Doubts
// finds such stretches of a chunk by the words alone, and what of the archive may have been meant, by how likely each is. Whether
// posts have a stretch after all, inside longer words, only an index knows; whoever asks looks there.

// Doubt is a stretch of a chunk that is hardly a word of the archive.
type Doubt struct {
	Start, End  int          // bytes of the chunk
	Posts       int          // that have it as a word
	Corrections []Correction // what may have been meant, the likeliest first; at least one
}

// Correction is a candidate of spelling correction: what may have been meant.
type Correction struct {
	Text  string
	Posts int     // that have it
	Cost  float64 // how unlikely it is; 0 where it sounds the same
}

// unlikely is the negative log likelihood of a guess, but for a constant: what it costs, less what its frequency is worth.
func (g Correction) unlikely(often float64) float64 {
	return g.Cost - often*math.Log(float64(max(g.Posts, 1)))
}

const (
	maxGuesses = 4
	rareAtMost = 5 // posts up to which a word may be in doubt at all
)

// Doubts is the spelling correction of a chunk: it gives what of it is in doubt; pieces are what ja.Analyzer.Query makes of it.
func (l *Lexicon) Doubts(chunk string, pieces []ja.Piece) []Doubt {
	d := doubter{l: l, chunk: chunk}
	var words []ja.Token
	for _, p := range pieces {
		words = append(words, p.Words...)
	}
	for _, w := range words {
		if w.Script == ja.Latin {
			d.latin(w)
		}
	}
	d.kana()
	d.kanji(words)
	slices.SortStableFunc(d.found, func(a, b Doubt) int { return a.Start - b.Start })
	return d.found
}

// doubter collects the doubts of one chunk.
type doubter struct {
	l     *Lexicon
	chunk string
	found []Doubt
}

// add adds a doubt where something may have been meant, unless a stretch is in doubt already.
func (d *doubter) add(start, end, posts int, guesses []Correction, often float64) bool {
	for _, f := range d.found {
		if start < f.End && f.Start < end {
			return false
		}
	}
	guesses = slices.DeleteFunc(guesses, func(g Correction) bool { return g.Posts <= fewPosts && d.l.slipped(g.Text) }) // a slip of the archive mends none
	if guesses = likeliest(guesses, often); len(guesses) == 0 {
		return false
	}
	d.found = append(d.found, Doubt{start, end, posts, guesses})
	return true
}

// likeliest puts guesses in order and gives the first few.
func likeliest(guesses []Correction, often float64) (out []Correction) {
	slices.SortStableFunc(guesses, func(a, b Correction) int {
		return cmp.Or(cmp.Compare(a.unlikely(often), b.unlikely(often)), strings.Compare(a.Text, b.Text))
	})
	for _, g := range guesses {
		same := func(o Correction) bool { return o.Text == g.Text }
		if len(out) < maxGuesses && !slices.ContainsFunc(out, same) {
			out = append(out, g)
		}
	}
	return out
}

// latin doubts a word of letters. One with a digit or a sign is a version or a name, which nobody but the reader knows.
func (d *doubter) latin(w ja.Token) {
	text := cmp.Or(w.Written, w.Term)
	if utf8.RuneCountInString(text) < minNear || !letters(text) {
		return
	}
	if told, _ := d.l.otherwise([]ja.Token{w}); told {
		return
	}
	posts := max(d.l.words.df(w.Term), d.l.postsOf(text))
	if posts > rareAtMost {
		return
	}
	guesses := d.l.slipsOf(text, posts)
	if len(guesses) == 0 && posts == 0 {
		guesses = d.l.inRomaji(text)
	}
	d.add(w.Start, w.End, posts, guesses, weight.Correct.Frequent)
}

// otherwise says whether a search finds another way of writing the words anyway, or at least what sounds like them.
func (l *Lexicon) otherwise(words []ja.Token) (told, sounds bool) {
	for _, a := range l.Alternatives(words) {
		if a.From == 0 && a.To == len(words) && !a.Kind.Guess() {
			told, sounds = told || a.Kind != Sound && a.Kind != Named, true
		}
	}
	return told, sounds
}

// postsOf gives in how many posts a text stands as a word, a surface or a compound.
func (l *Lexicon) postsOf(text string) (n int) {
	for _, e := range l.words.find(text) {
		n = max(n, e.df)
	}
	return n
}

// slipsOf gives what a word of one script may be a slip for.
func (l *Lexicon) slipsOf(text string, posts int) (guesses []Correction) {
	n := nearest{term: text}
	if l.slips(&n); len(n.found) == 0 && isKatakana(text) {
		l.slipsOfTables(&n)
	}
	for _, c := range n.found {
		if c.df > posts && (c.df > fewPosts || !l.slipped(c.text)) {
			guesses = append(guesses, Correction{c.text, c.df, c.cost})
		}
	}
	return guesses
}

// inRomaji gives the words that letters read as kana sound like.
func (l *Lexicon) inRomaji(text string) (guesses []Correction) {
	kana, rest, ok := ja.Kana(text)
	if !ok || rest != "" || utf8.RuneCountInString(kana) < minSpoken {
		return nil
	}
	for _, e := range l.words.read(kana) {
		if e.shown() {
			guesses = append(guesses, Correction{e.text, e.df, weight.Correct.Reading})
		}
	}
	if len(guesses) == 0 && utf8.RuneCountInString(kana) >= minRomajiSound {
		return l.soundingLike(kana) // kubanetesu
	}
	return guesses
}

// minRomajiSound is how many kana letters are read as that may be an English word; many a short one can be read so.
const minRomajiSound = 5

// kana doubts each run of katakana in the chunk, and a chunk of hiragana.
func (d *doubter) kana() {
	for start := 0; start < len(d.chunk); {
		r, size := utf8.DecodeRuneInString(d.chunk[start:])
		class := kanaClass(r)
		end := start + size
		for end < len(d.chunk) {
			r, size := utf8.DecodeRuneInString(d.chunk[end:])
			if c := kanaClass(r); c != class && (class == 0 || c != longSign) {
				break
			}
			end += size
		}
		switch {
		case class == katakana:
			d.katakana(start, end)
		case class == hiragana && start == 0 && end == len(d.chunk): // beside kanji it is grammar
			d.hiragana(start, end)
		}
		start = end
	}
}

// kanaKind tells the two kinds of kana apart.
type kanaKind int

const (
	hiragana kanaKind = iota + 1
	katakana
	longSign // ー stands in both
)

func kanaClass(r rune) kanaKind {
	switch {
	case r == 'ー':
		return longSign
	case 'ぁ' <= r && r <= 'ゖ':
		return hiragana
	case 'ァ' <= r && r <= 'ヶ':
		return katakana
	}
	return 0
}

const (
	maxHiragana = 14 // runes of a run that may be one word; longer ones are sentences
	maxKatakana = 24 // the same, where several words stand in one run
)

func (d *doubter) katakana(start, end int) {
	text := ja.FoldString(d.chunk[start:end])
	n := utf8.RuneCountInString(text)
	words := d.l.tokens(text)
	if n < minSpoken || n > maxKatakana || len(words) == 0 {
		return
	}
	told, sounds := d.l.otherwise(words)
	if told {
		return
	}
	most := math.Inf(1)
	if d.l.analyzer.Known(text) { // it may well be what was meant
		most = weight.Correct.MostKnown
	}
	posts := max(d.l.postsOf(text), d.l.words.phraseDF(termsOf(words)), d.l.words.df(d.l.term(text)))
	if posts > rareAtMost {
		return
	}
	guesses := d.l.slipsOf(text, posts)
	for _, e := range d.l.byPlainKana(text) {
		if e.shown() && e.text != text {
			guesses = append(guesses, Correction{e.text, e.df, 0})
		}
	}
	if heard := d.l.soundingLike(text); sounds && len(heard) > 0 && pronounceable(text) { // which a search finds anyway
		guesses = slices.DeleteFunc(guesses, func(g Correction) bool {
			return !likelier(g, heard[0]) && (n < longWord || !d.l.soundsSo(g.Text, heard[0].Text))
		})
	}
	guesses = slices.DeleteFunc(guesses, func(g Correction) bool {
		return g.Cost > most && !unfinished(text, g.Text) || utf8.RuneCountInString(g.Text) < minSpoken || strings.TrimSuffix(g.Text, "ー") == strings.TrimSuffix(text, "ー") // which is one term
	})
	d.add(start, end, posts, guesses, weight.Correct.Frequent)
}

// soundsSo says whether katakana sounds like a Latin word, which then tells nothing against it; short words sound alike by chance (エントラ, エントリ).
func (l *Lexicon) soundsSo(kana, word string) bool {
	return slices.ContainsFunc(l.soundingLike(kana), func(g Correction) bool { return g.Text == word })
}

// unfinished says whether katakana lacks but the last kana of a word: アップデー.
func unfinished(text, word string) bool {
	return strings.HasPrefix(word, text) && utf8.RuneCountInString(word) == utf8.RuneCountInString(text)+1
}

// pronounceable says whether katakana can be read: a small ャ stands behind a sound in i, and no mark of length behind another. What cannot is
// surely a slip, whatever it sounds like.
func pronounceable(kana string) bool {
	before := rune(0)
	for _, r := range kana {
		switch {
		case strings.ContainsRune("ャュョ", r) && vowelOf(before) != 'イ' && !strings.ContainsRune("フデテウヴ", before):
			return false
		case strings.ContainsRune("ーッ", r) && strings.ContainsRune("ーッ", before), before == 'ッ' && isVowelKana(bigKana(r)):
			return false
		}
		before = r
	}
	return before != 'ッ'
}

// likelier says whether katakana is a slip rather than a Latin word by its sound. A slip tells more the longer the word is that has it.
func likelier(slip, heard Correction) bool {
	slip.Cost *= weight.Correct.SureLetters / max(weight.Correct.SureLetters, float64(utf8.RuneCountInString(slip.Text)))
	return slip.unlikely(weight.Correct.Frequent) <= heard.unlikely(weight.Correct.Heard)
}

// hiragana doubts a run that may be an English word that was not converted.
func (d *doubter) hiragana(start, end int) {
	text := ja.FoldString(d.chunk[start:end])
	n := utf8.RuneCountInString(text)
	if n < minSpoken || n > maxHiragana {
		return
	}
	posts := d.l.postsOf(text)
	if posts > rareAtMost {
		return
	}
	if words := d.l.tokens(text); len(words) > 0 {
		if told, _ := d.l.otherwise(words); told {
			return
		}
	}
	kana := ja.ToKatakana(text)
	guesses := d.l.inTables(kana)
	for _, e := range d.l.byPlainKana(kana) { // the posts write it in katakana
		if e.shown() && e.text != text {
			guesses = append(guesses, Correction{e.text, e.df, 0})
		}
	}
	if d.l.named(kana) {
		d.add(start, end, posts, guesses, weight.Correct.Heard) // else nothing, for posts that lack the word know another one that only sounds so
		return
	}
	guesses = append(guesses, d.l.soundingLike(kana)...)
	if len(guesses) == 0 {
		guesses = d.l.slipsOf(kana, posts)
	}
	d.add(start, end, posts, guesses, weight.Correct.Heard)
}

// named says whether a table knows what katakana stands for, whether the archive has it or not.
func (l *Lexicon) named(kana string) bool {
	words := l.tokens(kana)
	return len(words) > 0 && len(words) <= maxSpan && len(l.tables().tech.ways(termsOf(words))) > 0
}

// inTables gives what a table has for katakana.
func (l *Lexicon) inTables(kana string) (guesses []Correction) {
	words := l.tokens(kana)
	for _, a := range l.Alternatives(words) {
		if way := strings.Join(a.Terms, " "); a.From == 0 && a.To == len(words) && (a.Kind == Table || a.Kind == Synonym) {
			for _, e := range l.words.byTerms(way) {
				guesses = append(guesses, Correction{e.text, e.df, spelledApart(ja.Romaji(kana), e.text)})
			}
		}
	}
	return guesses
}

// spelledApart is what it costs that a word is spelled otherwise than the letters of the kana.
func spelledApart(letters, word string) float64 {
	most := max(len(letters), len(word))
	return weight.Correct.Spelled * float64(distance(letters, word, most)) / float64(most)
}

// soundingLike gives the Latin words that katakana sounds like.
func (l *Lexicon) soundingLike(kana string) (guesses []Correction) {
	if name, size := letterNames(kana); size == len(kana) {
		for _, e := range l.words.find(name) {
			guesses = append(guesses, Correction{e.text, e.df, 0})
		}
	}
	s := l.sounds()
	letters := ja.Romaji(kana)
	for _, way := range []rough{s.ofKana(kana), s.spelled(kana)} {
		for _, i := range s.latin.alike(way) {
			e := &l.words.entries[i]
			like := s.likeness(way, e)
			if like == 0 || !e.shown() {
				continue
			}
			guesses = append(guesses, Correction{e.text, e.df, weight.Correct.Sound*(1-like) + spelledApart(letters, e.text)})
		}
	}
	return likeliest(guesses, weight.Correct.Heard)
}

// tokens gives the words of a text.
func (l *Lexicon) tokens(text string) (words []ja.Token) {
	for _, t := range l.analyzer.Words(text) {
		if t.Kind == ja.Word {
			words = append(words, t)
		}
	}
	return words
}

func termsOf(words []ja.Token) string {
	terms := make([]string, len(words))
	for i, w := range words {
		terms[i] = w.Term
	}
	return strings.Join(terms, " ")
}

func romajiOf(r rune) string { return ja.Romaji(string(r)) }
