package lexicon

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/fumikura/fumikura/index/ja"
)

// Counts is the document frequencies of an archive: in how many posts every word and phrase stands. A Lexicon is made of it, and the Counts of the next index.
type Counts struct {
	entries []entry // variants, in order of byVariant
	defined definitions
}

const countsFile = "fumikura counts 2/"

// WriteTo writes the counts to a file.
func (n *Counts) WriteTo(w io.Writer) (int64, error) {
	return writeFile(w, countsFile, n.entries, n.defined, func(short string) []string { return slices.Sorted(maps.Keys(n.defined[short])) })
}

// ReadCounts reads what WriteTo wrote; any other file is ErrFormat, and so are counts of another analysis, which cannot be continued.
func ReadCounts(r io.Reader) (*Counts, error) {
	version, entries, defined, err := readFile(r, countsFile)
	if err != nil {
		return nil, err
	}
	if version != ja.Version {
		return nil, fmt.Errorf("read counts of analysis %s: %w", version, ErrFormat)
	}
	return &Counts{entries, defined}, nil
}

// Lexicon makes a Lexicon of what was counted.
func (n *Counts) Lexicon() *Lexicon {
	total := 0
	n.each(func([]entry) { total++ })
	entries := make([]entry, 0, min(total, 2*maxKept))
	n.each(func(variants []entry) {
		if e := united(variants); total <= fewCounted || e.form != phrase || e.df > 1 || e.twice {
			entries = append(entries, e)
		}
	})
	if len(entries) > maxKept {
		slices.SortFunc(entries, byFrequency)
		entries = entries[:maxKept]
	}
	for i := range entries {
		entries[i].twice = false // of no use from here on
	}
	return newLexicon(newVocabulary(slices.Clip(entries)), n.defined)
}

// each shows the entries by their variants.
func (n *Counts) each(see func(variants []entry)) {
	for rest := n.entries; len(rest) > 0; {
		end := 1
		for end < len(rest) && rest[end].text == rest[0].text && rest[end].terms == rest[0].terms {
			end++
		}
		see(rest[:end])
		rest = rest[end:]
	}
}

// united makes one entry of its variants: what most posts have, in the simplest form that any has.
func united(variants []entry) entry {
	e := variants[0]
	for _, v := range variants[1:] {
		df, form, twice, joined := e.df+v.df, min(e.form, v.form), e.twice || v.twice, e.joined && v.joined
		if v.df > e.df {
			e = v
		}
		e.df, e.form, e.twice, e.joined = df, form, twice, joined
	}
	return e
}

// joined adds up two lists of variants; what no post has any more falls out.
func joined(a, b []entry) []entry {
	sum := make([]entry, 0, len(a)+len(b))
	for len(a) > 0 || len(b) > 0 {
		order := -1
		if len(a) == 0 {
			order = 1
		} else if len(b) > 0 {
			order = byVariant(a[0], b[0])
		}
		var e entry
		if order <= 0 {
			e, a = a[0], a[1:]
		}
		if order >= 0 {
			df := e.df
			e, b = b[0], b[1:]
			e.df += df
		}
		if e.df > 0 {
			sum = append(sum, e)
		}
	}
	return sum
}

func byVariant(a, b entry) int {
	if c := strings.Compare(a.text, b.text); c != 0 {
		return c
	}
	return cmp.Or(strings.Compare(a.terms, b.terms), cmp.Compare(a.form, b.form), cmp.Compare(a.script, b.script),
		strings.Compare(a.reading, b.reading), compareBool(a.stem, b.stem), compareBool(a.twice, b.twice), compareBool(a.joined, b.joined))
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// byFrequency sorts single words before phrases of the same frequency, and without regard to the order of posts.
func byFrequency(a, b entry) int {
	switch {
	case a.df != b.df:
		return b.df - a.df
	case (a.form == phrase) != (b.form == phrase):
		return int(a.form) - int(b.form)
	case a.text != b.text:
		return strings.Compare(a.text, b.text)
	}
	return strings.Compare(a.terms, b.terms)
}
