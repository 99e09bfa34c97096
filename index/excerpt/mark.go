package excerpt

import (
	"slices"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Marks gives the byte ranges of a text that match, in order and apart from each other. They begin and end at the borders of
// characters as a reader sees them.
func (f *Finder) Marks(text string) [][2]int {
	return merged(text, f.hits(text))
}

// merged joins hits that overlap or touch.
func merged(text string, hits []hit) [][2]int {
	if len(hits) == 0 {
		return nil
	}
	ranges := make([][2]int, 0, len(hits))
	for _, h := range hits {
		if h.start < h.end {
			ranges = append(ranges, [2]int{h.start, h.end})
		}
	}
	slices.SortFunc(ranges, func(a, b [2]int) int { return a[0] - b[0] })
	return join(widened(text, join(ranges)))
}

// join joins ordered ranges that overlap or touch.
func join(ranges [][2]int) [][2]int {
	var out [][2]int
	for _, r := range ranges {
		if n := len(out); n > 0 && r[0] <= out[n-1][1] {
			out[n-1][1] = max(out[n-1][1], r[1])
			continue
		}
		out = append(out, r)
	}
	return out
}

// widened moves the ends of ordered ranges out to the borders of characters as a reader sees them.
func widened(text string, ranges [][2]int) [][2]int {
	at := 0
	for i := range ranges {
		r := &ranges[i]
		for at < r[1] {
			end := clusterEnd(text, at)
			if at < r[0] && r[0] < end {
				r[0] = at
			}
			at = end
		}
		r[1] = max(r[1], at)
	}
	return ranges
}

// clusterEnd gives where the grapheme cluster that begins at i ends. Between two common characters there always is a border; whatever else
// there is needs the tables.
func clusterEnd(text string, i int) int {
	r, size := utf8.DecodeRuneInString(text[i:])
	if isCommon(r) {
		if next, _ := utf8.DecodeRuneInString(text[i+size:]); i+size == len(text) || isCommon(next) {
			return i + size
		}
	}
	cluster, _, _, _ := uniseg.FirstGraphemeClusterInString(text[i:], -1)
	return i + len(cluster)
}

// isCommon says whether r joins with no common character beside it: ASCII without controls, the commonest signs, kana and kanji.
func isCommon(r rune) bool {
	switch {
	case ' ' <= r && r <= '~', '、' <= r && r <= '】', 'ぁ' <= r && r <= 'ゖ', 'ァ' <= r && r <= 'ヾ', 0x4E00 <= r && r <= 0x9FFF:
		return true
	}
	return false
}
