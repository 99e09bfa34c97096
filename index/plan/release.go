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
