package ja_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/ikawaha/kagome-dict/ipa"
	"github.com/ikawaha/kagome/v2/tokenizer"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/internal/corpus"
)

// TestLatticeIsKagome cuts sentences with both lattices and asks for the same morphemes, ties included.
func TestLatticeIsKagome(t *testing.T) {
	text, err := os.ReadFile("testdata/sentences.txt")
	if err != nil {
		t.Fatal(err)
	}
	n := sameAsKagome(t, func(yield func(string) bool) {
		for line := range strings.Lines(string(text)) {
			if !yield(strings.TrimSuffix(line, "\n")) {
				return
			}
		}
		for _, s := range []string{"", "ー", "一", strings.Repeat("一", 60), strings.Repeat("ー", 1100), strings.Repeat("あ", 200), "aあa\u3000\tア゛", "🎉祝"} {
			if !yield(s) {
				return
			}
		}
	})
	t.Logf("%d sentences", n)
}

// TestLatticeIsKagomeOnCorpora does the same with a hundred thousand sentences that people wrote.
func TestLatticeIsKagomeOnCorpora(t *testing.T) {
	corpus.NoRace(t)
	const enough = 110_000
	if n := sameAsKagome(t, sentences(t, enough)); n < 100_000 {
		t.Errorf("only %d sentences", n)
	}
}

func sameAsKagome(t *testing.T, sentences func(yield func(string) bool)) (n int) {
	t.Helper()
	kagome, err := tokenizer.New(ipa.Dict(), tokenizer.OmitBosEos())
	if err != nil {
		t.Fatal(err)
	}
	var c ja.Cutter
	sentences(func(s string) bool {
		n++
		for _, search := range []bool{false, true} {
			mode := tokenizer.Normal
			if search {
				mode = tokenizer.Search
			}
			want, got := kagomeCut(kagome, s, mode), fmt.Sprint(c.Cut(s, search))
			if got != want {
				t.Errorf("%q (search %v): got %s, kagome says %s", s, search, got, want)
				return false
			}
		}
		return true
	})
	return n
}

func kagomeCut(k *tokenizer.Tokenizer, s string, mode tokenizer.TokenizeMode) string {
	var out []ja.Morpheme
	for _, m := range k.Analyze(s, mode) {
		id := m.ID
		if m.Class == tokenizer.UNKNOWN {
			id = ^id
		}
		out = append(out, ja.Morpheme{ID: id, Start: m.Position, End: m.Position + len(m.Surface)})
	}
	return fmt.Sprint(out)
}

// sentences yields up to n sentences of the shared corpora.
func sentences(tb testing.TB, n int) func(yield func(string) bool) {
	tb.Helper()
	dir := corpus.Path(tb)
	files, _ := filepath.Glob(filepath.Join(dir, "corpora", "*", "*.jsonl.gz"))
	if len(files) == 0 {
		tb.Fatalf("no corpora in %s", dir)
	}
	return func(yield func(string) bool) {
		for _, file := range files {
			for _, text := range textsOf(tb, file) {
				for _, s := range strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '。' }) {
					if n--; n < 0 || (utf8.RuneCountInString(s) < 1000 && utf8.ValidString(s) && !yield(s)) {
						return
					}
				}
			}
		}
	}
}

// textsOf reads the long strings of each line of a file.
func textsOf(tb testing.TB, file string) (texts []string) {
	tb.Helper()
	f, err := os.Open(file)
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		tb.Fatal(err)
	}
	for r := bufio.NewReader(z); ; {
		line, err := r.ReadString('\n')
		var fields map[string]any
		if line != "" && json.Unmarshal([]byte(line), &fields) == nil {
			for _, v := range fields {
				if s, ok := v.(string); ok && len(s) > 100 {
					texts = append(texts, s)
				}
			}
		}
		if err == io.EOF {
			return texts
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
}

func TestARunThatComesAgainIsCutAsBefore(t *testing.T) {
	texts := []string{"関西国際空港のデスクトップアプリについて、サ-バを立ち上げる。", "ヴァイオリンとサーバー", strings.Repeat("東京都に住んでいます", 30), "", "ｺﾝﾃﾅの設定"}
	for i := range 40000 { // more than the cache holds
		texts = append(texts, fmt.Sprintf("番号は%c%c%c%cでした", 'あ'+i%80, '亜'+i%1000, 'ア'+i/500, '一'+i))
	}
	plain, caching := ja.New(), ja.Caching()
	for range 2 {
		for _, text := range texts[:min(len(texts), 3000)] {
			if got, want := caching.Words(text), plain.Words(text); !slices.Equal(got, want) {
				t.Fatalf("%s: %v, want %v", text, got, want)
			}
		}
		for _, text := range texts {
			caching.Words(text)
		}
	}
}
