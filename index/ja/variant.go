package ja

import (
	"cmp"
	"slices"
	"strings"
)

// variants tells the other spellings of a piece that need no index: the parts of an identifier, compounds joined, digits, okurigana
// and old forms of characters.
func (a *Analyzer) variants(p Piece, items []item) []Variant {
	v := variantList{own: p.Words}
	if p.Words[0].Script == Latin {
		v.latin(a, p, items)
	}
	for _, form := range numerals(p.Surface) {
		v.addText(a, form, Digit)
	}
	for i, w := range p.Words {
		for _, form := range okurigana(w) {
			v.add(replaced(p.Words, i, form), Digit)
		}
	}
	for _, form := range repeated(p.Surface) {
		v.addText(a, form, Digit)
	}
	for _, form := range kanjiForms(p.Surface) {
		v.addText(a, form, OldForm)
	}
	return v.list
}

// variantList collects variants without doubles.
type variantList struct {
	own  []Token
	list []Variant
}

func (v *variantList) add(terms []string, kind Difference) {
	if len(v.list) >= maxVariants || len(terms) == 0 || slices.EqualFunc(v.own, terms, func(t Token, s string) bool { return t.Term == s }) {
		return
	}
	for _, other := range v.list {
		if slices.Equal(other.Terms, terms) {
			return
		}
	}
	v.list = append(v.list, Variant{Terms: terms, Kind: kind})
}

// addText adds the words of another spelling.
func (v *variantList) addText(a *Analyzer, text string, kind Difference) {
	var terms []string
	for _, t := range a.Words(text) {
		if t.Kind == Word {
			terms = append(terms, t.Term)
		}
	}
	v.add(terms, kind)
}

// latin adds the parts of an identifier, and the words of a compound as one.
func (v *variantList) latin(a *Analyzer, p Piece, items []item) {
	if w := p.Words[0]; len(p.Words) == 1 && strings.HasPrefix(w.Written, "v") && isDigit(w.Term[0]) {
		v.add([]string{w.Written}, NoDifference)
	}
	if len(p.Words) == 1 {
		parts := longestParts(p.Words[0], items)
		if len(parts) > 1 {
			v.add(parts, Cut)
		}
		return
	}
	var joined strings.Builder
	for _, w := range p.Words {
		if w.Script != Latin {
			return
		}
		joined.WriteString(cmp.Or(w.Written, w.Term))
	}
	v.addText(a, joined.String(), Cut)
}

// longestParts gives the parts of a word that stand one behind the other, at each place the longest.
func longestParts(w Token, items []item) (parts []string) {
	for end := w.Start; end < w.End; {
		var next Token
		for _, it := range items {
			if it.Kind == Part && it.Pos == w.Pos && it.Start >= end && (next.Term == "" || it.Start == next.Start && it.End > next.End) {
				next = it.Token
			}
		}
		if next.Term == "" {
			break
		}
		parts, end = append(parts, next.Term), next.End
	}
	return parts
}

// replaced gives the terms of words with one of them changed.
func replaced(words []Token, i int, form string) []string {
	terms := make([]string, len(words))
	for k, w := range words {
		terms[k] = w.Term
	}
	terms[i] = form
	return terms
}

// numerals writes the numbers one to nine of s in kanji and in digits, where they are numbers for certain: alone, or before what
// is counted (一月, not 一般).
func numerals(s string) []string {
	const kanji, counted = "一二三四五六七八九", "つ月日年回目人個章番号部版台枚本件度階歳時分秒週点節匹冊倍割位行列桁段"
	digits, words := []rune(s), []rune(s)
	for i, r := range []rune(s) {
		var before, after rune
		if i > 0 {
			before = digits[i-1]
		}
		if i+1 < len(digits) {
			after = digits[i+1]
		}
		if k := strings.IndexRune(kanji, r); k >= 0 && len(string(before)) < 3 && (after == 0 && i == 0 || strings.ContainsRune(counted, after)) {
			digits[i] = rune('1' + k/len("一"))
		}
		if '1' <= r && r <= '9' && !isLatin(before) && !isLatin(after) && after != '.' && before != '.' {
			words[i] = []rune(kanji)[r-'1']
		}
	}
	return slices.DeleteFunc([]string{string(digits), string(words)}, func(form string) bool { return form == s })
}

// repeated writes 々 out and doubled kanji with 々 (佐々木, 佐佐木).
func repeated(s string) []string {
	var before rune
	var out, in strings.Builder
	for _, r := range s {
		switch {
		case r == '々' && isKanji(before):
			out.WriteRune(before)
			in.WriteRune(r)
			continue
		case r == before && isKanji(r):
			in.WriteRune('々')
		default:
			in.WriteRune(r)
		}
		out.WriteRune(r)
		before = r
	}
	return slices.DeleteFunc([]string{out.String(), in.String()}, func(form string) bool { return form == s })
}
