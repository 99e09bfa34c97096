package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
)

// searched is all that was searched under one reading.
type searched struct {
	Query   string   `json:"query"`             // as it was mostly written
	Others  []string `json:"others,omitempty"`  // other ways in which it was written
	Times   int      `json:"times"`             // how often
	Nothing int      `json:"nothing"`           // how often nothing was found
	Missed  string   `json:"missed,omitempty"`  // as it was mostly written when nothing was found
	Instead string   `json:"instead,omitempty"` // what finds something now
	Finds   int      `json:"finds,omitempty"`   // how many posts that is

	forms, missed map[string]int // how often by spelling
	last          time.Time      // when it was last searched; zero where that is not known
}

// add counts searches of one spelling.
func (s *searched) add(text string, times, nothing int) {
	s.Times += times
	s.forms[text] += times
	if nothing > 0 {
		s.Nothing += nothing
		s.missed[text] += nothing
	}
}

func (a *app) queriesCommand() *cobra.Command {
	var asJSON bool
	var top int
	c := &cobra.Command{
		Use:   "queries",
		Short: "Show what readers search, and what they do not find",
		Long: `Show what readers search most, and what they search and do not find, with what would find something. Spellings of one reading
count together. It needs a query log: set serve.query_log to the path of a file.

Exit codes: 0 done, 1 the log cannot be read, 2 wrong usage or no query log is configured.`,
		Example: "  FUMIKURA_SERVE_QUERY_LOG=queries.log fumikura serve\n  FUMIKURA_SERVE_QUERY_LOG=queries.log fumikura queries --top 10",
		Args:    noArgs,
		RunE:    withContext(func(ctx context.Context, _ []string) error { return a.queries(ctx, top, asJSON) }),
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	c.Flags().IntVar(&top, "top", 20, "how many of each to show")
	return c
}

func (a *app) queries(ctx context.Context, top int, asJSON bool) error {
	if a.cfg.Serve.QueryLog == "" {
		return fmt.Errorf("%w: no query log is kept: set serve.query_log in %s, or FUMIKURA_SERVE_QUERY_LOG, to the path of a file, and start serve again", blog.ErrUsage, configName)
	}
	if top < 1 {
		return fmt.Errorf("%w: --top is 1 or more", blog.ErrUsage)
	}
	log, err := readQueryLog(a.cfg.Serve.QueryLog)
	if err != nil {
		return err
	}
	most := grouped(log)
	missed := slices.DeleteFunc(slices.Clone(most), func(s *searched) bool { return s.Nothing == 0 })
	slices.SortStableFunc(missed, func(a, b *searched) int { return cmp.Compare(b.Nothing, a.Nothing) })
	most, missed = most[:min(top, len(most))], missed[:min(top, len(missed))]
	if len(missed) > 0 {
		err = a.withEngine(ctx, func(e engine) error { return remedy(ctx, e, missed) })
		if err != nil && !noIndex(err) && !errors.Is(err, blog.ErrNotFound) {
			return err
		}
	}
	if asJSON {
		return a.printJSON(map[string]any{"searches": len(log), "top": most, "nothing": missed})
	}
	a.printQueries(len(log), most, missed)
	return nil
}

// grouped puts together what reads the same: サーバー and さーばー, 開放 and 解放. The most frequent come first.
func grouped(log []asked) []*searched {
	analyzer := ja.New()
	groups := map[string]*searched{}
	for _, q := range log {
		key := readingOf(analyzer, q.Query)
		g := groups[key]
		if g == nil {
			g = &searched{forms: map[string]int{}, missed: map[string]int{}}
			groups[key] = g
		}
		nothing := 0
		if q.Total == 0 {
			nothing = 1
		}
		g.add(q.Query, 1, nothing)
	}
	return ranked(groups)
}

// readingOf is the same for spellings of one reading.
func readingOf(analyzer *ja.Analyzer, text string) string {
	return strings.Join(strings.Fields(strings.ToLower(analyzer.Readings(ja.FoldString(text)))), " ")
}

// ranked gives the groups, the most frequent first, each with its spellings in that order.
func ranked(groups map[string]*searched) []*searched {
	var all []*searched
	for _, g := range groups {
		forms := byCount(g.forms)
		g.Query, g.Others = forms[0], forms[1:]
		if g.Nothing > 0 {
			g.Missed = byCount(g.missed)[0]
		}
		all = append(all, g)
	}
	slices.SortFunc(all, func(a, b *searched) int {
		return cmp.Or(cmp.Compare(b.Times, a.Times), strings.Compare(a.Query, b.Query))
	})
	return all
}

// byCount gives the most frequent first.
func byCount(forms map[string]int) []string {
	return slices.SortedFunc(maps.Keys(forms), func(a, b string) int { return cmp.Or(cmp.Compare(forms[b], forms[a]), strings.Compare(a, b)) })
}

// remedy looks for what would find something: the query itself by now, another spelling, what was probably meant, or fewer words.
func remedy(ctx context.Context, e index.Engine, missed []*searched) error {
	for _, s := range missed {
		q, err := query.Parse(s.Missed)
		if err != nil {
			continue // it was edited in the file
		}
		r, err := e.Search(ctx, index.Request{Query: q, Size: 1})
		if err != nil {
			return fmt.Errorf("search %q: %w", s.Missed, err)
		}
		if r.Total > 0 {
			s.Instead, s.Finds = q.String(), r.Total
			if r.Corrected != nil {
				s.Instead = r.Corrected.To
			}
			continue
		}
		var tries []query.Query
		for _, text := range append([]string{s.Query}, append(s.Others, r.DidYouMean)...) {
			if other, err := query.Parse(text); err == nil && !other.IsEmpty() && text != s.Missed {
				tries = append(tries, other)
			}
		}
		if err := s.try(ctx, e, append(tries, fewer(q)...)); err != nil {
			return err
		}
	}
	return nil
}

// try keeps the first query that finds something.
func (s *searched) try(ctx context.Context, e index.Engine, tries []query.Query) error {
	for _, q := range tries {
		r, err := e.Search(ctx, index.Request{Query: q, Size: 1})
		if err != nil {
			return fmt.Errorf("search %q: %w", q, err)
		}
		if r.Total > 0 {
			s.Instead, s.Finds = q.String(), r.Total
			return nil
		}
	}
	return nil
}

// fewer gives the query without each of its parts, then each part alone.
func fewer(q query.Query) []query.Query {
	and, ok := q.Root.(query.And)
	if !ok {
		return nil
	}
	var without, alone []query.Query
	for i, n := range and.Nodes {
		if _, excludes := n.(query.Not); excludes {
			continue
		}
		alone = append(alone, query.Query{Root: n})
		if rest := slices.Delete(slices.Clone(and.Nodes), i, i+1); len(rest) > 1 {
			without = append(without, query.Query{Root: query.And{Nodes: rest}})
		}
	}
	return append(without, alone...)
}

func (a *app) printQueries(n int, most, missed []*searched) {
	w := a.stdout
	fmt.Fprintf(w, "Searches in the log: %d\n\nMost searched\n", n)
	for _, s := range most {
		fmt.Fprintf(w, "%6d  %s\n", s.Times, s.shown())
	}
	fmt.Fprintln(w, "\nSearched and not found")
	for _, s := range missed {
		fmt.Fprintf(w, "%6d  %s\n", s.Nothing, strings.Map(printable, s.Missed))
		switch {
		case s.Instead == s.Missed:
			fmt.Fprintf(w, "          by now it finds %s\n", counted(s.Finds, "post"))
		case s.Instead != "":
			fmt.Fprintf(w, "          %s finds %s\n", strings.Map(printable, s.Instead), counted(s.Finds, "post"))
		}
	}
}

// shown is the query with its other spellings.
func (s *searched) shown() string {
	text := s.Query
	if len(s.Others) > 0 {
		text += "  (also " + strings.Join(s.Others[:min(3, len(s.Others))], ", ") + ")"
	}
	return strings.Map(printable, text)
}
