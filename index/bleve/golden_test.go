package bleve_test

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/bleve"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/weight"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/corpus"
)

var update = flag.Bool("update", false, "rewrite the golden rankings")

// Golden answers (testdata/golden/*.txt) hold what the program answers over the posts of our own writing. A file is a list of
//
//	? the query
//	! what it is there to show, written by hand
//	= how many posts are found, and how many of them have all words
//	1 id of the first post: its title with what matches marked; lacks the words that it lacks
//	+ its score, with the parts that make it: what each word scores, words near each other, the title, …
//
// Of these, -update writes the last three kinds of line. Whoever changes analysis or scoring reviews what it rewrites like code. In
// completions.txt the query is what a reader has typed so far, and what follows are the suggestions; in excerpts.txt the places of the
// posts tell the excerpts and the sections that they show; in corrections.txt and log.txt no posts follow, but
//
//	~ a word in doubt, with how many posts have it, and what may have been meant: what that costs and how many posts have it

const (
	goldenTop    = 6 // posts that are held
	goldenReason = 3 // of which so many with the parts of their scores
	goldenShown  = 2 // posts of which the excerpt is held
	goldenTyped  = 8 // suggestions that are held
)

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

// answer is what the engine answers, as the files have it; without the reasons only who is found in which order, and how many.
func (g *golden) answer(t testing.TB, e *bleve.Engine, reasons bool) []string {
	t.Helper()
	switch filepath.Base(g.file) {
	case "completions.txt":
		return completions(t, e, g.query)
	case "excerpts.txt":
		return excerpts(t, e, g.query)
	case "corrections.txt", "log.txt":
		return append(answer(t, e, g.query, false)[:1], doubts(t, e, g.query)...)
	}
	return answer(t, e, g.query, reasons)
}

func answer(t testing.TB, e *bleve.Engine, text string, reasons bool) []string {
	t.Helper()
	res := searchOwn(t, e, text, goldenTop)
	out := []string{fmt.Sprintf("= %d found, %d with all words", res.Total, res.Strict)}
	asked := text
	if res.Corrected != nil {
		asked = res.Corrected.To
		out[0] += ", in place of it " + asked
	}
	if res.DidYouMean != "" {
		out[0] += ", did you mean " + res.DidYouMean
	}
	for i, h := range res.Hits {
		if !reasons {
			out = append(out, string(h.Post.ID))
			continue
		}
		line := fmt.Sprintf("%d %s: %s", i+1, h.Post.ID, marked(h.Title))
		if len(h.Missing) > 0 {
			line += "; lacks " + strings.Join(h.Missing, ", ")
		}
		out = append(out, line)
		if i < goldenReason {
			out = append(out, "+ "+reason(t, e, asked, h))
		}
	}
	return out
}

func searchOwn(t testing.TB, e *bleve.Engine, text string, size int) *index.Result {
	t.Helper()
	return ask(t, e, text, func(r *index.Request) { *r = index.Request{Query: r.Query, Size: size} })
}

// reason tells the parts of a score. They are computed apart from the search, and have to add up to what it says.
func reason(t testing.TB, e *bleve.Engine, text string, h index.Hit) string {
	t.Helper()
	q, err := query.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	r, err := e.Reasons(t.Context(), q, []index.Hit{h})
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(r[0].Score-h.Score) > .001*max(h.Score, 1) {
		t.Errorf("%s: the score of %s is %g, its parts make %s", text, h.Post.ID, h.Score, r[0])
	}
	return r[0].String()
}

// doubts are the words in doubt, each with what may have been meant: what that costs, less for its posts, and how many those are.
func doubts(t testing.TB, e *bleve.Engine, text string) (out []string) {
	t.Helper()
	for _, chunk := range strings.Fields(text) {
		list, err := e.Doubts(t.Context(), chunk)
		if err != nil {
			t.Fatalf("doubts of %q: %v", chunk, err)
		}
		for _, d := range list {
			line := fmt.Sprintf("~ %s, of %d posts, for", chunk[d.Start:d.End], d.Posts)
			for _, c := range d.Corrections {
				line += fmt.Sprintf(" %s %.2f of %d,", c.Text, c.Cost, c.Posts)
			}
			out = append(out, strings.TrimSuffix(line, ","))
		}
	}
	return out
}

// completions are the suggestions for what was typed so far.
func completions(t testing.TB, e *bleve.Engine, typed string) (out []string) {
	t.Helper()
	list, err := e.Suggest(t.Context(), typed, goldenTyped)
	if err != nil {
		t.Fatalf("suggest %q: %v", typed, err)
	}
	for i, s := range list {
		out = append(out, fmt.Sprintf("%d %s (%s)", i+1, s.Text, s.Kind))
	}
	return out
}

// excerpts are what the first posts show.
func excerpts(t testing.TB, e *bleve.Engine, text string) (out []string) {
	t.Helper()
	for i, h := range searchOwn(t, e, text, goldenShown).Hits {
		out = append(out, fmt.Sprintf("%d %s shows %s", i+1, h.Post.ID, oneLine(h.Excerpt)))
		for _, s := range h.Sections {
			out = append(out, fmt.Sprintf("- below %s: %s", s.Title, oneLine(s.Excerpt)))
		}
	}
	return out
}

