package opensearch_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/bleve"
	"github.com/fumikura/fumikura/index/opensearch/servertest"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/corpus"
)

// nearTie is by how much the scores of two hits may differ, as a share, for their order to be left open: the cluster knows the
// length of a post to four bits, which is an eighth at most and moves a score by half as much.
const nearTie = 0.08

// askedOf is that one known item in so many is asked for: all of them take a minute.
const askedOf = 3

// maxBelieved is how many answers of the embedded engine may be longer, because it believes of some posts what it did not read.
const maxBelieved = 1

func TestBothEnginesGiveTheSameAnswersToKnownItems(t *testing.T) {
	servertest.Need(t)
	corpus.NoRace(t)
	posts, queries := corpus.KnownItems(t), corpus.KnownItemQueries(t)
	cluster, embedded := open(t), embedded(t)
	for _, e := range []index.Engine{cluster, embedded} {
		fill(t, e, posts)
	}
	sum := map[index.Engine]float64{}
	believed := 0
	for i, q := range queries {
		if i%askedOf != 0 {
			continue
		}
		a, b := ask(t, cluster, q.Text), ask(t, embedded, q.Text)
		for e, r := range map[index.Engine]*index.Result{cluster: a, embedded: b} {
			if i := slices.IndexFunc(r.Hits[:min(10, len(r.Hits))], func(h index.Hit) bool { return slices.Contains(q.Answers, h.Post.ID) }); i >= 0 {
				sum[e] += 1 / float64(i+1)
			}
		}
		if a.Total < b.Total && a.Total > 0 && a.Relaxed == b.Relaxed {
			believed++
			continue
		}
		for _, w := range differences(a, b) {
			t.Errorf("%s %q %s", q.Kind, q.Text, w)
		}
	}
	if believed > maxBelieved {
		t.Errorf("%d answers of the cluster lack posts that the embedded engine finds", believed)
	}
	if d := sum[cluster] - sum[embedded]; math.Abs(d) > 1 {
		t.Errorf("the sums of reciprocal ranks differ: cluster %.3f, embedded %.3f", sum[cluster], sum[embedded])
	}
}

func embedded(t *testing.T) *bleve.Engine {
	e, err := bleve.Open(t.Context(), bleve.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return e
}

func fill(t *testing.T, e index.Engine, posts []*blog.Post) {
	t.Helper()
	b, err := e.Build(t.Context(), index.Rebuild)
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	for _, p := range posts {
		if err := b.Put(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.Publish(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func ask(t *testing.T, e index.Engine, text string) *index.Result {
	t.Helper()
	q, err := query.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	r, err := e.Search(context.Background(), index.Request{Query: q, Facets: query.Facets(), Size: 100})
	if err != nil {
		t.Fatalf("search %q: %v", text, err)
	}
	return r
}

// differences tells how the answer of a cluster differs from that of the embedded engine.
func differences(got, want *index.Result) (wrong []string) {
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	if got.Total != want.Total || got.Relaxed != want.Relaxed {
		say("finds %d (relaxed %v), the embedded engine %d (%v)", got.Total, got.Relaxed, want.Total, want.Relaxed)
	}
	if got.DidYouMean != want.DidYouMean {
		say("asks whether %q was meant, not %q", got.DidYouMean, want.DidYouMean)
	}
	for f, values := range want.Facets {
		if !slices.Equal(got.Facets[f], values) {
			say("counts %s as %v, not %v", f, got.Facets[f], values)
		}
	}
	score := map[blog.ID]float64{}
	for _, h := range want.Hits {
		score[h.Post.ID] = h.Score
	}
	for i, h := range got.Hits {
		s, ok := score[h.Post.ID]
		if !ok {
			continue
		}
		for j, other := range got.Hits[i+1:] {
			if len(h.Missing) == 0 && len(other.Missing) > 0 {
				continue // it comes after, whatever its score
			}
			if o := score[other.Post.ID]; o > s*(1+nearTie) {
				say("puts at %d what scores %.3f (here %.3f) before at %d what scores %.3f (here %.3f)", i+1, s, h.Score, i+j+2, o, other.Score)
				break
			}
		}
	}
	for i := range min(len(got.Hits), len(want.Hits)) {
		a, b := got.Hits[i], want.Hits[i]
		if a.Post.ID == b.Post.ID && (!slices.Equal(a.Excerpt, b.Excerpt) || !slices.Equal(a.Missing, b.Missing)) {
			say("shows %s otherwise: %v %v, not %v %v", a.Post.ID, spans(a.Excerpt), a.Missing, spans(b.Excerpt), b.Missing)
		}
	}
	return wrong
}

func spans(list []index.Span) string {
	var b strings.Builder
	for _, s := range list {
		if s.Match {
			b.WriteString("[" + s.Text + "]")
		} else {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}
