package lexicon

import (
	"strings"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/ja"
)

// Katakana and the Latin word it was taken from are told by their consonants: コンテナ and container are both k-n-t-n. Both are
// brought to a rough spelling, in which sounds that Japanese does not tell apart (l r, v b, f h, z j s, c q k, th s) are one
// letter, and what one of the two does not write is left out: doubled letters, r before a consonant or at the end, the vowels
// that katakana puts behind single consonants. The skeleton is that without its vowels, but for a first one.

// rough is the phonetic key of a word, its rough spelling.
type rough string

// skeleton takes the vowels away.
func (r rough) skeleton() string {
	var b strings.Builder
	for i := range len(r) {
		switch c := r[i]; {
		case !isVowel(c):
			b.WriteByte(c)
		case i == 0:
			b.WriteByte('a')
		}
	}
	return b.String()
}

func isVowel(c byte) bool { return strings.IndexByte("aiueo", c) >= 0 }

// speaker brings words to their rough spelling.
type speaker struct{ kana, latin *strings.Replacer }

func newSpeaker() *speaker {
	return &speaker{
		kana: strings.NewReplacer("sh", "s", "ch", "t", "ts", "t"),
		latin: strings.NewReplacer("tion", "son", "sion", "son", "cious", "sas", "ture", "ta", "tch", "t", "ch", "t", "sh", "s", "ph", "f", "th", "s", "ck", "k",
			"qu", "k", "gh", "", "kn", "n", "wr", "r", "x", "ks", "ce", "se", "ci", "si", "cy", "si", "wh", "w", "dge", "je", "dgi", "ji", "dj", "j",
			"ts", "t", "air", "ea", "ire", "aia", "ore", "oa", "ure", "a", "ow", "o", "au", "o", "ae", "e", "oo", "u", "ee", "i", "ea", "i", "ou", "u", "'", ""),
	}
}

// ofKana reads katakana.
func (s *speaker) ofKana(kana string) rough {
	return roughLetters(s.kana.Replace(ja.Romaji(strings.ReplaceAll(kana, "ッ", ""))), japanese)
}

// spelled reads katakana in which names of letters, two at least, stand for them (マイエスキューエル).
func (s *speaker) spelled(kana string) rough {
	var b strings.Builder
	plain := 0 // where what is no name begins
	for i := 0; i < len(kana); {
		letters, size := letterNames(kana[i:])
		if len(letters) < 2 {
			_, size = utf8.DecodeRuneInString(kana[i:])
			i += size
			continue
		}
		b.WriteString(string(s.ofKana(kana[plain:i])) + letters)
		i += size
		plain = i
	}
	return roughLetters(b.String()+string(s.ofKana(kana[plain:])), hardR)
}

// letterNames reads the names of letters that katakana begins with, and says how many bytes they take.
func letterNames(kana string) (letters string, size int) {
	for {
		best := ""
		for name := range lettersByName {
			if len(name) > len(best) && strings.HasPrefix(kana[size:], name) {
				best = name
			}
		}
		if best == "" {
			return letters, size
		}
		letters, size = letters+lettersByName[best], size+len(best)
	}
}

// lettersByName has the letters as they are called in Japanese.
var lettersByName = map[string]string{
	"エー": "a", "エイ": "a", "ビー": "b", "シー": "c", "ディー": "d", "デー": "d", "イー": "e", "エフ": "f", "ジー": "g", "エイチ": "h", "エッチ": "h",
	"アイ": "i", "ジェイ": "j", "ジェー": "j", "ケー": "k", "ケイ": "k", "エル": "l", "エム": "m", "エヌ": "n", "オー": "o", "ピー": "p", "キュー": "q",
	"アール": "r", "エス": "s", "ティー": "t", "テー": "t", "ユー": "u", "ブイ": "v", "ダブリュー": "w", "ダブル": "w", "エックス": "x", "ワイ": "y",
	"ゼット": "z",
}

