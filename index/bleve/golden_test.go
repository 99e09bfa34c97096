package bleve_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/bleve"
	"github.com/fumikura/fumikura/index/eval"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/weight"
	"github.com/fumikura/fumikura/internal/corpus"
)

var update = flag.Bool("update", false, "rewrite the golden rankings")

// Golden rankings (testdata/golden/*.txt) hold what the program answers over the posts of our own writing. A file is a list of
//
//	? the query
//	! what it is there to show, written by hand
//	= how many posts are found, and how many of them have all words
//	1 id of the first post: its title with what matches marked; lacks the words that it lacks
//
// Of these, -update writes the last two kinds of line. Whoever changes analysis or scoring reviews what it rewrites like code.

// goldenTop is how many posts are held.
const goldenTop = 6

// golden is one query with its ranking.
type golden struct {
	file, query string
	why         []string
	ranking     []string
}

func goldens(t testing.TB) []*golden {
	t.Helper()
	files, err := filepath.Glob("testdata/golden/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden rankings: %v", err)
	}
	var out []*golden
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			line = strings.TrimRight(line, "\r\n")
			switch mark, rest, _ := strings.Cut(line, " "); mark {
			case "":
			case "?":
				out = append(out, &golden{file: file, query: rest})
			case "!":
				out[len(out)-1].why = append(out[len(out)-1].why, rest)
			default:
				out[len(out)-1].ranking = append(out[len(out)-1].ranking, line)
			}
		}
	}
	for _, g := range out {
		if len(g.why) == 0 {
			t.Errorf("%s: %s does not say what it is there to show", g.file, g.query)
		}
	}
	return out
}

func writeGoldens(t *testing.T, all []*golden) {
	t.Helper()
	texts := map[string]*strings.Builder{}
	for _, g := range all {
		b := texts[g.file]
		if b == nil {
			b = &strings.Builder{}
			texts[g.file] = b
		} else {
			b.WriteByte('\n')
		}
		fmt.Fprintf(b, "? %s\n", g.query)
		for _, w := range g.why {
			fmt.Fprintf(b, "! %s\n", w)
		}
		for _, r := range g.ranking {
			fmt.Fprintln(b, r)
		}
	}
	for file, b := range texts {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// ranking is what the engine answers, as the files have it.
func ranking(t testing.TB, e *bleve.Engine, text string) []string {
	t.Helper()
	q, err := query.Parse(text)
	if err != nil {
		t.Fatalf("parse %q: %v", text, err)
	}
	res, err := e.Search(t.Context(), index.Request{Query: q, Size: goldenTop})
	if err != nil {
		t.Fatalf("search %q: %v", text, err)
	}
	out := []string{fmt.Sprintf("= %d found, %d with all words", res.Total, res.Strict)}
	if res.Corrected != nil {
		out[0] += ", in place of it " + res.Corrected.To
	}
	for i, h := range res.Hits {
		line := fmt.Sprintf("%d %s: %s", i+1, h.Post.ID, marked(h.Title))
		if len(h.Missing) > 0 {
			line += "; lacks " + strings.Join(h.Missing, ", ")
		}
		out = append(out, line)
	}
	return out
}

func openOwn(t testing.TB) *bleve.Engine {
	t.Helper()
	posts := corpus.Own(t)
	if len(posts) < 200 {
		t.Fatalf("%d posts are too few", len(posts))
	}
	e := openIn(t, bleve.Options{Dir: t.TempDir(), Synonyms: "testdata/golden/synonyms"})
	build(t, e, index.Rebuild, posts)
	return e
}

// TestTopics asks topics with graded judgements over the same posts. The figures stand in testdata/golden/statistics, which -update
// rewrites, and may not fall below the floors.
func TestTopics(t *testing.T) {
	topics, err := eval.Topics(bytes.NewReader(corpus.OwnTopics(t)))
	if err != nil {
		t.Fatal(err)
	}
	e := openOwn(t)
	run := eval.Run{}
	for _, topic := range topics {
		for _, h := range ask(t, e, topic.Query, func(r *index.Request) { r.Fold = index.FoldTranslations }).Hits {
			run[topic.ID] = append(run[topic.ID], string(h.Post.ID))
		}
	}
	report := eval.Measure(topics, run)
	for _, o := range report.Outcomes {
		if o.NDCG < .8 {
			t.Logf("%.2f %s: %v, right are %v", o.NDCG, o.Topic.Query, run[o.Topic.ID], o.Topic.Relevant)
		}
	}
	for kind, floor := range map[string]float64{"kw": .835, "nl": .65, "en": .895, "var": .865} {
		if f := report.Kinds[kind]; f.NDCG < floor {
			t.Errorf("%s: nDCG@10 %.3f, was at least %.3f", kind, f.NDCG, floor)
		}
	}
	got := statistics(report)
	const file = "testdata/golden/statistics"
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if was, err := os.ReadFile(file); err != nil || string(was) != got {
		t.Errorf("%v: the figures are\n%swere\n%s", err, got, was)
	}
}

// statistics writes figures as a table.
func statistics(r eval.Report) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "topics\tnumber\tnDCG@10\tMRR@10\trecall@10")
	line := func(kind string, f eval.Figures) {
		fmt.Fprintf(w, "%s\t%d\t%.3f\t%.3f\t%.3f\n", kind, f.Topics, f.NDCG, f.MRR, f.Recall)
	}
	line("all", r.All)
	for _, kind := range r.KindNames() {
		line(kind, r.Kinds[kind])
	}
	w.Flush()
	return b.String()
}

func TestGoldenRankings(t *testing.T) {
	e := openOwn(t)
	all := goldens(t)
	for _, g := range all {
		got := ranking(t, e, g.query)
		if !*update && !slices.Equal(got, g.ranking) {
			t.Errorf("%s\n? %s\n%s\nwas\n%s", g.file, g.query, strings.Join(got, "\n"), strings.Join(g.ranking, "\n"))
		}
		g.ranking = got
	}
	if *update {
		writeGoldens(t, all)
	}
}

// Every weight is held by a golden ranking: changed by a fifth, up or down, it changes one. A weight that none feels needs a query that
// does, or is not needed.
func TestEveryWeightIsFelt(t *testing.T) {
	corpus.NoRace(t)
	e := openOwn(t)
	all := goldens(t)
	for _, g := range all {
		g.ranking = places(ranking(t, e, g.query))
	}
	of := reflect.TypeFor[weight.Weights]()
	for i := range of.NumField() {
		for _, factor := range []float64{1.2, .8} {
			name := fmt.Sprintf("%s times %.1f", of.Field(i).Name, factor)
			w := weight.Default()
			v := reflect.ValueOf(&w).Elem().Field(i)
			v.SetFloat(v.Float() * factor)
			if err := e.Reweigh(t.Context(), w); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			felt := slices.IndexFunc(all, func(g *golden) bool { return !slices.Equal(places(ranking(t, e, g.query)), g.ranking) })
			if felt < 0 {
				t.Errorf("%s changes no golden ranking: write a query that feels it, or delete the weight", name)
				continue
			}
			t.Logf("%s is felt by %s", name, all[felt].query)
			all = append([]*golden{all[felt]}, append(slices.Clone(all[:felt]), all[felt+1:]...)...) // which is likely to feel the next
		}
	}
}

// places leaves of a ranking who is found in which order, and how many.
func places(ranking []string) []string {
	var out []string
	for _, line := range ranking {
		id, _, _ := strings.Cut(line, ":")
		out = append(out, id)
	}
	return out
}
