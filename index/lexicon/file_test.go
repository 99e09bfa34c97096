package lexicon_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/lexicon"
	"github.com/fumikura/fumikura/internal/corpus"
)

// posts are texts of our own for tests that need some.
func posts() []string {
	return []string{
		"コンテナのデプロイを自動化した。Docker Compose と Kubernetes の比較。Azure Communication Services (ACS) の話。",
		"全文検索エンジンを作る。検索エンジンの仕組みと、取り扱いの注意。useEffect と self-hosted の話。",
		"サーバーの監視とログの見方。サーバーのログを Docker で集める。検索エンジンにも使う。",
	}
}

func build(order ...int) *lexicon.Lexicon {
	a := ja.New()
	var c lexicon.Collector
	var wait sync.WaitGroup
	for _, i := range order {
		wait.Go(func() { c.Observe(a.Words(posts()[i])) })
	}
	wait.Wait()
	return c.Lexicon()
}

func bytesOf(tb testing.TB, l *lexicon.Lexicon) []byte {
	tb.Helper()
	var b bytes.Buffer
	if n, err := l.WriteTo(&b); err != nil || n != int64(b.Len()) {
		tb.Fatalf("wrote %d of %d bytes: %v", n, b.Len(), err)
	}
	return b.Bytes()
}

// TestTheOrderOfPostsDoesNotMatter builds the same lexicon from posts seen in any order, at once.
func TestTheOrderOfPostsDoesNotMatter(t *testing.T) {
	if a, b := bytesOf(t, build(0, 1, 2)), bytesOf(t, build(2, 1, 0)); !bytes.Equal(a, b) {
		t.Errorf("%d bytes one way, %d the other, or other ones", len(a), len(b))
	}
}

// TestAnEmptyArchiveHasALexicon asks everything of a lexicon of nothing.
func TestAnEmptyArchiveHasALexicon(t *testing.T) {
	var c lexicon.Collector
	l, err := lexicon.Read(bytes.NewReader(bytesOf(t, c.Lexicon())))
	if err != nil {
		t.Fatal(err)
	}
	words := ja.New().Words("docker コンテナ 取扱い")
	if l.Len() != 0 || len(l.Alternatives(words)) != 0 || len(l.Near("dokcer")) != 0 || len(l.Complete("do", 5)) != 0 {
		t.Error("it says something")
	}
}

// TestDamagedFilesAreRefused flips bytes and cuts at lengths, all of them in the head.
func TestDamagedFilesAreRefused(t *testing.T) {
	good := bytesOf(t, build(0, 1, 2))
	for i := 0; i < len(good); i += 1 + i/200 {
		bad := bytes.Clone(good)
		bad[i] ^= 0x10
		version := i == bytes.IndexByte(good, '/')+1 // of an analysis may be any
		if _, err := lexicon.Read(bytes.NewReader(bad)); !version && !errors.Is(err, lexicon.ErrFormat) {
			t.Fatalf("byte %d changed: %v", i, err)
		}
		if _, err := lexicon.Read(bytes.NewReader(good[:i])); !errors.Is(err, lexicon.ErrFormat) {
			t.Fatalf("cut at %d: %v", i, err)
		}
	}
	if _, err := lexicon.Read(bytes.NewReader(append(bytes.Clone(good), 0))); !errors.Is(err, lexicon.ErrFormat) {
		t.Errorf("a byte too many: %v", err)
	}
	if _, err := lexicon.Read(failing{}); err == nil {
		t.Error("a reader that fails gives a lexicon")
	}
}

// TestWhatAnotherAnalysisWroteIsReadButNotContinued changes the version in the first line.
func TestWhatAnotherAnalysisWroteIsReadButNotContinued(t *testing.T) {
	other := func(file []byte) *bytes.Reader {
		return bytes.NewReader(bytes.Replace(file, []byte("/"+ja.Version+"\n"), []byte("/0.old\n"), 1))
	}
	l := build(0, 1, 2)
	if got, err := lexicon.Read(other(bytesOf(t, l))); err != nil || got.Len() != l.Len() {
		t.Errorf("reading the lexicon: %v", err)
	}
	var c lexicon.Collector
	var counts bytes.Buffer
	if _, err := c.Counts(nil).WriteTo(&counts); err != nil {
		t.Fatal(err)
	}
	if _, err := lexicon.ReadCounts(other(counts.Bytes())); !errors.Is(err, lexicon.ErrFormat) {
		t.Errorf("reading the counts: %v", err)
	}
}

