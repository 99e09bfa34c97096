package rank

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/lexicon"
	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/prefix"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/weight"
)

// Names are the values of a facet, to be completed: by how they are written, by each of their words, and by how they are read.
type Names struct {
	field query.Field
	names []string
	posts func(i int) int // how many have a value
	keys  []nameKey
	index *prefix.Index
}

// nameKey is what a name may begin with.
type nameKey struct {
	key   string
	name  int32
	worth float32
}

// maxNameTried is how many names are looked at for one beginning.
const maxNameTried = 50

// NewNames makes an index of names. Readings gives the katakana of a text.
func NewNames(field query.Field, names []string, posts func(i int) int, readings func(text string) string) *Names {
	n := &Names{field: field, names: names, posts: posts}
	for i, name := range names {
		folded := ja.FoldString(name)
		n.add(folded, i, float32(weight.Name.Written))
		for _, at := range wordStarts(folded) {
			n.add(folded[at:], i, float32(weight.Name.Inside))
		}
		if !plan.IsASCII(folded) {
			n.add(readings(folded), i, float32(weight.Name.Read))
		}
	}
	slices.SortFunc(n.keys, func(a, b nameKey) int { return cmp.Or(strings.Compare(a.key, b.key), cmp.Compare(a.name, b.name)) })
	n.index = prefix.New(len(n.keys), func(i int) string { return n.keys[i].key }, func(i int) uint32 { return uint32(posts(int(n.keys[i].name))) })
	return n
}

func (n *Names) add(key string, name int, worth float32) {
	if key != "" {
		n.keys = append(n.keys, nameKey{key, int32(name), worth})
	}
}

// wordStarts gives where words begin in a folded name, but for the first: behind a space or a sign.
func wordStarts(folded string) (at []int) {
	sign := false
	for i, r := range folded {
		letter := unicode.IsLetter(r) || unicode.IsDigit(r)
		if letter && sign && i > 0 {
			at = append(at, i)
		}
		sign = !letter
	}
	return at
}

// suggest gives the names that what was typed may become, by how it is written or read and by its completions.
func (n *Names) suggest(t Typed) (out []scored) {
	if n == nil {
		return nil
	}
	best := map[int32]float64{}
	look := func(begin string, worth func(k nameKey) float64) {
		tried := 0
		n.index.Each(begin, func(i int) bool {
			k := n.keys[i]
			best[k.name] = max(best[k.name], worth(k))
			tried++
			return tried < maxNameTried
		})
	}
	written := func(k nameKey) float64 { return float64(k.worth) + logPosts(n.posts(int(k.name))) }
	look(t.Text, written)
	if kana, rest, ok := lexicon.Kana(t.Text); ok && utf8.RuneCountInString(kana) > 1 && rest == "" {
		look(kana, written)
	}
	for _, c := range t.completions[:min(maxForms, len(t.completions))] {
		look(c.Text, func(k nameKey) float64 { return c.Worth + float64(k.worth) - 1 })
	}
	for name, worth := range best {
		if ja.FoldString(n.names[name]) != t.Text || n.posts(int(name)) > 0 {
			out = append(out, scored{index.Suggestion{Text: n.names[name], Kind: string(n.field)}, worth})
		}
	}
	slices.SortFunc(out, func(a, b scored) int { return cmp.Or(cmp.Compare(b.worth, a.worth), strings.Compare(a.Text, b.Text)) })
	return out[:min(len(out), t.Limit)]
}
