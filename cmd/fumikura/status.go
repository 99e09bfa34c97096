package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/fumikura/fumikura/index/generation"
	"github.com/fumikura/fumikura/index/opensearch"
	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/ingest"
	"github.com/fumikura/fumikura/internal/rules"
)

// status is what the status command tells, and prints with --json.
type status struct {
	Data        string             `json:"data"`
	Live        string             `json:"live"`               // the generation being served, empty when there is none
	Degraded    string             `json:"degraded,omitempty"` // why it is not the newest
	Outdated    bool               `json:"outdated"`           // built by an older analysis: reindex builds it again
	Analyzer    string             `json:"analyzer"`
	Posts       int                `json:"posts"`
	Generations []generationStatus `json:"generations"`
	Blogs       []blogStatus       `json:"blogs"`
	Pending     bool               `json:"pending"` // the archive has changes that the index lacks
	LastRun     *archive.Run       `json:"last_run"`
	Waiting     *waitingStatus     `json:"waiting"` // what waits for approval; null for nothing
	Hold        *rolledBack        `json:"hold"`    // the rollback that holds what is new back; null for none
	Rules       int64              `json:"rules"`   // the revision of the rules that hold; 0 for none

	excludes string // what they do not publish
}

// readOwners reads what the owner decides by hand: rules, approvals, rollbacks.
func (s *status) readOwners(ctx context.Context, db *archive.DB, e engine) (err error) {
	if s.Hold, err = readHold(ctx, db); err != nil {
		return err
	}
	held, err := db.Rules(ctx)
	if err != nil {
		return err
	}
	s.Rules = held.Number
	if r, err := rules.Parse("the rules", []byte(held.Text)); err == nil { // else whoever follows them says so
		s.excludes = r.Published()
	}
	s.Waiting, err = readWaiting(ctx, e)
	return err
}

type generationStatus struct {
	ID       string    `json:"id"`
	Live     bool      `json:"live"`
	Created  time.Time `json:"created"`
	Posts    int       `json:"posts"`
	Bytes    int64     `json:"bytes"`
	Analyzer string    `json:"analyzer"`
	Damaged  string    `json:"damaged,omitempty"`

	Yields map[string]ingest.Yields `json:"yields"` // by blog: the share of posts in which each field was found
}

type blogStatus struct {
	archive.Site
	Remembered bool `json:"remembered"` // reindex without a URL asks it again
}

func (a *app) statusCommand() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "status",
		Short:   "Show the blogs, the generations and the last run",
		Example: "  fumikura status --json",
		Args:    noArgs,
		RunE: withContext(func(ctx context.Context, _ []string) error {
			if err := a.needData(); err != nil {
				return err
			}
			s, err := a.status(ctx)
			if err != nil {
				return err
			}
			if asJSON {
				return a.printJSON(s)
			}
			a.printStatus(s)
			return nil
		}),
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

func (a *app) status(ctx context.Context) (*status, error) {
	e, err := a.openEngine(ctx, a.log(false))
	if err != nil {
		return nil, err
	}
	s, err := a.statusOf(ctx, e)
	return s, errors.Join(err, e.Close())
}

