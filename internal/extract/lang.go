package extract

import (
	"strings"
	"unicode"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/page"
)

// language tells the language of a post by its script first: kana are Japanese, kanji alone are unless the page says Chinese.
// Words in Latin letters are told apart by the short words that each language cannot do without. What the page declares counts
// only among languages of that script, for on many platforms it is the language of the buttons.
func language(title string, blocks []blog.Block, declared string) string {
	declared, _, _ = strings.Cut(strings.ToLower(strings.ReplaceAll(declared, "_", "-")), "-")
	var c census
	c.add(title)
	for _, b := range blocks {
		if b.Kind != blog.Code && c.runes < enoughRunes {
			c.add(b.Text)
		}
	}
	switch {
	// A word of kana in an English post does not make it Japanese; in Japanese prose kana outnumber Latin words by far.
	case c.kana > 0 && c.kana*10 >= c.latin:
		return "ja"
	case c.hangul > 0 && c.hangul*2 >= c.latin:
		return "ko"
	case c.han > 0 && c.han*2 >= c.latin:
		if declared == "zh" {
			return "zh"
		}
		return "ja"
	case c.other != "" && c.others*2 >= c.latin:
		return first(only(declared, map[string]bool{"uk": true, "bg": true, "sr": true, "fa": true, "ur": true}), c.other)
	case c.latin > 0:
		return c.latinLanguage(declared)
	}
	return declared
}

// prose is the language of the text.
func prose(s string) string {
	return language("", []blog.Block{{Kind: blog.Paragraph, Text: s[:min(len(s), 4*enoughRunes)]}}, "")
}

// declared is the language that the page claims for its post.
func (d *document) declared() string {
	if d.recipe.japanese { // there html[lang] is the language of the buttons
		return ""
	}
	return first(page.Text(d.graph.Article["inLanguage"]), d.doc.Find("html").AttrOr("lang", ""), d.meta("og:locale"))
}

// enoughRunes of text tell the language.
const enoughRunes = 20_000

// census counts what a text is written in.
type census struct {
	runes, kana, han, hangul, others int
	latin                            int // words, not letters
	other                            string
	small                            map[string]int
}

func (c *census) add(s string) {
	if c.small == nil {
		c.small = map[string]int{}
	}
	start := -1
	for i, r := range s {
		c.runes++
		isLatin := unicode.Is(unicode.Latin, r)
		if isLatin && start < 0 {
			start = i
		}
		if !isLatin && start >= 0 {
			c.word(s[start:i])
			start = -1
		}
		if !isLatin {
			c.letter(r)
		}
	}
	if start >= 0 {
		c.word(s[start:])
	}
}

func (c *census) letter(r rune) {
	switch {
	case unicode.In(r, unicode.Hiragana, unicode.Katakana):
		c.kana++
	case unicode.Is(unicode.Han, r):
		c.han++
	case unicode.Is(unicode.Hangul, r):
		c.hangul++
	case r < 0x370 || !unicode.IsLetter(r):
	default:
		for _, s := range otherScripts {
			if unicode.Is(s.table, r) {
				c.others++
				c.other = s.lang
				return
			}
		}
	}
}

// otherScripts are those that one language mostly owns.
var otherScripts = []struct {
	table *unicode.RangeTable
	lang  string
}{
	{unicode.Cyrillic, "ru"}, {unicode.Thai, "th"}, {unicode.Arabic, "ar"}, {unicode.Hebrew, "he"}, {unicode.Greek, "el"}, {unicode.Devanagari, "hi"},
}

// smallWords are frequent words that the other languages here lack.
var smallWords = map[string]string{
	"the": "en", "and": "en", "of": "en", "is": "en", "with": "en", "this": "en", "that": "en", "for": "en", "are": "en", "we": "en", "you": "en", "how": "en", "to": "en",
	"und": "de", "der": "de", "die": "de", "das": "de", "ist": "de", "nicht": "de", "mit": "de", "ein": "de", "eine": "de",
	"les": "fr", "des": "fr", "est": "fr", "une": "fr", "dans": "fr", "pour": "fr", "avec": "fr", "nous": "fr", "et": "fr",
	"los": "es", "las": "es", "el": "es", "y": "es", "una": "es", "por": "es", "con": "es", "del": "es",
	"não": "pt", "uma": "pt", "os": "pt", "em": "pt", "são": "pt", "mais": "pt", "você": "pt",
	"il": "it", "che": "it", "di": "it", "gli": "it", "sono": "it", "nel": "it", "della": "it",
	"het": "nl", "een": "nl", "van": "nl", "niet": "nl", "voor": "nl", "zijn": "nl",
}

func (c *census) word(w string) {
	c.latin++
	const small = 8
	if len(w) <= small {
		if lang := smallWords[strings.ToLower(w)]; lang != "" {
			c.small[lang]++
		}
	}
}

// latinLanguage is the language whose small words are most frequent; without any it is the declared one.
func (c *census) latinLanguage(declared string) string {
	best := ""
	for _, lang := range []string{"en", "de", "fr", "es", "pt", "it", "nl"} {
		if c.small[lang] > c.small[best] {
			best = lang
		}
	}
	switch declared {
	case "ja", "zh", "ko", "ru", "th", "ar", "he", "el", "hi": // not in this script
		declared = ""
	}
	if c.small[best]*20 >= c.latin { // prose has one small word in three or four; the margin is for lists and names
		return best
	}
	return first(declared, best, "en")
}

func only(s string, set map[string]bool) string {
	if set[s] {
		return s
	}
	return ""
}
