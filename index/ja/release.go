package ja

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Readers write the name of a release in one run, posts in several: Rust1.69, terraform0.12, 1.9.3p374, v1.69, cve202246176. A query is
// cut where a post may have a space, a dash or nothing; the run as typed stays one of its spellings.

// released is a name of two and more letters or none, a number with dots, and the letters and digits of a patch, a preview or the like.
var released = regexp.MustCompile(`^(v|[a-z]{2,}|)([0-9]+(?:\.[0-9]+)+)([a-z]+[0-9]+|)$`)

// numbered is the number of a published vulnerability without its dashes: the year and four digits or more.
var numbered = regexp.MustCompile(`^(cve)((?:19|20)[0-9]{2})([0-9]{4,})$`)

// releaseParts gives where the parts of a folded run begin and end, in bytes; nil where it is no name of a release. The v of a version
// is no part: v1.69 is 1.69.
func releaseParts(run string) [][2]int {
	if !strings.ContainsAny(run, "0123456789") {
		return nil
	}
	m := released.FindStringSubmatchIndex(run)
	if m == nil {
		m = numbered.FindStringSubmatchIndex(run)
	}
	if m == nil {
		return nil
	}
	var parts [][2]int
	for g := 2; g < len(m); g += 2 {
		if from, to := m[g], m[g+1]; from < to && run[from:to] != "v" {
			parts = append(parts, [2]int{from, to})
		}
	}
	if len(parts) == 1 && parts[0] == [2]int{0, len(run)} {
		return nil
	}
	return parts
}

// releases cuts the words of a query that name a release.
func (a *Analyzer) releases(text string, items []item) []item {
	var out []item
	shift := 0
	for i, it := range items {
		parts := a.releaseOf(text, it)
		if parts == nil {
			it.Pos += shift
			out = append(out, it)
			continue
		}
		out = slices.Grow(out, len(items)-i+len(parts))
		for k, p := range parts {
			p.Pos = it.Pos + shift + k
			out = append(out, p)
		}
		shift += len(parts) - 1
	}
	return out
}

// releaseOf gives the words that an item is cut into, nil where it is not.
func (a *Analyzer) releaseOf(text string, it item) []item {
	if it.Kind != Word || it.Script != Latin {
		return nil
	}
	typed := text[it.Start:it.End]
	folded := FoldString(typed)
	if utf8.RuneCountInString(typed) != len(folded) {
		return nil // not ASCII once folded
	}
	var out []item
	for _, p := range releaseParts(folded) {
		from, to := it.Start+runesIn(typed, p[0]), it.Start+runesIn(typed, p[1])
		for _, t := range a.Words(text[from:to]) {
			if t.Kind == Word {
				t.Start, t.End = from, to
				out = append(out, item{Token: t, class: it.class})
			}
		}
	}
	if len(out) == 1 {
		out[0].Start, out[0].Written = it.Start, folded // the v stays with its number
	}
	return out
}

// runesIn is the length in bytes of the first n characters of a text.
func runesIn(text string, n int) int {
	at := 0
	for range n {
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	return at
}