// ofLatin reads an English word, of which ch, g and r before a consonant may sound in two ways.
func (s *speaker) ofLatin(word string) []rough {
	if rest, ok := strings.CutPrefix(word, "gh"); ok {
		word = "g" + rest
	} else if rest, ok := strings.CutPrefix(word, "x"); ok {
		word = "z" + rest
	}
	ways := []string{s.latin.Replace(word)}
	for _, two := range [][2]string{{"ch", "k"}, {"ch", "sh"}, {"ge", "je"}, {"gi", "ji"}, {"gy", "jy"}} {
		if strings.Contains(word, two[0]) {
			ways = append(ways, s.latin.Replace(strings.ReplaceAll(word, two[0], two[1])))
		}
	}
	var out []rough
	for _, way := range ways {
		soft, hard := roughLetters(way, silentR), roughLetters(way, hardR)
		if out = append(out, soft); hard != soft {
			out = append(out, hard)
		}
	}
	return out
}

// language says how roughLetters takes letters.
type language int

const (
	japanese language = iota
	silentR           // English without r before consonants and at the end: server
	hardR             // English with them: cordova
)

// roughLetters evens single letters out.
func roughLetters(s string, l language) rough {
	const from, to = "lvfmzjcq", "rbhnsskk"
	var b strings.Builder
	for i := range len(s) {
		c, next := s[i], byte(0)
		if i+1 < len(s) {
			next = s[i+1]
		}
		switch {
		case i > 0 && c == s[i-1]:
			continue
		case l == silentR && c == 'r' && i > 0 && !isVowel(next) && next != 'r' && next != 'y':
			continue
		case l == japanese && i > 0 && !isVowel(next) && (c == 'u' || c == 'o' && (s[i-1] == 't' || s[i-1] == 'd')):
			continue // ス for s, ト for t
		case l != japanese && c == 'e' && next == 0 && i > 2:
			continue // silent
		case (c == 'w' || c == 'y') && i > 0 && (isVowel(next) || isVowel(s[i-1]) && next != 0):
			continue // beside a vowel
		case c == 'w' || c == 'y':
			c = 'i'
		}
		if k := strings.IndexByte(from, c); k >= 0 {
			c = to[k]
		}
		if c >= 'a' && c <= 'z' {
			b.WriteByte(c)
		}
	}
	return rough(b.String())
}

// demand is how alike two words have to be.
type demand struct {
	whole   int     // consonants up to which they have to agree wholly
	letters float64 // share of letters that agree
	short   float64 // the same of words of three consonants; words of two have to agree in nearly all
}

// usual is the demand on a Latin word for katakana, most of which comes from such a word; strict that on katakana for a Latin
// word, most of which has none, and on phrases.
func usual() demand { return demand{whole: 5, letters: .6, short: .6} }

func strict() demand { return demand{whole: 6, letters: .65, short: .75} }

// shortest is the share of letters that words of two consonants have to agree in.
const shortest = .75

// likeness is phonetic similarity: it tells how alike two words sound, from 0 to 1; 0 where they differ too much to be the same word.
func likeness(a, b rough, d demand) float64 {
	sa, sb := a.skeleton(), b.skeleton()
	n := max(len(sa), len(sb))
	if min(len(sa), len(sb)) < 2 || sa[0] != sb[0] {
		return 0
	}
	bones := 1 - float64(distance(sa, sb, n))/float64(n)
	letters := 1 - float64(distance(string(a), string(b), len(a)+len(b)))/float64(max(len(a), len(b)))
	if bones < leastBones(n, d.whole) || letters < d.letters || n < 4 && letters < d.short || n < 3 && letters < shortest {
		return 0
	}
	return .6*bones + .4*letters
}

// leastBones says how alike the skeletons of words of n consonants have to be, of which those up to whole agree wholly.
func leastBones(n, whole int) float64 {
	switch {
	case n <= whole:
		return 1
	case n < 7:
		return .8
	}
	return .75
}
