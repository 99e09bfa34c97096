package lexicon

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/prefix"
	"github.com/fumikura/fumikura/index/weight"
)

// affixes are single kanji that make no word by themselves, and phrases that begin or end with one (設定等, 検索用, 実行中) say no more than
// without.
const affixes = "等用中時的上後前内外間毎際側別向以各本当該約同他前第"

// offered says whether an entry is worth a reader's while: a word that means something by itself, or a phrase of such.
func (e *entry) offered() bool {
	if !e.shown() || e.script == ja.Hiragana || e.script == ja.Other {
		return false
	}
	if utf8.RuneCountInString(e.text) == 1 {
		return hasKanji(e.text) && !strings.Contains(affixes, e.text)
	}
	if e.form == phrase {
		terms := e.termList()
		return !isAffix(terms[0]) && !isAffix(terms[len(terms)-1]) && terms[0] != terms[1]
	}
	if e.form == whole && isHost(e.text) {
		return false
	}
	return strings.IndexFunc(e.text, func(r rune) bool { return r < '0' || r > '9' }) >= 0 && !strings.ContainsAny(e.text, "/\\=<>(){}$%#@:;,\"'")
}

// isHost says whether a name is that of a host, which is no subject (github.com); those that libraries are named like (asp.net, node.js)
// are left.
func isHost(name string) bool {
	return slices.ContainsFunc([]string{".com", ".org", ".jp", ".io"}, func(end string) bool { return strings.HasSuffix(name, end) })
}

// says tells whether a text holds a word that carries something: from and する do not.
func (l *Lexicon) says(text string) bool {
	return slices.ContainsFunc(l.tokens(text), func(w ja.Token) bool { return !w.Weak })
}

func isAffix(term string) bool {
	return utf8.RuneCountInString(term) == 1 && (strings.Contains(affixes, term) || !hasKanji(term))
}

// often are the words that many posts have, by length: those that a rare word may be a slip for.
type often struct {
	entries         []entry
	latin, katakana []signature
}

// oftenPosts is how many posts a word has at least that others are taken for a slip of.
const oftenPosts = 20

func newOften(v *vocabulary) *often {
	pick := func(all []signature) (out []signature) {
		for _, g := range all {
			if v.entries[g.entry].df >= oftenPosts {
				out = append(out, g)
			}
		}
		return out
	}
	return &often{v.entries, pick(v.latin), pick(v.katakana)}
}

// slip says whether a word of few posts is one slip away from a word of twenty times as many.
func (o *often) slip(text string, posts int) bool {
	if utf8.RuneCountInString(text) <= minNear {
		return false
	}
	among, most := o.latin, 2
	if isKatakana(text) {
		among, most = o.katakana, 2*len("ア")
	} else if !isASCII(text) {
		return false
	}
	letters := bytesOf(text)
	for _, g := range ofLength(among, len(text)-most, len(text)+most) {
		e := &o.entries[g.entry]
		if e.df >= oftenPosts*posts && bits.OnesCount64(letters^g.letters) <= most && distance(text, e.text, 1) == 1 && !inflected(text, e.text) {
			return true
		}
	}
	return false
}

// slipped says whether a word of a text is a slip of the archive.
func (l *Lexicon) slipped(text string) bool {
	for w := range strings.FieldsSeq(text) {
		if l.often().slip(w, max(1, l.postsOf(w))) {
			return true
		}
	}
	return false
}

// inflected says whether two words differ by an ending only, which is no slip.
func inflected(a, b string) bool { return strings.HasPrefix(a, b) || strings.HasPrefix(b, a) }

// variants are the beginnings that a text with one slip may have been meant for, as far as an index has them.
type variants struct {
	text  []rune
	index *prefix.Index
	key   func(int) string
}

// meantBegin is a beginning and what the slip costs.
type meantBegin struct {
	text string
	cost float64
}

// each gives the variants, the likeliest first. The first character is taken to be right.
func (v variants) each(see func(begin string, cost float64)) {
	change, extra := latinChange, latinExtra
	if v.text[0] >= utf8.RuneSelf {
		change, extra = kanaChange, kanaExtra
	}
	var all []meantBegin
	add := func(cost float64, parts ...[]rune) {
		var b strings.Builder
		for _, p := range parts {
			b.WriteString(string(p))
		}
		all = append(all, meantBegin{b.String(), cost})
	}
	for i := 1; i < len(v.text); i++ {
		before, r, after := v.text[:i], v.text[i], v.text[i+1:]
		typing := len(after) == 0 // the last one may yet be put right
		if !typing {
			add(extra(v.text[i-1], r, after[0]), before, after)
		}
		if !typing && after[0] != r {
			add(weight.Slip.Swap, before, []rune{after[0], r}, after[1:])
		}
		for _, other := range v.next(string(before)) {
			if other == r {
				continue
			}
			if !typing {
				add(change(r, other), before, []rune{other}, after)
			}
			add(extra(v.text[i-1], other, r), before, []rune{other}, v.text[i:])
		}
	}
	slices.SortStableFunc(all, func(a, b meantBegin) int { return cmp.Compare(a.cost, b.cost) })
	for _, x := range all {
		if from, to := v.index.Range(x.text); from < to {
			see(x.text, x.cost)
		}
	}
}

// next gives the characters that go on from a beginning in the index.
func (v variants) next(begin string) (out []rune) {
	from, to := v.index.Range(begin)
	for from < to {
		rest := v.key(from)[len(begin):]
		if rest == "" {
			from++
			continue
		}
		r, size := utf8.DecodeRuneInString(rest)
		out = append(out, r)
		_, from = v.index.Range(begin + rest[:size])
	}
	return out
}
