package lexicon

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/prefix"
	"github.com/fumikura/fumikura/index/weight"
)

// A box completes what is typed, in whatever state the input method has it: written (docke), read (けんさ, kens), half converted (正規h,
// 検さ), English in kana or romaji (てらふぉ, dokka), or with a slip in it (kuberen).

// Completion is a word or phrase of the archive that what was typed may become.
type Completion struct {
	Text  string
	Posts int     // that have it
	Worth float64 // how likely it is by how it begins, 1 where it is written so
}

const (
	minRomaji       = 2   // letters of a beginning that are read as kana too; a single one would name half the dictionary
	maxTried        = 300 // entries looked at for one way of reading what was typed
	minSlipBegin    = 4   // characters of a beginning that may have a slip
	minHeardKana    = 3   // kana of a beginning that may be an English word
	leastAlike      = .7  // share of letters in which such a beginning sounds like the word
	shortHeard      = 5   // letters of a beginning of which more have to agree
	leastAlikeShort = .8
	fewPosts        = 2 // up to which a word may be a slip of the archive
)

// beginnings are the entries to complete from, made when first asked for.
type beginnings struct {
	text   *prefix.Index // of all entries
	read   *prefix.Index // of spoken
	even   begun         // katakana by evened spelling
	heard  begun         // Latin words by skeleton
	tables begun         // katakana of the tables, evened
	ways   []string      // the terms that a table has for them, by number
}

// begun is an index of keys that are not the texts of entries.
type begun struct {
	keys []keyed
	*prefix.Index
}

type keyed struct {
	key   string
	entry int32
}

func newBegun(keys []keyed, weight func(int32) uint32) begun {
	slices.SortFunc(keys, func(a, b keyed) int { return cmp.Or(strings.Compare(a.key, b.key), cmp.Compare(a.entry, b.entry)) })
	keys = slices.Compact(keys)
	return begun{keys, prefix.New(len(keys), func(i int) string { return keys[i].key }, func(i int) uint32 { return weight(keys[i].entry) })}
}

func newBeginnings(l *Lexicon) *beginnings {
	v := l.words
	df := func(i int32) uint32 {
		if e := &v.entries[i]; e.shown() {
			return uint32(e.df)
		}
		return 0
	}
	b := &beginnings{
		text: prefix.New(len(v.entries), func(i int) string { return v.entries[i].text }, func(i int) uint32 { return df(int32(i)) }),
		read: prefix.New(len(v.spoken), func(i int) string { return v.entries[v.spoken[i]].reading }, func(i int) uint32 { return df(v.spoken[i]) }),
	}
	var even, heard, tables []keyed
	for i := range v.entries {
		switch e := &v.entries[i]; {
		case !e.shown():
		case e.script == ja.Katakana:
			even = append(even, keyed{plainKana(e.text), int32(i)})
		}
	}
	for skeleton, entries := range l.sounds().latin.entries {
		for _, i := range entries {
			if v.entries[i].form != phrase {
				heard = append(heard, keyed{skeleton, i})
			}
		}
	}
	for _, group := range l.tables().tech.groups {
		for _, word := range group {
			if kana := strings.ReplaceAll(word, " ", ""); isKatakana(kana) {
				for _, other := range group {
					if other != word && l.has(other) {
						tables = append(tables, keyed{plainKana(kana), int32(len(b.ways))})
						b.ways = append(b.ways, other)
					}
				}
			}
		}
	}
	b.even, b.heard = newBegun(even, df), newBegun(heard, df)
	b.tables = newBegun(tables, func(int32) uint32 { return 0 })
	return b
}

// Complete is autocompletion: it gives up to n words and phrases of the archive that what was typed may become, the likeliest first.
func (l *Lexicon) Complete(typed string, n int) []Completion {
	typed = ja.FoldString(strings.TrimSpace(typed))
	if typed == "" || n <= 0 {
		return nil
	}
	c := completer{l: l, b: l.beginnings(), typed: typed, best: map[string]Completion{}}
	c.byText()
	c.kana()
	c.half()
	if len(c.best) < n {
		c.slips()
	}
	return c.list(n)
}

// completer collects the completions of one beginning.
type completer struct {
	l     *Lexicon
	b     *beginnings
	typed string
	best  map[string]Completion // by what tells entries apart for a reader
}