type failing struct{}

func (failing) Read([]byte) (int, error) { return 0, errors.New("the disk is gone") }

// eachLine calls see for each line of our tables that is no comment, and gives its file and number as a place.
func eachLine(t *testing.T, tables fs.FS, see func(place, line string)) {
	t.Helper()
	names, err := fs.Glob(tables, "*/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatalf("tables %v, %v", names, err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(tables, name)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(strings.TrimSuffix(string(data), "\n"), "\n") {
			if !strings.HasPrefix(line, "#") {
				see(fmt.Sprintf("%s:%d", name, i+1), line)
			}
		}
	}
}

// TestTheTableIsWellFormed asks of each line of our table that it has two words at least, that are words to the analyzer, and none
// twice.
func TestTheTableIsWellFormed(t *testing.T) {
	seen := map[string]string{}
	eachLine(t, lexicon.TechTables(), func(place, line string) {
		words := strings.Split(line, ",")
		if len(words) < 2 || strings.Contains(line, "=>") {
			t.Errorf("%s: %q is no group", place, line)
		}
		if at, ok := seen[line]; ok {
			t.Errorf("%s: %q stands in %s too", place, line, at)
		}
		seen[line] = place
	})
	for _, group := range build().TableGroups() {
		if len(group) < 2 {
			t.Errorf("%q are the same word once analysed", group)
		}
	}
	if len(seen) < 300 {
		t.Errorf("only %d groups", len(seen))
	}
}

// TestEverydayWordsAreWellFormed asks of each everyday word that it stands on one line only, as it is once analysed (使われない is a form
// of 使う), and that it leads to another word.
func TestEverydayWordsAreWellFormed(t *testing.T) {
	l, a, seen := build(), ja.New(), map[string]string{}
	eachLine(t, lexicon.PlainTables(), func(place, line string) {
		left, right, ok := strings.Cut(line, " => ")
		if !ok || right == "" {
			t.Errorf("%s: %q has no arrow", place, line)
		}
		for _, word := range strings.Split(left, ", ") {
			var words []string
			for _, w := range a.Words(word) {
				if w.Kind == ja.Word {
					words = append(words, w.Term)
				}
			}
			terms := strings.Join(words, " ")
			if at, ok := seen[terms]; ok && at != place {
				t.Errorf("%s: %s stands in %s too", place, word, at)
			}
			seen[terms] = place
			if len(l.PlainWays(terms)) == 0 {
				t.Errorf("%s: %s leads nowhere", place, word)
			}
		}
	})
}

func TestSynonymFiles(t *testing.T) {
	a := ja.New()
	const sudachi = "\n000001,1,0,1,0,0,0,(),倉庫,,\n000001,1,0,1,0,0,2,(),倉,,\n000001,1,0,1,0,0,1,(),warehouse,,\n000001,1,0,2,0,0,0,(),蔵,,\n000001,1,2,1,0,0,0,(),くら,,\n"
	for _, c := range []struct{ name, file, query, want string }{
		{"words of a Solr line mean the same", "倉庫, 蔵\n", "蔵", "蔵: 倉庫 (synonym)"},
		{"an arrow goes one way", "倉庫 => 蔵\n", "倉庫", "倉庫: 蔵 (synonym)"},
		{"and not the other", "倉庫 => 蔵\n", "蔵", ""},
		{"a byte order mark, comments and blank lines are passed over", "\uFEFF# 蔵, 倉庫\r\n\r\n倉庫, 蔵\r\n", "蔵", "蔵: 倉庫 (synonym)"},
		{"a comma may be part of a word", "倉庫, 1\\,234\n", "倉庫", "倉庫: 1234 (synonym)"},
		{"Sudachi's list gives the spellings of a lexeme only", sudachi, "倉庫", "倉庫: 倉 (synonym); 倉庫: warehous (synonym)"},
		{"not what means the same in other words", sudachi, "蔵", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			owner, err := lexicon.ReadSynonyms(strings.NewReader(c.file), a)
			if err != nil {
				t.Fatal(err)
			}
			var seen lexicon.Collector
			seen.Observe(a.Words("倉庫と蔵と倉と warehouse、1,234個。くら"))
			if got := alternatives(seen.Lexicon().With(owner), c.query); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	for _, bad := range []string{"a =>\n", "=> b\n", "000001,1,0,1,0,0,0,(),倉庫,,\n000002,1\n", strings.Repeat("a", 70_000)} {
		if _, err := lexicon.ReadSynonyms(strings.NewReader(bad), a); err == nil {
			t.Errorf("%.40q is taken", bad)
		}
	}
	if _, err := lexicon.ReadSynonyms(io.LimitReader(endless{}, 64<<20), a); err == nil {
		t.Error("64 MB are taken")
	}
}

// endless is a file of blank lines.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '\n'
	}
	return len(p), nil
}

