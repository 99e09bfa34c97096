package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path"
	"strings"

	"github.com/spf13/cobra"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/eval"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
)

// evalFlags are the flags of eval.
type evalFlags struct {
	json       bool
	save, diff string // files of runs, the latter maybe the id of a generation; empty for none
}

func (a *app) evalCommand() *cobra.Command {
	var f evalFlags
	c := &cobra.Command{
		Use:   "eval QUERIES [QRELS]",
		Short: "Measure how well the index finds what is known to be right",
		Long: `Measure how well the index finds what is known to be right: MRR, nDCG and recall over the first ten hits, by kind of
query, and the queries that find nothing right.

QUERIES is a file of JSON lines {"qid": "1", "query": "…", "rel": ["…"], "kind": "…"}, of TREC topics, or of lines of an id, a
tab and the query. QRELS is a TREC file of judgements (topic, 0, document, grade). A document is named by its address, the
end of its address, or its id.

Exit codes: 0 measured, 1 no index, 2 wrong usage or a file that cannot be read.`,
		Example: `  fumikura eval queries.jsonl --save before.run
  fumikura eval topics.tsv qrels.tsv
  fumikura eval queries.jsonl --diff before.run
  fumikura eval queries.jsonl --diff 20160819-121409-8000   # a generation that fumikura status lists`,
		Args: atLeast(1, "a file of queries"),
		RunE: withContext(func(ctx context.Context, args []string) error {
			if len(args) > 2 {
				return fmt.Errorf("%w: fumikura eval takes a file of queries and one of judgements, got %q", blog.ErrUsage, args)
			}
			topics, err := readTopics(args)
			if err != nil {
				return fmt.Errorf("%w: %w", blog.ErrUsage, err)
			}
			return a.withEngine(ctx, func(e engine) error { return a.eval(ctx, e, topics, f) })
		}),
	}
	c.Flags().BoolVar(&f.json, "json", false, "print the report as JSON")
	c.Flags().StringVar(&f.save, "save", "", "write the ranked answers to this file, in TREC's form")
	c.Flags().StringVar(&f.diff, "diff", "", "tell which queries went better or worse than in this saved file, or over this older generation")
	return c
}

// readTopics reads a file of queries and, where there is one, its judgements.
func readTopics(files []string) ([]eval.Topic, error) {
	topics, err := reading(files[0], eval.Topics)
	if err != nil {
		return nil, err
	}
	if len(files) == 2 {
		_, err = reading(files[1], func(r io.Reader) (struct{}, error) { return struct{}{}, eval.Judge(topics, r) })
	}
	return topics, err
}

// reading opens a file for one reader.
func reading[T any](file string, read func(io.Reader) (T, error)) (T, error) {
	f, err := os.Open(file)
	if err != nil {
		var none T
		return none, err
	}
	defer f.Close()
	v, err := read(f)
	if err != nil {
		return v, fmt.Errorf("%s: %w", file, err)
	}
	return v, nil
}

// eval asks every query and reports.
func (a *app) eval(ctx context.Context, e index.Engine, topics []eval.Topic, f evalFlags) error {
	run, err := askAll(ctx, e, topics)
	if err != nil {
		return err
	}
	report := evalReport{Report: eval.Measure(topics, run)}
	if report.All.Topics == 0 {
		return fmt.Errorf("%w: no query has a judgement: give a file of them, or \"rel\" in the queries", blog.ErrUsage)
	}
	if f.diff != "" {
		old, err := a.runBefore(ctx, topics, f.diff)
		if err != nil {
			return err
		}
		before := eval.Measure(topics, old)
		report.Before, report.changes = &before.All, eval.Diff(before, report.Report)
	}
	if f.save != "" {
		if err := saveRun(f.save, topics, run); err != nil {
			return fmt.Errorf("save the answers: %w", err)
		}
	}
	if f.json {
		return json.NewEncoder(a.stdout).Encode(report.complete())
	}
	return report.print(a.stdout)
}

