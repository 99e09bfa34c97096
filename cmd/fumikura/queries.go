package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
)

// searched is all that was searched under one reading.
type searched struct {
	Query   string   `json:"query"`             // as it was mostly written
	Others  []string `json:"others,omitempty"`  // other ways in which it was written
	Times   int      `json:"times"`             // how often
	Nothing int      `json:"nothing"`           // how often nothing was found
	Opened  int      `json:"opened"`            // how often a post was opened that it found; 0 where serve.clicks is off
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

// queriesFlags are the flags of queries.
type queriesFlags struct {
	top   int
	zero  bool
	since string
}

func (a *app) queriesCommand() *cobra.Command {
	var f queriesFlags
	c := &cobra.Command{
		Use:   "queries",
		Short: "Show what readers search, and what they do not find",
		Long: `Show what readers search most, and what they search and do not find, with what would find something. Spellings of one reading
count together.

A running serve counts searches by the hour in the archive, for 90 days: no address is kept, and a query only once three different readers
have asked it. serve.query_counts = false switches it off; serve.clicks = true has the openings of results counted too. Where serve.query_log names a file, that is read instead; it has every query.

Exit codes: 0 done, 1 the counts or the log cannot be read, 2 wrong usage.`,
		Example: "  fumikura queries --top 10\n  fumikura queries --zero --since 7d\n  fumikura queries --since 2026-11-01 --json",
		Args:    noArgs,
		RunE:    withContext(func(ctx context.Context, _ []string) error { return a.queries(ctx, f) }),
	}
	c.Flags().IntVar(&f.top, "top", 20, "how many of each to show")
	c.Flags().BoolVar(&f.zero, "zero", false, "only what was searched and not found")
	c.Flags().StringVar(&f.since, "since", "", "from when on: a date, or how long ago, such as 12h or 7d (default all that is kept)")
	return c
}

// queriesReport is what was searched, as queries prints it.
type queriesReport struct {
	Source   string      `json:"source"` // counts or log
	Since    *time.Time  `json:"since"`  // null: all that is kept
	Searches int         `json:"searches"`
	Empty    int         `json:"empty"` // searches that found nothing
	Rare     int         `json:"rare"`  // searches of queries that too few readers have asked to be shown
	Top      []*searched `json:"top"`
	Nothing  []*searched `json:"nothing"`
	Opened   []openedSum `json:"opened"` // posts, the most often opened first; empty where serve.clicks is off
}

// openedSum is how often a post was opened from results.
type openedSum struct {
	URL   string `json:"url"`
	Title string `json:"title"`
	Times int    `json:"times"`
}

func (a *app) queries(ctx context.Context, f queriesFlags) error {
	if f.top < 1 {
		return usagef("--top is 1 or more")
	}
	since, err := sinceWhen(f.since, time.Now())
	if err != nil {
		return err
	}
	r := &queriesReport{Source: "counts"}
	if !since.IsZero() {
		r.Since = &since
	}
	sums, err := a.queriesSince(ctx, since, r)
	if err != nil {
		return err
	}
	r.Top = byReading(sums)
	r.Nothing = slices.DeleteFunc(slices.Clone(r.Top), func(s *searched) bool { return s.Nothing == 0 })
	slices.SortStableFunc(r.Nothing, func(a, b *searched) int { return cmp.Compare(b.Nothing, a.Nothing) })
	r.Top, r.Nothing = append([]*searched{}, r.Top[:min(f.top, len(r.Top))]...), append([]*searched{}, r.Nothing[:min(f.top, len(r.Nothing))]...)
	if f.zero {
		r.Top = []*searched{}
	}
	if r.Opened, err = a.opened(ctx, since, f.top); err != nil {
		return err
	}
	if len(r.Nothing) > 0 {
		err = a.withEngine(ctx, func(e engine) error { return remedy(ctx, e, r.Nothing) })
		if err != nil && !noIndex(err) && !errors.Is(err, blog.ErrNotFound) {
			return err
		}
	}
	if a.json {
		return a.printJSON(r)
	}
	a.printQueries(r, f)
	return nil
}

// queriesSince reads the log where one is kept, and the counts of the archive where not.
func (a *app) queriesSince(ctx context.Context, since time.Time, r *queriesReport) ([]archive.QuerySum, error) {
	if a.cfg.Serve.QueryLog != "" {
		r.Source = "log"
		log, err := readQueryLog(a.cfg.Serve.QueryLog)
		var sums []archive.QuerySum
		for _, q := range log {
			if q.At.Before(since.Truncate(time.Hour)) {
				continue
			}
			s := archive.QuerySum{Text: q.Query, Times: 1, Last: q.At}
			if q.Total == 0 {
				s.Nothing = 1
			}
			r.Searches, r.Empty = r.Searches+1, r.Empty+s.Nothing
			sums = append(sums, s)
		}
		return sums, err
	}
	if !a.cfg.Serve.QueryCounts {
		return nil, usagef("%sserve.query_counts is false, so that nothing is counted; set it to true, and start serve again", a.cfg.from.place("serve.query_counts"))
	}
	if err := a.needData(); err != nil {
		return nil, err
	}
	db, err := archive.OpenReadOnly(ctx, a.archivePath())
	if err != nil {
		return nil, err
	}
	defer db.Close()
	hours, err := db.QueryHours(ctx, since)
	if err != nil {
		return nil, err
	}
	for _, h := range hours {
		r.Searches, r.Empty = r.Searches+h.Times, r.Empty+h.Nothing
	}
	sums, err := db.Queries(ctx, since)
	r.Rare = r.Searches
	for _, s := range sums {
		r.Rare -= s.Times
	}
	return sums, err
}

// opened are the posts that are opened most, where that is counted.
func (a *app) opened(ctx context.Context, since time.Time, most int) (list []openedSum, err error) {
	list = []openedSum{}
	if !a.cfg.Serve.Clicks || !a.hasArchive() {
		return list, nil
	}
	return list, a.readingArchive(ctx, func(db *archive.DB) error {
		list, err = a.openings(ctx, db, since, most)
		return err
	})
}

func (a *app) openings(ctx context.Context, db *archive.DB, since time.Time, most int) ([]openedSum, error) {
	list := []openedSum{}
	if !a.cfg.Serve.Clicks {
		return list, nil
	}
	all, err := db.Openings(ctx, since)
	for _, o := range all[:min(most, len(all))] {
		kept, e := db.Post(ctx, o.Post)
		if isNotFound(e) || e == nil && kept.Gone {
			continue
		}
		if err = errors.Join(err, e); e == nil {
			list = append(list, openedSum{kept.Post.URL, kept.Post.Title, o.Times})
		}
	}
	return list, err
}

// sinceWhen reads a date or how long ago; empty is the beginning.
func sinceWhen(s string, now time.Time) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if t, err := time.ParseInLocation(time.DateOnly, s, time.Local); err == nil {
		return t, nil
	}
	if days, ok := strings.CutSuffix(s, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && n > 0 && n < 10_000 {
			return now.AddDate(0, 0, -n), nil
		}
	}
	if d, err := time.ParseDuration(s); err == nil && d > 0 {
		return now.Add(-d), nil
	}
	return time.Time{}, usagef("--since is %q; write a date like 2026-11-01, or how long ago, like 12h or 7d", s)
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

func (a *app) printQueries(r *queriesReport, f queriesFlags) {
	w := a.stdout
	if r.Source == "log" {
		fmt.Fprintf(w, "Searches in the log: %d\n", r.Searches)
	} else {
		fmt.Fprintf(w, "Searches: %d, of which %d found nothing; %d for queries that fewer than %d readers have asked, which are not kept\n",
			r.Searches, r.Empty, r.Rare, archive.QueryReaders)
	}
	if !f.zero {
		fmt.Fprintln(w, "\nMost searched")
	}
	for _, s := range r.Top {
		fmt.Fprintf(w, "%6d  %s", s.Times, s.shown())
		if s.Opened > 0 {
			fmt.Fprintf(w, "  (opened %d)", s.Opened)
		}
		fmt.Fprintln(w)
	}
	if len(r.Opened) > 0 && !f.zero {
		fmt.Fprintln(w, "\nMost opened")
		for _, o := range r.Opened {
			fmt.Fprintf(w, "%6d  %s  %s\n", o.Times, strings.Map(printable, o.Title), o.URL)
		}
	}
	fmt.Fprintln(w, "\nSearched and not found")
	for _, s := range r.Nothing {
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
