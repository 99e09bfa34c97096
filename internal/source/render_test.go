package source_test

import (
	"strings"
	"testing"

	"github.com/fumikura/fumikura/internal/source"
)

func TestNotationsOfGeneratorsGoWhereverMarkdownIsRead(t *testing.T) {
	const entry = "TITLE: 傘\nBASENAME: kasa\nDATE: 01/02/2024 03:04:05\n-----\nBODY:\n*はじめに\n雨です((小雨))。\n**手入れ\n-乾かす\n>|go|\nfunc dry() {}\n||<\n-----\n--------\n"
	for name, c := range map[string]struct{ text, has, lacks string }{
		"hatena.txt":  {entry, `<h3 id="はじめに">はじめに</h3>`, "**手入れ"},
		"mt.txt":      {strings.Replace(entry, "*はじめに", "<p>*はじめに</p>", 1), "<p>*はじめに</p>", "<h3"},
		"hugo.md":     {"---\ntitle: 傘\n---\n{{< figure src=\"a.png\" caption=\"赤い傘\" >}}\n", "赤い傘", "{{"},
		"posts.jsonl": {`{"url": "https://blog.example/a", "markdown": "::: note 傘\n赤い傘\n:::\n"}`, "赤い傘", ":::"},
	} {
		got, err := open(t, name, []byte(c.text), source.Options{Site: "https://blog.example/"})
		if err != nil || len(got) != 1 || got[0].Page == nil {
			t.Errorf("%s: %v, %+v", name, err, got)
			continue
		}
		if body := string(got[0].Page.Body); !strings.Contains(body, c.has) || strings.Contains(body, c.lacks) {
			t.Errorf("%s: it is %s", name, body)
		}
	}
}
