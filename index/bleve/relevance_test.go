package bleve_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/bleve"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/corpus"
)

// measure asks every query and gives the mean reciprocal rank in the first ten by kind, with "all" for all.
func measure(t *testing.T, e *bleve.Engine, queries []corpus.Judged) map[string]float64 {
	t.Helper()
	sum, n := map[string]float64{}, map[string]int{}
	var lost []string
	relaxed := 0
	for _, q := range queries {
		parsed, err := query.Parse(q.Text)
		if err != nil {
			t.Fatalf("parse %q: %v", q.Text, err)
		}
		res, err := e.Search(context.Background(), index.Request{Fold: index.FoldNone, Query: parsed})
		if err != nil {
			t.Fatalf("search %q: %v", q.Text, err)
		}
		if res.Relaxed {
			relaxed++
		}
		rank := 1 + slices.IndexFunc(res.Hits, func(h index.Hit) bool { return slices.Contains(q.Answers, h.Post.ID) })
		if rank != 1 {
			first := ""
			if len(res.Hits) > 0 {
				first = res.Hits[0].Post.Title
			}
			lost = append(lost, fmt.Sprintf("%s %s rank %d of %d relaxed %v: %s -> %s", q.ID, q.Kind, rank, res.Total, res.Relaxed, q.Text, first))
		}
		for _, kind := range []string{q.Kind, "all"} {
			n[kind]++
			if rank > 0 {
				sum[kind] += 1 / float64(rank)
			}
		}
	}
	t.Logf("%d queries, %d relaxed, not first:\n%s", len(queries), relaxed, strings.Join(lost, "\n"))
	for kind := range sum {
		sum[kind] /= float64(n[kind])
	}
	return sum
}

func table(t *testing.T, name string, got map[string]float64) {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, kind := range []string{"all", "kw", "nl", "var", "id", "rare"} {
		if v, ok := got[kind]; ok {
			fmt.Fprintf(w, "%s\t%.3f\n", kind, v)
		}
	}
	w.Flush()
	t.Logf("%s, MRR@10\n%s", name, b.String())
}

func TestRelevanceOfKnownItems(t *testing.T) {
	corpus.NoRace(t)
	dir := t.TempDir()
	e := openIn(t, bleve.Options{Dir: dir})
	build(t, e, index.Rebuild, corpus.KnownItems(t))
	queries := corpus.KnownItemQueries(t)
	got := measure(t, e, queries)
	table(t, "known items", got)
	floors(t, got, map[string]float64{"all": .937, "kw": .99, "nl": .82, "var": .943, "id": .99, "rare": .99})
	for set, least := range map[string]map[string]float64{
		"second": {"all": .86, "kw": .99, "nl": .50, "var": .97, "id": .97},
		"third":  {"all": .905, "kw": .99, "nl": .70, "var": .945, "id": .96},
		"fourth": {"all": .90, "kw": .97, "nl": .73, "var": .93, "id": .97},
		"fifth":  {"all": .904, "kw": .96, "nl": .73, "var": .96, "id": .95},
	} {
		t.Run("our own "+set+" set", func(t *testing.T) {
			got := measure(t, e, corpus.OwnQueries(t, set))
			table(t, "our own "+set+" set", got)
			floors(t, got, least)
		})
	}
	t.Run("with the Sudachi list as the owner's synonyms", func(t *testing.T) {
		got := measure(t, openIn(t, bleve.Options{Dir: dir, ReadOnly: true, Synonyms: sudachi(t)}), queries)
		table(t, "known items with synonyms", got)
		floors(t, got, map[string]float64{"all": .937, "kw": .99, "nl": .82, "var": .943, "id": .99, "rare": .99})
	})
}

func TestRelevanceOfOtherBlogs(t *testing.T) {
	corpus.NoRace(t)
	for _, set := range []struct {
		name  string
		posts []*blog.Post
		least map[string]float64
	}{
		{"english", corpus.English(t), map[string]float64{"all": .845, "kw": .95, "nl": .68, "var": .91, "id": .83}},
		{"help", corpus.Help(t), map[string]float64{"all": .84, "kw": .91, "nl": .64, "var": .92, "id": .94}},
	} {
		t.Run(set.name, func(t *testing.T) {
			got := measure(t, open(t, set.posts), corpus.OwnQueries(t, set.name))
			table(t, set.name, got)
			floors(t, got, set.least)
		})
	}
}

// sudachi unpacks the list of synonyms as an owner would and gives its place.
func sudachi(t *testing.T) string {
	var text []byte
	lines(t, corpus.Path(t, "corpora", "synonyms", "sudachi-synonyms.txt.gz"), func(line []byte) {
		text = append(append(text, line...), '\n')
	})
	name := filepath.Join(t.TempDir(), "synonyms.txt")
	if err := os.WriteFile(name, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestRelevanceOfQuestions(t *testing.T) {
	corpus.NoRace(t)
	dir := corpus.Path(t, "corpora", "jsquad")
	var posts []*blog.Post
	lines(t, filepath.Join(dir, "docs.jsonl.gz"), func(line []byte) {
		var d struct{ ID, Title, Text string }
		if err := json.Unmarshal(line, &d); err != nil {
			t.Fatal(err)
		}
		posts = append(posts, &blog.Post{ID: blog.ID(d.ID), URL: "https://example.com/" + d.ID, Title: d.Title, Lang: "ja",
			Blocks: []blog.Block{{Kind: blog.Paragraph, Text: d.Text}}})
	})
	answers := map[string][]blog.ID{}
	lines(t, filepath.Join(dir, "qrels.tsv.gz"), func(line []byte) {
		f := strings.Fields(string(line))
		answers[f[0]] = append(answers[f[0]], blog.ID(f[2]))
	})
	var queries []corpus.Judged
	lines(t, filepath.Join(dir, "queries.tsv.gz"), func(line []byte) {
		id, text, _ := strings.Cut(string(line), "\t")
		queries = append(queries, corpus.Judged{ID: id, Text: text, Answers: answers[id]})
	})
	got := measure(t, open(t, posts), queries)
	table(t, "JSQuAD", got)
	floors(t, got, map[string]float64{"all": .94})
}

// floors fails where a figure has fallen below what was reached, less a hair for ties.
func floors(t *testing.T, got, least map[string]float64) {
	t.Helper()
	for kind, floor := range least {
		if got[kind] < floor {
			t.Errorf("%s: MRR@10 %.3f, was at least %.3f", kind, got[kind], floor)
		}
	}
}
