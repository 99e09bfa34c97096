package ja_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index/ja"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestAnalysis holds what each text of testdata/analysis becomes. A case is a file whose name is a sentence and whose first line
// is the text; to add one, write that line and run with -update.
func TestAnalysis(t *testing.T) {
	files, err := filepath.Glob("testdata/analysis/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	a := ja.New()
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text, _, _ := strings.Cut(string(want), "\n")
			got := describe(a, text)
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if got != string(want) {
				t.Errorf("%s: got\n%swant\n%s", file, got, want)
			}
		})
	}
}

// describe writes all that the analyzer says of a text.
func describe(a *ja.Analyzer, text string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\nfold: %s\n", text, ja.Fold(text).Text)
	kinds := []string{"word", "surface", "part", "whole"}
	for _, w := range a.Words(text) {
		fmt.Fprintf(&b, "%3d %-7s %s  [%s]", w.Pos, kinds[w.Kind], w.Term, text[w.Start:w.End])
		if w.Reading != "" {
			fmt.Fprintf(&b, " %s", w.Reading)
		}
		if w.Weak {
			b.WriteString(" weak")
		}
		b.WriteByte('\n')
	}
	b.WriteString("grams:")
	for _, g := range a.Grams(text) {
		fmt.Fprintf(&b, " %d:%s", g.Pos, g.Term)
	}
	b.WriteByte('\n')
	for _, p := range a.Query(text) {
		fmt.Fprintf(&b, "piece %d %q:", p.Chunk, text[p.Start:p.End])
		for _, w := range p.Words {
			fmt.Fprintf(&b, " %s", w.Term)
		}
		if p.Whole != "" {
			fmt.Fprintf(&b, " whole=%s", p.Whole)
		}
		for _, v := range p.Variants {
			fmt.Fprintf(&b, " or %s(%s)", v.Kind, strings.Join(v.Terms, " "))
		}
		if p.Weak {
			b.WriteString(" weak")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// TestSameTokens lists writings that a reader takes for the same.
func TestSameTokens(t *testing.T) {
	a := ja.New()
	for _, same := range [][2]string{
		{"Docker入門", "Docker 入門"}, {"ＡＷＳ", "aws"}, {"ｻｰﾊﾞｰ", "サーバー"}, {"サ−バ", "サーバ"}, {"サ-バ", "サーバ"}, {"サ～バ", "サーバ"},
		{"がぎぐ", "か\u3099き\u3099く\u3099"}, {"ヴァイオリン", "バイオリン"}, {"ヂグソー", "ジグソー"}, {"全文検索ｴﾝｼﾞﾝ", "全文検索エンジン"},
		{"Let’s", "let's"}, {"１，２３４", "1,234"}, {"2016/08/19", "2016-08-19"}, {"㌔", "キロ"}, {"ＮＯＤＥ．ＪＳ", "node.js"},
	} {
		got, want := terms(a, same[0]), terms(a, same[1])
		if strings.Join(got, "/") != strings.Join(want, "/") {
			t.Errorf("%s gives %q, %s gives %q", same[0], got, same[1], want)
		}
	}
}

// terms gives the Words of a text.
func terms(a *ja.Analyzer, text string) (out []string) {
	for _, w := range a.Words(text) {
		if w.Kind == ja.Word {
			out = append(out, w.Term)
		}
	}
	return out
}

// TestMeet lists pairs of which the first, as a query, has to meet the second.
func TestMeet(t *testing.T) {
	a := ja.New()
	for _, pair := range [][2]string{
		{"サーバ", "サーバー"}, {"サーバー", "サーバ"}, {"ユーザ", "ユーザー"}, {"取扱", "取り扱い"}, {"取り扱い", "取扱"}, {"取扱い", "取り扱い"}, {"組込み", "組み込み"},
		{"付加える", "付け加える"}, {"付け加えた", "付加える"}, {"斉藤", "齋藤"}, {"齊藤", "斉藤"}, {"一月", "1月"}, {"１月", "一月"}, {"佐佐木", "佐々木"}, {"人々", "人人"},
		{"useEffect", "use effect"}, {"effect", "useEffect"}, {"Node.js", "nodejs"}, {"no-cache", "docker build --no-cache ."}, {"--no-cache", "a --no-cache b"},
		{"走った", "走る"}, {"containers", "container"}, {"1234", "1,234円"}, {"3.11", "Python 3.11.4"}, {"サービス", "マイクロ・サービス"}, {"マイクロサービス", "マイクロ・サービス"},
		{"関西国際空港", "関西国際空港"}, {"空港", "関西国際空港"}, {"C++", "C++17"}, {"example.com", "https://example.com/a"}, {"/api/v1/search", "GET /api/v1/search?q=1"},
	} {
		if !meets(a, pair[0], pair[1]) {
			t.Errorf("%s does not find %s", pair[0], pair[1])
		}
	}
	for _, pair := range [][2]string{{"健", "見る"}, {"C", "C++"}, {"C", "C#"}, {"C#", "C++"}, {"リング", "グリーン"}, {"一般", "1般"}, {"使用", "仕様"}} {
		if meets(a, pair[0], pair[1]) {
			t.Errorf("%s finds %s", pair[0], pair[1])
		}
	}
}

// meets reports whether every piece of the query, or a variant of it, stands in the text as words side by side or as one term.
func meets(a *ja.Analyzer, query, text string) bool {
	at := map[string][]int{}
	for _, w := range a.Words(text) {
		at[w.Term] = append(at[w.Term], w.Pos)
	}
	for _, p := range a.Query(query) {
		var own []string
		for _, w := range p.Words {
			own = append(own, w.Term)
		}
		found := len(at[p.Whole]) > 0 || inRow(at, own)
		for _, v := range p.Variants {
			found = found || inRow(at, v.Terms)
		}
		if !found {
			return false
		}
	}
	return true
}

func inRow(at map[string][]int, terms []string) bool {
	if len(terms) == 0 {
		return false
	}
	for _, start := range at[terms[0]] {
		ok := true
		for i, term := range terms {
			here := false
			for _, pos := range at[term] {
				here = here || pos == start+i
			}
			ok = ok && here
		}
		if ok {
			return true
		}
	}
	return false
}

// TestEachWordOfTheListIsOne holds that the list of katakana has words, which are one word alone, and each once.
func TestEachWordOfTheListIsOne(t *testing.T) {
	a, seen := ja.New(), map[string]bool{}
	for word := range strings.FieldsSeq(ja.KatakanaList()) {
		if got := terms(a, word); len(got) != 1 {
			t.Errorf("%s gives %q", word, got)
		}
		if seen[word] {
			t.Errorf("%s stands twice", word)
		}
		seen[word] = true
	}
	if len(seen) < 500 {
		t.Errorf("only %d words", len(seen))
	}
}
