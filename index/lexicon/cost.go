package lexicon

import (
	"strings"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/weight"
)

// What a slip costs tells how likely it is. A weighted optimal string alignment distance (Damerau–Levenshtein) adds up what was done to
// a word: letters changed with their neighbours, doubled or not, vowels taken for each other, keys that lie side by side and kana that
// look or sound alike are cheap, any other letter is dear. The costs stand in package weight.

// keyRows is the rows of keys, by which letters lie side by side.
var keyRows = [...]string{"qwertyuiop", "asdfghjkl", "zxcvbnm"}

// nearLetters are pairs of letters that are heard or taken for each other, each once.
const nearLetters = "cksckqszlrbvfpiymnjgvwxs"

// likelySlip says whether two letters are likely taken for each other: they are neighbours on the keyboard, or sound alike.
func likelySlip(a, b rune) bool {
	for i := 0; i < len(nearLetters); i += 2 {
		x, y := rune(nearLetters[i]), rune(nearLetters[i+1])
		if a == x && b == y || a == y && b == x {
			return true
		}
	}
	for r, row := range keyRows {
		i := strings.IndexRune(row, a)
		if i < 0 {
			continue
		}
		if j := strings.IndexRune(row, b); j >= 0 {
			return i-j == 1 || j-i == 1
		}
		for _, other := range []int{r - 1, r + 1} { // the keys above lie half a key to the left
			if other < 0 || other >= len(keyRows) {
				continue
			}
			j := strings.IndexRune(keyRows[other], b)
			if j >= 0 && (other > r && (j == i || j == i-1) || other < r && (j == i || j == i+1)) {
				return true
			}
		}
	}
	return false
}

func isVowelRune(r rune) bool { return r < utf8.RuneSelf && isVowel(byte(r)) }

// latinChange is what it costs to take b for a.
func latinChange(a, b rune) float64 {
	switch {
	case isVowelRune(a) && isVowelRune(b):
		return weight.Slip.Vowel
	case likelySlip(a, b):
		return weight.Slip.Near
	}
	return weight.Slip.Other
}

// latinExtra is what it costs to put r in between its neighbours, or to leave it out there.
func latinExtra(before, r, after rune) float64 {
	switch {
	case r == before || r == after:
		return weight.Slip.Double
	case isVowelRune(r):
		return weight.Slip.Vowel
	}
	return weight.Slip.Letter
}

// voices are the rows of kana that differ by their voice, aligned.
const (
	voiceless = "カキクケコサシスセソタチツテトハヒフヘホハヒフヘホ"
	voiced    = "ガギグゲゴザジズゼゾダヂヅデドバビブベボパピプペポ"
	lookAlike = "ソンシツクタスヌワウコユチテメナロコマムラウセヤケク"
)

// plainVoice gives the voiceless form of a kana.
func plainVoice(r rune) rune {
	if i := strings.IndexRune(voiced, r); i >= 0 {
		return []rune(voiceless)[i/len("カ")]
	}
	return r
}

// kanaChange is what it costs to take b for a.
func kanaChange(a, b rune) float64 {
	a, b = bigKana(a), bigKana(b)
	if a == b {
		return weight.Slip.Small
	}
	if plainVoice(a) == plainVoice(b) {
		return weight.Slip.Voiced
	}
	look := []rune(lookAlike)
	for i := 0; i+1 < len(look); i += 2 {
		if a == look[i] && b == look[i+1] || a == look[i+1] && b == look[i] {
			return weight.Slip.Shape
		}
	}
	if vowelOf(a) == vowelOf(b) || row(a) == row(b) {
		return weight.Slip.Row
	}
	return weight.Slip.Other
}

// row is the consonant of a kana, 0 of a vowel.
func row(r rune) byte {
	letters := romajiOf(plainVoice(r))
	if letters == "" || isVowel(letters[0]) {
		return 0
	}
	return letters[0]
}

// kanaExtra is what it costs to put r in between its neighbours, or to leave it out there.
func kanaExtra(before, r, _ rune) float64 {
	switch {
	case r == 'ー' || r == 'ッ' || r == '・':
		return weight.Slip.Long
	case r == before:
		return weight.Slip.Double
	case bigKana(r) != r || r == 'ン' || isVowelKana(r):
		return weight.Slip.Vowel
	}
	return weight.Slip.Letter
}

func isVowelKana(r rune) bool { return strings.ContainsRune("アイウエオ", r) }

// slipCost is the weighted edit distance: what it costs to have typed a for b. Over the limit it only says that it is more.
func slipCost(a, b string, limit float64) float64 {
	change, extra := latinChange, latinExtra
	if isKatakana(b) {
		change, extra = kanaChange, kanaExtra
	}
	x, y := []rune(a), []rune(b)
	rows := make([]float64, 3*(len(y)+1))
	before, last, now := rows[:len(y)+1], rows[len(y)+1:2*len(y)+2], rows[2*len(y)+2:]
	first := func(i, j int) float64 {
		if i == 0 && j == 0 {
			return weight.Slip.First
		}
		return 0
	}
	for j := range y {
		last[j+1] = last[j] + extra(at(y, j-1), y[j], at(y, j+1)) + first(0, j)
	}
	least, leastBefore := 0., 0.
	for i := range x {
		put := extra(at(x, i-1), x[i], at(x, i+1))
		now[0] = last[0] + put + first(i, 0)
		least, leastBefore = now[0], least
		for j := range y {
			cost := last[j]
			if x[i] != y[j] {
				cost += change(x[i], y[j]) + first(i, j)
			}
			cost = min(cost, last[j+1]+put, now[j]+extra(at(y, j-1), y[j], at(y, j+1)))
			if i > 0 && j > 0 && x[i] == y[j-1] && x[i-1] == y[j] {
				cost = min(cost, before[j-1]+weight.Slip.Swap+first(i-1, j-1))
			}
			now[j+1] = cost
			least = min(least, cost)
		}
		if min(least, leastBefore) > limit { // two neighbours in the wrong order reach over a row
			return min(least, leastBefore)
		}
		before, last, now = last, now, before
	}
	return last[len(y)]
}

func at(s []rune, i int) rune {
	if i < 0 || i >= len(s) {
		return 0
	}
	return s[i]
}

// slipBound is what slips in a word of some letters may cost in all: one that is likely in a short word, two in a long one.
func slipBound(runes int) float64 {
	switch {
	case runes <= 3:
		return .5
	case runes == 4:
		return .8
	case runes == 5:
		return 1
	case runes <= 7:
		return 1.2
	}
	return 1.9
}
