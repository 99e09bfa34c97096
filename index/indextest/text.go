package indextest

import (
	"context"
	"errors"
	"math/rand/v2"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
)

// maxExcerpt is how many characters an excerpt may have.
const maxExcerpt = 120

func checkPost(t *testing.T, e index.Engine, all []*blog.Post) {
	for _, want := range all {
		got, err := e.Post(context.Background(), want.ID)
		if err != nil {
			t.Errorf("%s cannot be got back: %v", want.URL, err)
			continue
		}
		if !got.Published.Equal(want.Published) {
			t.Errorf("%s was published at %v, want %v", want.URL, got.Published, want.Published)
		}
		same := *got
		same.Published = want.Published // compared above: zones may have lost their names
		if !reflect.DeepEqual(same, *want) {
			t.Errorf("%s comes back as\n%+v, want\n%+v", want.URL, *got, *want)
		}
	}
	if _, err := e.Post(context.Background(), "nosuchpost"); !errors.Is(err, blog.ErrNotFound) {
		t.Errorf("a post that is not there gives %v", err)
	}
}

// latinWord is what a reader takes for one word or number: C++, 3.11, foo_bar.
var latinWord = regexp.MustCompile(`[A-Za-z0-9_]+([.,-][0-9]+)*[+#]*`)

// checkNeverMiss asks for what a reader may have seen in a post: any run of Japanese, any Latin word and its beginning.
func checkNeverMiss(t *testing.T, e index.Engine, all []*blog.Post) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, p := range all {
		text := p.Title + "\n" + p.Text()
		for range 4 {
			mustFind(t, e, p, japaneseRun(random, text, 8))
		}
		for _, w := range latinWord.FindAllString(text, -1) {
			mustFind(t, e, p, w)
			if isName(w) && len(w) > 3 {
				mustFind(t, e, p, w[:3+random.IntN(len(w)-3)])
			}
			for part := range strings.SplitSeq(w, "_") {
				mustFind(t, e, p, part)
			}
		}
	}
}

// isName says that a word is of letters, so that its beginning is what somebody half-way through typing would see.
func isName(w string) bool {
	return strings.Trim(strings.ToLower(w), "abcdefghijklmnopqrstuvwxyz_") == ""
}

func mustFind(t *testing.T, e index.Engine, p *blog.Post, text string) {
	t.Helper()
	if text == "" {
		return
	}
	if q := parsed(t, text); !findsPost(t, e, q, p.ID) {
		t.Errorf("searching %q misses %s (%s %s)", q, p.URL, p.Title, p.Text())
	}
}

func findsPost(t *testing.T, e index.Engine, q query.Query, id blog.ID) bool {
	t.Helper()
	return slices.Contains(ids(allHits(t, e, index.Request{Fold: index.FoldNone, Query: q, Size: 100})), id)
}

// japaneseRun draws up to most characters that follow each other in a run of kana and kanji.
func japaneseRun(random *rand.Rand, text string, most int) string {
	var runs [][]string
	inside := false
	for _, c := range characters(text) {
		r, _ := utf8.DecodeRuneInString(c)
		if !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) && r != 'ー' {
			inside = false
			continue
		}
		if !inside {
			runs, inside = append(runs, nil), true
		}
		runs[len(runs)-1] = append(runs[len(runs)-1], c)
	}
	if len(runs) == 0 {
		return ""
	}
	return draw(random, runs[random.IntN(len(runs))], most)
}

// draw gives up to most characters that follow each other.
func draw(random *rand.Rand, run []string, most int) string {
	n := 1 + random.IntN(min(most, len(run)))
	from := random.IntN(len(run) - n + 1)
	return strings.Join(run[from:from+n], "")
}

// characters cuts a text as a reader sees it.
func characters(text string) []string {
	var out []string
	for g := uniseg.NewGraphemes(text); g.Next(); {
		out = append(out, g.Str())
	}
	return out
}

// checkExact asks for quoted runs, of any characters and across the borders of words.
func checkExact(t *testing.T, e index.Engine, all []*blog.Post) {
	random := rand.New(rand.NewPCG(3, 4))
	for _, p := range all {
		for _, b := range append([]blog.Block{{Text: p.Title}}, p.Blocks...) {
			text := strings.TrimSpace(draw(random, characters(b.Text), 20))
			if text == "" {
				continue
			}
			if q := (query.Query{Root: query.Phrase{Text: text}}); !findsPost(t, e, q, p.ID) {
				t.Errorf("the exact run %s misses %s (%s)", q, p.URL, b.Text)
			}
		}
	}
}

