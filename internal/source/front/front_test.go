package front_test

import (
	"testing"

	"github.com/fumikura/fumikura/internal/source/front"
)

func TestAControlCharacterInFrontMatterCostsNoPost(t *testing.T) {
	m, rest, err := front.Split("---\ntitle: \"引き\u0008出し\"\npublished: fal\u0008se\n---\nカード\n")
	if err != nil || m.First("title") != "引き出し" || !m.Is("published", "false") || rest != "カード\n" {
		t.Errorf("got %v and %q, %v", m, rest, err)
	}
}

func TestWhatIsFrontMatterToSomeGeneratorHidesItsDrafts(t *testing.T) {
	for name, text := range map[string]string{
		"empty lines before it":        "\n\n---\ntitle: 傘\ndraft: true\n---\n本文\n",
		"a mark of the byte order":     "\ufeff---\ntitle: 傘\ndraft: true\n---\n本文\n",
		"a name behind the fence":      "---title: 傘\ndraft: true\n---\n本文\n",
		"a name behind that of TOML":   "+++title = \"傘\"\ndraft = true\n+++\n本文\n",
		"a comment around it":          "<!--\n---\ntitle: 傘\ndraft: true\n---\n-->\n本文\n",
		"a comment before it":          "<!-- 覚え書き -->\n---\ntitle: 傘\ndraft: true\n---\n本文\n",
		"the text behind its last one": "---\ntitle: 傘\ndraft: true\n---本文\n",
	} {
		m, rest, err := front.Split(text)
		if err != nil || m.First("title") != "傘" || !m.Is("draft", "true") || rest != "本文\n" {
			t.Errorf("%s: %v, %q, %v", name, m, rest, err)
		}
		if !front.Head(text).Yes("draft") {
			t.Errorf("%s: its head is %v", name, front.Head(text))
		}
	}
	for _, text := range []string{"\n本文\n", "---\n\n本文\n", "--- 本文\n", "---\n見出し\n------\n"} {
		if m, rest, err := front.Split(text); err != nil || len(m) != 0 || rest != text {
			t.Errorf("%q: %v, %q, %v", text, m, rest, err)
		}
	}
}

func TestFrontMatterWithoutAnEndIsNoText(t *testing.T) {
	for _, text := range []string{"---\ntitle: 傘\ndraft: true\n\n本文\n", "+++\nauthor = \"u\"\ndraft = true\n本文\n"} {
		if m, rest, err := front.Split(text); err == nil {
			t.Errorf("%q: %v, %q", text, m, rest)
		}
	}
}