func oneLine(spans []index.Span) string { return strings.Join(strings.Fields(marked(spans)), " ") }

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

// engines are where the golden answers come from: the posts of our own writing, and for log.txt a ship's log.
type engines struct{ own, log *bleve.Engine }

func openGolden(t testing.TB) engines {
	t.Helper()
	log := openIn(t, bleve.Options{Dir: t.TempDir()})
	build(t, log, index.Rebuild, shipsLog())
	return engines{openOwn(t), log}
}

// shipsLog is the log of 23 days, in which words stand in about as many posts as correction asks of what it prefers to a word that posts
// have: anchor and 機器 in 21, beacon and 基地 in 18, and three slips in one each.
func shipsLog() []*blog.Post {
	var posts []*blog.Post
	for day := 1; day <= 23; day++ {
		text := "The anchor held through the night. 機器に異常なし。"
		if day <= 18 {
			text += "The beacon was seen. 基地へ知らせた。"
		}
		switch day {
		case 21:
			text += "Its becaon was not."
		case 22:
			text = "The anchur is heavy."
		case 23:
			text = "The nachor is old."
		}
		posts = append(posts, &blog.Post{ID: blog.ID(fmt.Sprintf("day-%d", day)), Site: corpus.OwnSite, URL: fmt.Sprintf("%sday-%d", corpus.OwnSite, day),
			Title: fmt.Sprintf("航海日誌 %d日目", day), Blocks: []blog.Block{{Kind: blog.Paragraph, Text: text}}})
	}
	return posts
}

// of gives the engine that answers a golden query.
func (e engines) of(g *golden) *bleve.Engine {
	if filepath.Base(g.file) == "log.txt" {
		return e.log
	}
	return e.own
}

func TestGoldenRankings(t *testing.T) {
	e := openGolden(t)
	all := goldens(t)
	for _, g := range all {
		got := g.answer(t, e.of(g), true)
		if !*update && !slices.EqualFunc(got, g.ranking, sameLine) {
			t.Errorf("%s\n? %s\n%s\nwas\n%s", g.file, g.query, strings.Join(got, "\n"), strings.Join(g.ranking, "\n"))
		}
		g.ranking = got
	}
	if *update {
		writeGoldens(t, all)
	}
}

// sameLine says whether two lines are the same, but for the last digit of a part of a score: processors round in different ways.
func sameLine(got, was string) bool {
	g, w := strings.Fields(got), strings.Fields(was)
	return slices.EqualFunc(g, w, func(a, b string) bool {
		if a == b || !strings.Contains(a, ".") {
			return a == b
		}
		x, err1 := strconv.ParseFloat(strings.TrimSuffix(a, ","), 64)
		y, err2 := strconv.ParseFloat(strings.TrimSuffix(b, ","), 64)
		return err1 == nil && err2 == nil && math.Abs(x-y) < .011
	})
}

// Every weight is held by a golden answer: changed by a fifth, up or down, it changes one, and not only the parts of a score. A weight
// that none feels needs a query that does, or is not needed.
func TestEveryWeightIsFelt(t *testing.T) {
	corpus.NoRace(t)
	e := openGolden(t)
	all := goldens(t)
	for _, g := range all {
		g.ranking = g.answer(t, e.of(g), false)
	}
	w := weight.Default()
	for _, set := range weightSets(&w) {
		for i := range set.of.NumField() {
			for _, factor := range []float64{1.2, .8} {
				name := fmt.Sprintf("%s%s times %.1f", set.name, set.of.Type().Field(i).Name, factor)
				restore := scale(set.of.Field(i), factor)
				if err := e.own.Reweigh(t.Context(), w); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				felt := slices.IndexFunc(all, func(g *golden) bool { return !slices.Equal(g.answer(t, e.of(g), false), g.ranking) })
				restore()
				if felt < 0 {
					t.Errorf("%s changes no golden answer: write a query that feels it, or delete the weight", name)
					continue
				}
				t.Logf("%s is felt by %s", name, all[felt].query)
				all = append([]*golden{all[felt]}, append(slices.Clone(all[:felt]), all[felt+1:]...)...) // which is likely to feel the next
			}
		}
	}
}

// weightSet is some of the weights, as a struct that can be set.
type weightSet struct {
	name string
	of   reflect.Value
}

// weightSets lists all weights: those of ranking, and those that are the same for every search.
func weightSets(w *weight.Weights) []weightSet {
	all := []weightSet{{"", reflect.ValueOf(w).Elem()}}
	for name, set := range weight.Common() {
		all = append(all, weightSet{name + ".", reflect.ValueOf(set).Elem()})
	}
	slices.SortFunc(all, func(a, b weightSet) int { return strings.Compare(a.name, b.name) })
	return all
}

// scale changes a weight, a whole number by one at least, and gives what restores it.
func scale(v reflect.Value, factor float64) (restore func()) {
	was := reflect.ValueOf(v.Interface())
	if v.CanInt() {
		v.SetInt(v.Int() + int64(math.Copysign(max(1, math.Round(math.Abs(factor-1)*float64(v.Int()))), factor-1)))
	} else {
		v.SetFloat(v.Float() * factor)
	}
	return func() { v.Set(was) }
}