func checkMarked(t *testing.T, e index.Engine, all []*blog.Post) {
	random := rand.New(rand.NewPCG(5, 6))
	for _, p := range all {
		run := japaneseRun(random, p.Text(), 4)
		if run == "" {
			continue
		}
		marks, err := e.Marked(context.Background(), p.ID, query.Query{Root: query.Phrase{Text: run}})
		if err != nil || len(marks) == 0 {
			t.Errorf("%q is not marked in %s (%s): %v", run, p.URL, p.Text(), err)
		}
		for _, m := range marks {
			if m.Block < 0 || m.Block >= len(p.Blocks) || m.Start < 0 || m.Start >= m.End || m.End > len(p.Blocks[m.Block].Text) {
				t.Errorf("the mark %+v of %q is outside of %s", m, run, p.URL)
			} else if got := p.Blocks[m.Block].Text[m.Start:m.End]; utf8.ValidString(p.Text()) && !utf8.ValidString(got) {
				t.Errorf("the mark %+v of %q cuts a character of %s", m, run, p.URL)
			}
		}
	}
	if _, err := e.Marked(context.Background(), "nosuchpost", query.Query{}); !errors.Is(err, blog.ErrNotFound) {
		t.Errorf("marking a post that is not there gives %v", err)
	}
}

func checkExcerpts(t *testing.T, e index.Engine, all []*blog.Post) {
	posts := map[blog.ID]*blog.Post{}
	for _, p := range all {
		posts[p.ID] = p
	}
	for _, text := range searches {
		for _, h := range allHits(t, e, index.Request{Fold: index.FoldNone, Query: parsed(t, text), Size: 100}) {
			p := posts[h.Post.ID]
			if plain(h.Title) != p.Title {
				t.Errorf("searching %q shows the title %q, want %q", text, plain(h.Title), p.Title)
			}
			if said := strings.TrimSuffix(strings.TrimPrefix(plain(h.Excerpt), "…"), "…"); !strings.Contains(p.Text(), said) || said == "" {
				t.Errorf("searching %q shows %q, which is not in %s", text, plain(h.Excerpt), p.URL)
			}
			if n := uniseg.GraphemeClusterCount(plain(h.Excerpt)); n > maxExcerpt {
				t.Errorf("searching %q shows %d characters of %s", text, n, p.URL)
			}
			if len(h.Post.Blocks) != 0 {
				t.Errorf("searching %q sends all of %s", text, p.URL)
			}
		}
	}
}

func checkRelated(t *testing.T, e index.Engine, all []*blog.Post) {
	for _, p := range all {
		hits, err := e.Related(context.Background(), p.ID, 3)
		if err != nil || len(hits) > 3 || slices.Contains(ids(hits), p.ID) {
			t.Errorf("%s has the related posts %v: %v", p.URL, ids(hits), err)
		}
		// The posts of this case say the same, so nothing is more alike.
		if strings.Contains(p.URL, "/same_text/") && (len(hits) < 2 || !strings.Contains(hits[0].Post.URL, "/same_text/") ||
			!strings.Contains(hits[1].Post.URL, "/same_text/")) {
			t.Errorf("%s has the related posts %v, want first those that say the same", p.URL, ids(hits))
		}
	}
	if _, err := e.Related(context.Background(), "nosuchpost", 3); !errors.Is(err, blog.ErrNotFound) {
		t.Errorf("posts related to one that is not there give %v", err)
	}
}

func checkStats(t *testing.T, e index.Engine, all []*blog.Post) {
	s, err := e.Stats(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	sites := map[string]int{}
	for _, p := range all {
		sites[p.Site]++
	}
	if s.Posts != len(all) || !reflect.DeepEqual(s.Sites, sites) {
		t.Errorf("the index has %d posts %v, want %d %v", s.Posts, s.Sites, len(all), sites)
	}
	if s.Generation == "" || s.Analyzer == "" || s.Bytes == 0 || s.Built.IsZero() || s.Outdated || s.Degraded != "" {
		t.Errorf("a new index is described as %+v", s)
	}
}