// askAll asks every query.
func askAll(ctx context.Context, e index.Engine, topics []eval.Topic) (eval.Run, error) {
	run := eval.Run{}
	for _, t := range topics {
		docs, err := answers(ctx, e, t)
		if err != nil {
			return nil, fmt.Errorf("topic %s: %w", t.ID, err)
		}
		run[t.ID] = docs
	}
	return run, nil
}

// answers gives the first documents found, in the names that the judgements use.
func answers(ctx context.Context, e index.Engine, t eval.Topic) ([]string, error) {
	q, err := query.Parse(t.Query)
	if err != nil {
		return nil, err
	}
	r, err := e.Search(ctx, index.Request{Fold: index.FoldNone, Query: q, Size: eval.Depth})
	if err != nil {
		return nil, err
	}
	var docs []string
	for _, h := range r.Hits {
		docs = append(docs, judgedName(&h.Post, t.Relevant))
	}
	return docs, nil
}

// judgedName gives the name by which judgements know a post, else its address.
func judgedName(p *blog.Post, judged map[string]int) string {
	for _, name := range []string{p.URL, string(p.ID)} {
		if _, ok := judged[name]; ok {
			return name
		}
	}
	key := bareName(blog.Key(p.URL))
	for name := range judged {
		bare := bareName(blog.Key(name))
		if bare != "" && (key == bare || strings.HasSuffix(key, "/"+bare)) {
			return name
		}
	}
	return p.URL
}

// bareName drops what addresses of one post differ in: the slashes around it and the extension of a page.
func bareName(s string) string {
	s = strings.Trim(s, "/")
	if ext := path.Ext(s); ext == ".html" || ext == ".htm" || ext == ".md" {
		s = strings.TrimSuffix(s, ext)
	}
	return s
}

func saveRun(file string, topics []eval.Topic, run eval.Run) error {
	f, err := os.Create(file)
	if err != nil {
		return err
	}
	if err := eval.WriteRun(f, topics, run); err != nil {
		_ = f.Close() // the first error says more
		return err
	}
	return f.Close()
}

// evalReport is what eval prints.
type evalReport struct {
	eval.Report
	Before  *eval.Figures `json:"before,omitempty"`
	Misses  []evalTopic   `json:"misses"`
	Changes []evalTopic   `json:"changes"`

	changes []eval.Change
}

// evalTopic is a query that went wrong or another way than before.
type evalTopic struct {
	QID   string `json:"qid"`
	Query string `json:"query"`
	Old   int    `json:"old,omitempty"` // rank of the first right answer, 0 for none
	New   int    `json:"new,omitempty"`
}

// complete fills in the lists of queries.
func (r evalReport) complete() evalReport {
	r.Misses, r.Changes = []evalTopic{}, []evalTopic{}
	for _, o := range r.Report.Misses() {
		r.Misses = append(r.Misses, evalTopic{QID: o.Topic.ID, Query: o.Topic.Query})
	}
	for _, c := range r.changes {
		r.Changes = append(r.Changes, evalTopic{c.Topic.ID, c.Topic.Query, c.Old, c.New})
	}
	return r
}

func (r evalReport) print(w io.Writer) error {
	b := bufio.NewWriter(w)
	row := func(name string, f eval.Figures) {
		fmt.Fprintf(b, "%-12s %7d %8.3f %8.3f %9.3f %7d\n", name, f.Topics, f.MRR, f.NDCG, f.Recall, f.Missed)
	}
	fmt.Fprintf(b, "%-12s %7s %8s %8s %9s %7s\n", "", "queries", "MRR@10", "nDCG@10", "recall@10", "missed")
	if r.Before != nil {
		row("before", *r.Before)
	}
	row("all", r.All)
	for _, kind := range r.KindNames() {
		row(kind, r.Kinds[kind])
	}
	full := r.complete()
	for _, m := range full.Misses {
		fmt.Fprintf(b, "missed  %s  %s\n", m.QID, m.Query)
	}
	for _, c := range full.Changes {
		fmt.Fprintf(b, "%s → %s  %s  %s\n", rankName(c.Old), rankName(c.New), c.QID, c.Query)
	}
	return b.Flush()
}

func rankName(rank int) string {
	if rank == 0 {
		return "none"
	}
	return fmt.Sprint(rank)
}