// add adds an entry that what was typed is worth so much for.
func (c *completer) add(e *entry, worth float64) bool {
	if !e.offered() {
		return false
	}
	key := Apart(e.text)
	if key == Apart(c.typed) && e.text != c.typed { // the same but for long vowels or signs: it changes nothing
		return false
	}
	if last, _ := utf8.DecodeLastRuneInString(e.text); e.script == ja.Mixed && 'ぁ' <= last && last <= 'ゟ' {
		worth -= weight.Complete.Verb
	}
	left := max(0, utf8.RuneCountInString(e.text)-utf8.RuneCountInString(c.typed))
	worth += weight.Complete.Posts*math.Log(float64(max(e.df, 1))) - weight.Complete.Length*float64(left)
	if have, ok := c.best[key]; !ok || worth > have.Worth {
		c.best[key] = Completion{e.text, e.df, worth}
	}
	return true
}

// Apart is what of a text tells it apart: no long vowels of katakana, no signs and spaces, no plural.
func Apart(text string) string {
	key := strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -_./·・", r) {
			return -1
		}
		return r
	}, text)
	if isKatakana(key) {
		return plainKana(key)
	}
	if isASCII(key) && len(key) > minNear {
		return strings.TrimSuffix(key, "s")
	}
	return key
}

func (c *completer) list(n int) []Completion {
	all := make([]Completion, 0, len(c.best))
	for _, x := range c.best {
		all = append(all, x)
	}
	slices.SortFunc(all, func(a, b Completion) int {
		return cmp.Or(cmp.Compare(b.Worth, a.Worth), strings.Compare(a.Text, b.Text))
	})
	var out []Completion
	for _, x := range all {
		if len(out) == n {
			break
		}
		if c.l.says(x.Text) && (x.Posts > fewPosts || !c.l.slipped(x.Text)) {
			out = append(out, x)
		}
	}
	return out
}

// each looks at the entries of an index that begin with a prefix, the most frequent first, and stops when some were taken.
func each(x *prefix.Index, begin string, most int, take func(i int) bool) {
	tried, taken := 0, 0
	x.Each(begin, func(i int) bool {
		if take(i) {
			taken++
		}
		tried++
		return tried < maxTried && taken < most
	})
}

const perWay = 12 // completions taken of each way of reading what was typed

// byText completes what is written so.
func (c *completer) byText() {
	each(c.b.text, c.typed, perWay, func(i int) bool { return c.add(&c.l.words.entries[i], weight.Complete.Written) })
}

// kana completes what is kana, or romaji, by readings, by katakana and by the sound of English.
func (c *completer) kana() {
	kana, rest, ok := Kana(c.typed)
	if !ok {
		return
	}
	v := c.l.words
	each(c.b.read, kana, perWay, func(i int) bool {
		e := &v.entries[v.spoken[i]]
		return goesOn(strings.TrimPrefix(e.reading, kana), rest) && c.add(e, weight.Complete.Read)
	})
	if utf8.RuneCountInString(kana) < minRomaji {
		return
	}
	key := plainKana(kana)
	each(c.b.even.Index, key, perWay, func(i int) bool {
		e := &v.entries[c.b.even.keys[i].entry]
		return goesOn(strings.TrimPrefix(plainKana(e.text), key), rest) && c.add(e, weight.Complete.Even)
	})
	each(c.b.tables.Index, key, perWay, func(i int) bool {
		k := c.b.tables.keys[i]
		if !goesOn(strings.TrimPrefix(k.key, key), rest) {
			return false
		}
		some := false
		for _, e := range v.byTerms(c.b.ways[k.entry]) {
			some = c.add(e, weight.Complete.Table) || some
		}
		return some
	})
	if utf8.RuneCountInString(kana) >= minHeardKana && rest == "" {
		c.heard(kana)
	}
}

// heard completes the beginning of an English word in kana.
func (c *completer) heard(kana string) {
	s := c.l.sounds()
	way := s.ofKana(kana)
	skeleton := way.skeleton()
	if len(skeleton) < 2 {
		return
	}
	least := leastAlike
	if len(way) < shortHeard {
		least = leastAlikeShort
	}
	each(c.b.heard.Index, skeleton, perWay, func(i int) bool {
		e := &c.l.words.entries[c.b.heard.keys[i].entry]
		best := 0.
		for _, other := range s.ofLatin(e.text) {
			best = max(best, alikeSoFar(way, other))
		}
		return best >= least && c.add(e, weight.Complete.Heard*best)
	})
}

// alikeSoFar tells how alike a beginning and the beginning of a word sound, from 0 to 1.
func alikeSoFar(begin, word rough) float64 {
	best := 0.
	for n := len(begin) - 1; n <= len(begin)+1; n++ {
		part := string(word[:min(max(n, 0), len(word))])
		most := max(len(begin), len(part), 1)
		best = max(best, 1-float64(distance(string(begin), part, most))/float64(most))
	}
	return best
}