// statusOf is the status with an engine that is open already.
func (a *app) statusOf(ctx context.Context, e engine) (*status, error) {
	s := &status{Data: a.cfg.Data, Generations: []generationStatus{}, Blogs: []blogStatus{}}
	db, err := archive.OpenReadOnly(ctx, a.archivePath())
	if err != nil {
		return nil, err
	}
	defer db.Close()
	if err := s.readArchive(ctx, db); err != nil {
		return nil, err
	}
	state, err := db.State(ctx)
	if err != nil {
		return nil, err
	}
	if err := s.readOwners(ctx, db, e); err != nil {
		return nil, err
	}
	stats, err := e.Stats(ctx)
	if noIndex(err) {
		s.Pending = true
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	s.Live, s.Degraded, s.Outdated, s.Posts, s.Analyzer = stats.Generation, stats.Degraded, stats.Outdated, stats.Posts, stats.Analyzer
	meta, err := e.Meta(ctx)
	if err != nil {
		return nil, err
	}
	var mark ingest.Mark
	if err := json.Unmarshal(meta, &mark); err == nil {
		s.Pending = mark.State != state || mark.Rules != s.excludes
	}
	if c, ok := bare(e).(*opensearch.Engine); ok {
		return s, s.readCluster(ctx, c)
	}
	return s, s.readGenerations(a.cfg.Data)
}

func (s *status) readArchive(ctx context.Context, db *archive.DB) error {
	remembered, err := db.Sites(ctx)
	if err != nil {
		return err
	}
	for _, r := range remembered {
		s.Blogs = append(s.Blogs, blogStatus{r, true})
	}
	tallies, err := db.Tallies(ctx, 0)
	if err != nil {
		return err
	}
	for _, url := range slices.Sorted(maps.Keys(tallies)) {
		known := func(b blogStatus) bool { return b.URL == url }
		if t := tallies[url]; t.Posts > 0 && !slices.ContainsFunc(s.Blogs, known) {
			s.Blogs = append(s.Blogs, blogStatus{archive.Site{URL: url, Posts: t.Posts, Pages: t.Posts}, false})
		}
	}
	runs, err := db.Runs(ctx)
	if err == nil && len(runs) > 0 {
		s.LastRun = &runs[0]
	}
	return err
}

func (s *status) readGenerations(dir string) error {
	store := generation.Open(dir)
	ids, err := store.List()
	if err != nil {
		return err
	}
	for _, id := range ids {
		g := generationStatus{ID: id, Live: id == s.Live}
		m, err := store.Manifest(id)
		if err != nil {
			g.Damaged = err.Error()
		} else {
			g.Created, g.Posts, g.Bytes, g.Analyzer, g.Yields = m.Created, m.Posts, m.Bytes(), m.Analyzer, yieldsOf(m.Source)
		}
		s.Generations = append(s.Generations, g)
	}
	return nil
}

// yieldsOf reads what ingest kept with a generation.
func yieldsOf(meta json.RawMessage) map[string]ingest.Yields {
	var mark ingest.Mark
	out := map[string]ingest.Yields{}
	if err := json.Unmarshal(meta, &mark); err != nil {
		return out // made by hand: nothing is known of it
	}
	for site, t := range mark.Sites {
		out[site] = ingest.YieldsOf(t)
	}
	return out
}

func (a *app) printStatus(s *status) {
	a.say("Data folder %s\n\nBlogs\n", s.Data)
	for _, b := range s.Blogs {
		asked := "imported"
		if b.Remembered {
			asked = "last asked " + when(b.Asked)
		}
		a.say("  %s  %s, %s\n", b.URL, counted(b.Posts, "post"), asked)
	}
	fmt.Fprintln(a.stdout, "\nGenerations")
	for _, g := range s.Generations {
		mark := "  "
		if g.Live {
			mark = "* "
		}
		if g.Damaged != "" {
			a.say("%s%s  damaged: %s\n", mark, g.ID, g.Damaged)
			continue
		}
		a.say("%s%s  %s, %.1f MB, built %s, analyzer %s\n", mark, g.ID, counted(g.Posts, "post"), float64(g.Bytes)/1e6, when(g.Created), g.Analyzer)
		for _, site := range slices.Sorted(maps.Keys(g.Yields)) {
			a.say("    %s: %s\n", site, shares(g.Yields[site]))
		}
	}
	if s.Waiting != nil {
		a.say("\n")
		a.printWaiting(s.Waiting)
	}
	for _, line := range s.advice() {
		if rest, apart := strings.CutPrefix(line, "\n"); apart {
			a.say("\n%s\n", rest)
		} else {
			a.say("%s\n", line)
		}
	}
}

// advice says what the owner may want to do.
func (s *status) advice() []string {
	var out []string
	if s.Live == "" {
		out = append(out, "\nNothing is published yet: run fumikura reindex.")
	}
	if s.Degraded != "" {
		out = append(out, "\nAn older generation is served, because "+s.Degraded+". Run fumikura reindex --rebuild.")
	}
	if s.Outdated {
		out = append(out, "\nThe index was built by an older analysis; it serves until fumikura reindex builds it again.")
	}
	if s.Hold != nil {
		out = append(out, fmt.Sprintf("\nA rollback from generation %s holds since %s: what reindex builds waits for fumikura publish, which releases it, as fumikura rollback --release does.",
			cmp.Or(s.Hold.From, "–"), when(s.Hold.Since)))
	}
	if s.Pending && s.Live != "" && s.Waiting == nil {
		out = append(out, "\nThe archive has changes that are not published: run fumikura reindex.")
	}
	if s.LastRun != nil {
		var r ingest.Report
		if err := json.Unmarshal(s.LastRun.Report, &r); err == nil {
			out = append(out, fmt.Sprintf("\nLast run %s: %s", when(s.LastRun.At), ending(&r)))
			if r.Error != "" {
				out = append(out, "  "+r.Error)
			}
		}
	}
	return out
}

func when(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.Local().Format("2006-01-02 15:04:05")
}
