package extract

import (
	"strings"
	"unicode"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/page"
)

// The languages that are told apart, as ISO 639-1 codes: ja, zh and ko; en, de, fr, es, pt, it and nl by their small words; ru, th, ar, he,
// el and hi by their script; uk from ru by its letters. Where a page declares it, uk, bg, sr, fa and ur are told from their neighbours, and another language in
// Latin letters counts as declared unless its small words are those of one of the seven.
//
// language tells the language of a post by its script first: kana are Japanese, kanji alone are unless the page says Chinese.
// Words in Latin letters are told apart by the short words that each language cannot do without. What the page declares counts
// only among languages of that script, for on many platforms it is the language of the buttons.
func language(title string, blocks []blog.Block, declared, han string) string {
	declared, _, _ = strings.Cut(strings.ToLower(strings.ReplaceAll(declared, "_", "-")), "-")
	var c census
	c.add(title)
	for _, b := range blocks {
		if b.Kind != blog.Code && c.runes < enoughRunes {
			c.add(b.Text)
		}
	}
	switch {
	// A word of kana in an English post does not make it Japanese; in Japanese prose kana outnumber Latin words by far. In Chinese
	// prose there is a kana at most where something Japanese is named, while no Japanese sentence goes without.
	case c.kana > 0 && c.kana*10 >= c.latin && c.kana*20 >= c.han:
		return "ja"
	case c.hangul > 0 && c.hangul*2 >= c.latin:
		return "ko"
	case c.han > 0 && c.han*2 >= c.latin:
		return c.hanLanguage(declared, han)
	case c.other != "" && c.others*2 >= c.latin:
		return c.otherLanguage(declared)
	case c.latin > 0:
		return c.latinLanguage(declared)
	}
	return declared
}

// otherLanguage is the one that mostly owns the script, or the neighbour that the page declares. Blogs in Russian and Ukrainian declare
// one of them on all pages, and each has letters that the other does not know.
func (c *census) otherLanguage(declared string) string {
	if c.other == "ru" && c.russian > c.ukrainian && declared == "uk" {
		return "ru"
	}
	if c.ukrainian > c.russian {
		return "uk"
	}
	return first(only(declared, map[string]bool{"uk": true, "bg": true, "sr": true, "fa": true, "ur": true}), c.other)
}

// hanLanguage tells Chinese from Japanese without kana: by the characters that only one of them writes, by the length, for no
// Japanese text of some length has no kana, and by what the page declares, or most posts of the blog are in.
func (c *census) hanLanguage(declared, han string) string {
	const long = 40 // characters; titles and lists of names in Japanese are shorter
	switch {
	case c.chinese > c.japanese:
		return "zh"
	case han != "" && c.chinese == c.japanese && c.han < 4*long:
		return han
	case declared == "zh", c.han >= long && c.japanese == 0, c.han >= 4*long:
		return "zh"
	}
	return "ja"
}

// Characters that are frequent in one of the languages and unknown to the others: simplified ones, the words of Chinese grammar, and
// Japanese simplifications.
const (
	chineseOnly  = "这们个说对时为会过还没经学实现开发动发问题应该关于进从后么给让吗呢吧啊她你您哪谁爱电网页码务录设置写读认识连选种类构级线测试统计产业单双节约义习这個們說對時為會過還沒經學實現開發動問題應該關於進從後麼給讓嗎與將於"
	japaneseOnly = "実対応発売読図書観関検索払売桜沢広学駅円仏仮価倹剣単営団囲圧壱変奥姫嬢専巣庁弐応恵悪戦戯払抜拝拠拡挙捜揺摂撃斉暁桟検楽概様権歓歩歳歴残毎気沢浄浅涙渋渓満滝瀬焼犠猟獣産畑畳発県砕硫禅穂穏窃竜粋糸絵経継続総緑縁縄縦繊聴脳臓臭舗芸荘菓薫薬蛍蛮装褒覇覚観訳証読譲豊貯賓賛転軽込辺逓遅遥郷醸釈鉄鉱銭鋳録鎮関闘陥険随隠雑霊静頼顔顕駆騒験髄髪鶏麦黄黒黙齢働峠枠栃辻塀匂"
)

var (
	chineseRunes  = runeSet(chineseOnly, japaneseOnly)
	japaneseRunes = runeSet(japaneseOnly, chineseOnly)
)

// runeSet is what the one list has and the other has not.
func runeSet(in, out string) map[rune]bool {
	set := map[rune]bool{}
	for _, r := range in {
		if !strings.ContainsRune(out, r) {
			set[r] = true
		}
	}
	return set
}

// prose is the language of the text.
func prose(s string) string {
	return language("", []blog.Block{{Kind: blog.Paragraph, Text: s[:min(len(s), 4*enoughRunes)]}}, "", "")
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
	chinese, japanese                int // characters that only one of the languages writes
	russian, ukrainian               int
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
		if chineseRunes[r] {
			c.chinese++
		} else if japaneseRunes[r] {
			c.japanese++
		}
	case unicode.Is(unicode.Hangul, r):
		c.hangul++
	case r < 0x370 || !unicode.IsLetter(r):
	default:
		for _, s := range otherScripts {
			if unicode.Is(s.table, r) {
				switch r {
				case 'ы', 'э', 'ё', 'ъ', 'Ы', 'Э', 'Ё', 'Ъ':
					c.russian++
				case 'ї', 'є', 'ґ', 'Ї', 'Є', 'Ґ':
					c.ukrainian++
				}
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

// smallWords are frequent words, with the languages here that have them; a word of two counts for both.
var smallWords = map[string]string{
	"the": "en", "and": "en", "of": "en", "is": "en", "with": "en", "this": "en", "that": "en", "for": "en", "are": "en", "we": "en", "you": "en", "how": "en", "to": "en",
	"und": "de", "der": "de", "die": "de", "das": "de", "ist": "de", "nicht": "de", "mit": "de", "ein": "de", "eine": "de", "auf": "de", "ich": "de",
	"les": "fr", "des": "fr", "est": "fr", "une": "fr", "dans": "fr", "pour": "fr", "avec": "fr", "nous": "fr", "et": "fr", "le": "fr it", "du": "fr", "qui": "fr it", "pas": "fr",
	"sur": "fr", "au": "fr", "ce": "fr", "cette": "fr", "sont": "fr", "vous": "fr", "je": "fr nl", "ou": "fr pt", "aux": "fr", "mais": "fr pt", "être": "fr",
	"los": "es", "las": "es", "el": "es", "y": "es", "una": "es it", "por": "es pt", "con": "es it", "del": "es it", "que": "es fr pt", "en": "es fr nl", "es": "es de", "se": "es it pt",
	"para": "es pt", "como": "es pt", "esta": "es pt",
	"não": "pt", "uma": "pt", "os": "pt", "em": "pt", "são": "pt", "você": "pt", "do": "pt", "da": "pt it", "um": "pt", "com": "pt",
	"il": "it fr", "che": "it", "di": "it", "gli": "it", "sono": "it", "nel": "it", "della": "it", "per": "it", "è": "it", "alla": "it", "anche": "it",
	"het": "nl", "een": "nl", "van": "nl", "niet": "nl", "voor": "nl", "zijn": "nl", "de": "nl fr es pt", "ik": "nl", "dat": "nl", "met": "nl",
	"la": "fr es it", "un": "fr es it",
}

func (c *census) word(w string) {
	c.latin++
	const small = 8
	if len(w) <= small {
		for lang := range strings.FieldsSeq(smallWords[strings.ToLower(w)]) {
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