// half completes what is converted up to some kana or letters: the words that begin with the kanji and are read on so.
func (c *completer) half() {
	at := strings.LastIndexFunc(c.typed, isKanji)
	if at < 0 {
		return
	}
	_, size := utf8.DecodeRuneInString(c.typed[at:])
	head, tail := c.typed[:at+size], c.typed[at+size:]
	if tail == "" {
		return
	}
	kana, rest := ja.ToKatakana(tail), ""
	if i := strings.IndexFunc(tail, func(r rune) bool { return r < utf8.RuneSelf }); i >= 0 {
		typed, more, ok := ja.Kana(tail[i:])
		if !ok && more != tail[i:] {
			return
		}
		kana, rest = ja.ToKatakana(tail[:i])+typed, more
		if before, found := strings.CutSuffix(kana, "ン"); found && rest == "" && strings.HasSuffix(tail, "n") {
			kana, rest = before, "n"
		}
	}
	if kana != "" && !isKatakana(kana) {
		return
	}
	ways := c.l.readingsOf(head)
	each(c.b.text, head, 2*perWay, func(i int) bool {
		e := &c.l.words.entries[i]
		for _, way := range ways {
			if after, ok := strings.CutPrefix(e.reading, way+kana); ok && after+kana != "" && goesOn(after, rest) {
				return c.add(e, weight.Complete.Half)
			}
		}
		return false
	})
}

// readingsOf gives all that a text may be read as.
func (l *Lexicon) readingsOf(text string) (ways []string) {
	sounds := l.analyzer.Sounds(text)
	left := maxReadings
	var from func(at int, kana string)
	from = func(at int, kana string) {
		if left--; left < 0 {
			return
		}
		if at == len(text) {
			ways = append(ways, kana)
			return
		}
		for _, s := range sounds[at] {
			for _, way := range spokenWays(s.Reading, at > 0, true) {
				from(s.End, kana+way)
			}
		}
	}
	from(0, "")
	return ways
}

// goesOn says whether what is read on begins with the letters of half a syllable.
func goesOn(after, rest string) bool {
	return rest == "" || strings.HasPrefix(ja.Romaji(after), rest) || strings.HasPrefix(keyboard(after), rest)
}

// slips is fuzzy completion: it completes what has one slip in it.
func (c *completer) slips() {
	n := utf8.RuneCountInString(c.typed)
	if n < minSlipBegin || strings.Contains(c.typed, " ") || hasKanji(c.typed) || !isASCII(c.typed) && !isKatakana(c.typed) {
		return
	}
	v := variants{text: []rune(c.typed), index: c.b.text, key: func(i int) string { return c.l.words.entries[i].text }}
	v.each(func(begin string, cost float64) {
		each(c.b.text, begin, 3, func(i int) bool { return c.add(&c.l.words.entries[i], weight.Complete.Slip*(2-cost)/2) })
	})
}

// Kana gives a beginning as katakana, with the letters at its end that are no syllable yet.
func Kana(typed string) (kana, rest string, ok bool) {
	i := strings.IndexFunc(typed, func(r rune) bool { return r < utf8.RuneSelf })
	if i < 0 {
		kana = ja.ToKatakana(typed)
		return kana, "", isKatakana(kana)
	}
	if i == 0 && len(typed) < minRomaji {
		return "", "", false
	}
	read, rest, ok := ja.Kana(typed[i:])
	if !ok && i > 0 { // こんt: what is typed after kana is romaji by all means
		return "", "", false
	}
	kana = ja.ToKatakana(typed[:i]) + read
	if before, found := strings.CutSuffix(kana, "ン"); found && rest == "" && strings.HasSuffix(typed, "n") {
		kana, rest = before, "n" // ン, or the beginning of ナ
	}
	return kana, rest, ok && (isKatakana(kana) || kana == "" && i == 0)
}

// keyboard spells the kana that Hepburn begins with another letter as keyboards do: し si, ち ti, つ tu, ふ hu, じ zi.
func keyboard(kana string) string {
	letters := ja.Romaji(kana)
	for _, two := range [][2]string{{"sh", "s"}, {"ch", "t"}, {"ts", "t"}, {"f", "h"}, {"j", "z"}} {
		if rest, ok := strings.CutPrefix(letters, two[0]); ok {
			return two[1] + rest
		}
	}
	return letters
}

// beginning gives the entries whose text begins so.
func (v *vocabulary) beginning(begin string) (found []*entry) {
	i, _ := slices.BinarySearchFunc(v.entries, begin, func(e entry, s string) int { return strings.Compare(e.text, s) })
	for ; i < len(v.entries) && strings.HasPrefix(v.entries[i].text, begin); i++ {
		found = append(found, &v.entries[i])
	}
	return found
}
