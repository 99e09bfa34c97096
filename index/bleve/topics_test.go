package bleve_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/eval"
	"github.com/fumikura/fumikura/internal/corpus"
)

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
