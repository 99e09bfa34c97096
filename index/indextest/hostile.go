package indextest

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
)

// hostile gives what no reader types for long.
func hostile() []string {
	return []string{
		";", "＂", `"`, "OR", "(", ")", "()", "*", "~", "^", "-", "--", "---", ":", "tag:", "tag:\"", "foo:bar", "AND", "NOT", "\\", "?", "/", "/./",
		"/.*/", "a*", "*a*", "日本~2", "a^99999", "[a TO z]", "{!func}", "+-&&||!(){}[]^\"~*?:\\/", "%", "%00", "\x00", "\xff\xfe", "\u202e", "\ufeff",
		"ー", "々", "ゝ", "・", "。", "、", "　", "\u3099", "が\u3099\u3099\u3099", "ﾞ", "㍿", "ﷺ", "👩‍👩‍👧", "🇯", "\U000e0041", "\u200d", "\u0301",
		strings.Repeat("a ", 32), strings.Repeat("ー", 256), strings.Repeat("あ", 256), strings.Repeat("一 ", 32), strings.Repeat("(", 200),
		strings.Repeat("-", 256), strings.Repeat("(a OR ", 30), strings.Repeat("🎉", 200), strings.Repeat("a\u0301", 120),
		"tag:* author:* year:9999 after:0001 before:9999-12-31", "-a -b -c", "a OR -a", "-(a OR -a)", "が OR の OR は OR を",
	}
}

func checkHostile(t *testing.T, e index.Engine, _ []*blog.Post) {
	t.Run("of our own", func(t *testing.T) { survive(t, e, hostile()) })
	t.Run("of the corpora of naughty strings", func(t *testing.T) {
		survive(t, e, naughty(t))
	})
}

func survive(t *testing.T, e index.Engine, texts []string) {
	for _, text := range texts {
		if _, err := e.Suggest(context.Background(), text, 10); err != nil {
			t.Errorf("typing %q fails: %v", text, err)
		}
		q, err := query.Parse(text)
		if err != nil {
			if !query.IsLimit(err) {
				t.Errorf("%q is refused: %v", text, err)
			}
			continue
		}
		res, err := e.Search(context.Background(), index.Request{Fold: index.FoldNone, Query: q, Facets: query.Facets()})
		if err != nil {
			t.Errorf("searching %q fails: %v", text, err)
		} else if res.Total < len(res.Hits) || res.Generation == "" {
			t.Errorf("searching %q gives %d hits of %d", text, len(res.Hits), res.Total)
		}
	}
}

// naughty reads the big list of naughty strings and the list of XSS payloads, which lie beside the project, not in it.
func naughty(t *testing.T) []string {
	t.Helper()
	dir := filepath.Join(corpora(t), "naughty")
	var all []string
	for _, name := range []string{"blns.json", "xss-payloads.json"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		if err := json.Unmarshal(data, &texts); err != nil {
			t.Fatalf("read %s: %v", name, err)
		}
		all = append(all, texts...)
	}
	return all
}

// corpora gives the folder of corpora beside the root of the module; where it is not there the test is skipped, but not in CI.
func corpora(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	for err == nil {
		if _, e := os.Stat(filepath.Join(dir, "go.mod")); e == nil {
			break
		}
		if dir == filepath.Dir(dir) {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
	if err != nil {
		t.Fatal(err)
	}
	shared := filepath.Join(dir, "..", "shared", "corpora")
	if _, err := os.Stat(shared); err != nil {
		if os.Getenv("FUMIKURA_CORPORA") == "required" {
			t.Fatalf("the corpora are missing: %v", err)
		}
		t.Skipf("the corpora are not beside the project: %v", err)
	}
	return shared
}
