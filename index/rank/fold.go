package rank

import (
	"slices"
	"unicode"

	"github.com/fumikura/fumikura/index"
)

// LeastSeries is how many posts make a series: a title that is alone with its name only looks like one.
const LeastSeries = 2

// ReaderLangs are the languages of which a translation is shown, the best first: the one the query is written in, where its
// characters tell, then those of the reader.
func ReaderLangs(req index.Request) []string {
	for _, r := range req.Query.Words() {
		if unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Han) {
			return append([]string{"ja"}, req.Langs...)
		}
		if unicode.Is(unicode.Hangul, r) {
			return append([]string{"ko"}, req.Langs...)
		}
	}
	return req.Langs
}

// PreferTwin compares two translations of one post: the one that lacks fewer words of the query comes first, for it shows that the post is
// right; then the better language.
func PreferTwin(langs []string, a, b string, lacksA, lacksB int) int {
	if lacksA != lacksB {
		return lacksA - lacksB
	}
	return PreferLang(langs, a, b)
}

// PreferLang compares two languages by their place in a list: below 0 where a comes first. One that is not listed comes last.
func PreferLang(langs []string, a, b string) int {
	place := func(lang string) int {
		if i := slices.Index(langs, lang); i >= 0 {
			return i
		}
		return len(langs)
	}
	return place(a) - place(b)
}