// TestTheSudachiListIsRead reads the list as its makers publish it.
func TestTheSudachiListIsRead(t *testing.T) {
	f, err := os.Open(corpus.Path(t, "corpora", "synonyms", "sudachi-synonyms.txt.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	a := ja.New()
	owner, err := lexicon.ReadSynonyms(z, a)
	if err != nil {
		t.Fatal(err)
	}
	var seen lexicon.Collector
	seen.Observe(a.Words("宛先を書く。サマリーを読む。"))
	l := seen.Lexicon().With(owner)
	for query, want := range map[string]string{"宛て先": "宛先", "summary": "サマリ"} {
		if got := alternatives(l, query); !strings.Contains(got, ": "+want+" (synonym") {
			t.Errorf("%s: got %q, want %s among it", query, got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(bytesOf(f, build(0, 1, 2)))
	f.Add([]byte("fumikura lexicon"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if l, err := lexicon.Read(bytes.NewReader(data)); err == nil {
			if again := bytesOf(t, l); !bytes.Equal(again, data) {
				t.Errorf("read %d bytes, wrote %d", len(data), len(again))
			}
		}
	})
}

func FuzzSynonyms(f *testing.F) {
	for _, s := range []string{"a, b => c", "a\\,b, c\n#\n", "000001,1,0,1/2,0,0,0,(),宛先,,\n", "\uFEFF,,,=>=>"} {
		f.Add(s)
	}
	ja.Load() // under a fuzzer's instrumentation it takes longer than one input may
	a := ja.New()
	f.Fuzz(func(t *testing.T, s string) {
		if owner, err := lexicon.ReadSynonyms(strings.NewReader(s), a); err == nil {
			build(0).With(owner).Alternatives(a.Words(s))
		}
	})
}

// FuzzQueries asks anything of a lexicon: spans lie in the query, terms are not empty, weights are below that of the word itself.
func FuzzQueries(f *testing.F) {
	for _, s := range []string{"appservice", "取扱い", "コンテナアプリ", "dokcer", "kens", "こんt", "Ａ・", "\xff", "n", "ッッ", "a b c d e f g"} {
		f.Add(s)
	}
	a, l := ja.New(), build(0, 1, 2)
	f.Fuzz(func(t *testing.T, s string) {
		var words []ja.Token
		for _, p := range a.Query(s) {
			words = append(words, p.Words...)
		}
		for _, x := range l.Alternatives(words) {
			if x.From < 0 || x.From >= x.To || x.To > len(words) || len(x.Terms) == 0 || x.Kind == "" {
				t.Fatalf("%q: %+v of %d words", s, x, len(words))
			}
		}
		for _, near := range l.Near(s) {
			if near == ja.FoldString(s) {
				t.Fatalf("%q is near itself", s)
			}
		}
		if got := l.Complete(s, 3); len(got) > 3 {
			t.Fatalf("%q has %d completions", s, len(got))
		}
	})
}

// BenchmarkAlternatives measures a query against the lexicon of the shared blogs.
func BenchmarkAlternatives(b *testing.B) {
	a := ja.New()
	words := a.Words("appservice コンテナアプリ 取扱い kuberentes オブザーバビリティ")
	l := build(0, 1, 2)
	for b.Loop() {
		l.Alternatives(words)
	}
}

func ExampleLexicon_Complete() {
	l := build(0, 1, 2)
	for _, c := range l.Complete("kens", 2) {
		fmt.Println(c.Text, c.Posts)
	}
	// Output:
	// 検索 2
	// 検索エンジン 2
}

// BenchmarkComplete shows that a completion costs about the same in ten times as many words.
func BenchmarkComplete(b *testing.B) {
	for _, n := range []int{30_000, 300_000} {
		l := lexicon.Large(n)
		for _, typed := range []string{"k", "ka", "keni", "kenaxi", "か", "けん", "検s"} {
			b.Run(fmt.Sprintf("%d words %s", n, typed), func(b *testing.B) {
				l.Complete(typed, 10)
				for b.Loop() {
					l.Complete(typed, 10)
				}
			})
		}
	}
}
