package plan

import (
	"cmp"
	"strings"

	"github.com/fumikura/fumikura/index/ja"
)

// releases adds the other ways of writing what follows the number of a release: patchlevel 374 is p374, rc 1 is rc1.
func (b *builder) releases() {
	for i, w := range b.words {
		if w.Script != ja.Latin || b.sides[i] == 0 {
			continue
		}
		c := &b.plan.Concepts[i]
		if whole, span := b.wholeRelease(i); span > 0 {
			c.Alternatives = append(c.Alternatives, Alternative{Span: span, Terms: []string{whole}, Weight: float64(span)})
		}
		if n, ok := strings.CutPrefix(w.Term, "p"); ok && isNumber(n) {
			c.Alternatives = append(c.Alternatives, Alternative{Span: 1, Terms: []string{"patchlevel", n}, Weight: b.plan.Weights.Release})
		}
		short := stage(cmp.Or(w.Written, w.Term))
		if short == "" || i+1 == len(b.words) || b.sides[i+1] != b.sides[i] || !isNumber(b.words[i+1].Term) {
			continue
		}
		c.Alternatives = append(c.Alternatives, Alternative{Span: 2, Terms: []string{short + b.words[i+1].Term}, Weight: b.plan.Weights.Release})
	}
}

// wholeRelease writes a version with the patch level or stage behind it in one: 1.9.3 patchlevel 374 and 1.9.3 p374 are 1.9.3p374. The span is
// how many words that are, 0 for none.
func (b *builder) wholeRelease(i int) (whole string, span int) {
	version := b.words[i].Term
	if isNumber(version) || !isNumber(strings.ReplaceAll(version, ".", "")) {
		return "", 0
	}
	beside := func(k int) bool { return k < len(b.words) && b.sides[k] == b.sides[i] }
	if !beside(i + 1) {
		return "", 0
	}
	next := cmp.Or(b.words[i+1].Written, b.words[i+1].Term)
	if n, ok := strings.CutPrefix(next, "p"); ok && isNumber(n) {
		return version + next, 2
	}
	if short := stage(next); short != "" && beside(i+2) && isNumber(b.words[i+2].Term) {
		return version + short + b.words[i+2].Term, 3
	}
	return "", 0
}

// stage is how a stage of a release is written before its number, empty where the word is none.
func stage(word string) string {
	switch word {
	case "patchlevel", "patch":
		return "p"
	case "rc", "alpha", "beta", "preview":
		return word
	}
	return ""
}

func isNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
