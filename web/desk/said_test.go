package desk

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestWhatCommandsSayIsSaidInJapanese(t *testing.T) {
	sayings, err := readSayings()
	if err != nil {
		t.Fatal(err)
	}
	d := &Desk{sayings: sayings}
	for english, want := range map[string]string{
		"robots.txt allows it": "robots.txt で許可されています",
		"at rank 3":            "3 位です",
		"at rank 3, though no post has all of the words":                                    "3 位です（すべての語を含む記事はありません）",
		"passed on 2024-05-01 12:00:00 with status 503: the server answers with status 503": "2024-05-01 12:00:00 に取り込めませんでした（ステータス 503）：サーバーの応答がステータス 503 でした",
	} {
		if got, ok := d.inJapanese(english); !ok || got != want {
			t.Errorf("%q is %q, want %q", english, got, want)
		}
	}
	for lang, want := range map[string]Said{"ja": {"what nobody says", "en"}, "en": {"what nobody says", ""}} {
		if got := (&visit{desk: d, lang: lang}).Said("what nobody says"); got != want {
			t.Errorf("in %s: %+v, want %+v", lang, got, want)
		}
	}
}

// composed are pieces that the program puts together of an outcome, a place or a way of learning and a sentence.
var composed = []string{"found in start", "fetched on", "unchanged on", "passed on", "gone on", "pages, taught by the feed", "pages, taught by", "pages, by comparison",
	"not published, for it looks like an accident; --force publishes it all the same"}

// TestEveryMessageOfTheCatalogueIsOneOfTheProgram looks for each piece of a message between what differs in the source.
func TestEveryMessageOfTheCatalogueIsOneOfTheProgram(t *testing.T) {
	var source strings.Builder
	for _, root := range []string{"../../cmd", "../../internal", "."} {
		err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			body, err := os.ReadFile(path)
			source.Write(body)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	body, err := os.ReadFile("words/said.ja.json")
	if err != nil {
		t.Fatal(err)
	}
	var catalogue [][2]string
	if err := json.Unmarshal(body, &catalogue); err != nil {
		t.Fatal(err)
	}
	text := regexp.MustCompile(`"\s*\+\s*"`).ReplaceAllString(source.String(), "")
	for _, c := range catalogue {
		if strings.Count(c[1], "…") > strings.Count(c[0], "…") {
			t.Errorf("%q has more that differs in Japanese", c[0])
		}
		for piece := range strings.SplitSeq(c[0], "…") {
			for part := range strings.SplitSeq(piece, ": ") {
				if part = strings.TrimPrefix(strings.Trim(part, " ,:"), "is to be "); len(part) > 7 && !slices.Contains(composed, part) && !strings.Contains(text, part) {
					t.Errorf("nothing in the program says %q, of %q", part, c[0])
				}
			}
		}
	}
}
