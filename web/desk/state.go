package desk

import (
	"context"
	"fmt"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/ingest"
)

// Overview tells how archive and index are.
type Overview interface {
	State(context.Context) (*State, error)
}

// State is how archive and index are.
type State struct {
	Live        string // the generation being served, empty where there is none
	Built       time.Time
	Posts       int
	Analyzer    string
	Degraded    string // why it is not the newest, empty where it is
	Outdated    bool   // built by an older analysis
	Pending     bool   // the archive has changes that the index lacks
	Waits       bool   // a generation waits for approval
	Holds       bool   // a rollback holds what is new back
	Generations []Generation
	Runs        []Run // newest first
}

// Generation is one built index.
type Generation struct {
	ID      string
	Live    bool
	Built   time.Time
	Posts   int
	Bytes   int64
	Damaged string // why it cannot be served, empty where it can
}

// Run is a run with its report.
type Run struct {
	At time.Time
	*ingest.Report
}

// Verdict is the key of how a run ended.
func (r Run) Verdict() string {
	switch {
	case r.Error != "":
		return "failed"
	case r.Held != "":
		return "waits"
	case r.UpToDate:
		return "uptodate"
	case r.Published:
		return "published"
	}
	return "ended"
}

// stateView is the first page.
type stateView struct {
	frame
	*State
	Last *Run
	Work Work
}

// runsShown is how many runs the first page lists, and passedShown how many addresses it names of the newest.
const (
	runsShown   = 10
	passedShown = 10
)

func (d *Desk) showState(v *visit) error {
	s, err := d.State.State(v.r.Context())
	if err != nil {
		return err
	}
	w := stateView{frame: v.frame("state.title"), State: s}
	if d.Jobs != nil {
		w.Work = d.Jobs.Latest()
	}
	if len(s.Runs) > 0 {
		w.Last = &s.Runs[0]
	}
	s.Runs = s.Runs[:min(runsShown, len(s.Runs))]
	return v.show("state", w)
}

// Few gives the first of what was passed over.
func (v stateView) Few(list []ingest.Passed) []ingest.Passed {
	return list[:min(passedShown, len(list))]
}

// runView is the page of one run.
type runView struct {
	frame
	Run Run
}

func (d *Desk) showRun(v *visit) error {
	s, err := d.State.State(v.r.Context())
	if err != nil {
		return err
	}
	at := v.r.URL.Query().Get("at")
	for _, r := range s.Runs {
		if r.At.UTC().Format(time.RFC3339Nano) == at {
			return v.show("run", runView{v.frame("run.title", v.When(r.At)), r})
		}
	}
	return fmt.Errorf("the archive has no report of that run any more: %w", blog.ErrNotFound)
}

// RunLink is the address of the page of a run.
func (v *visit) RunLink(r Run) string {
	return v.Link("/run", "at", r.At.UTC().Format(time.RFC3339Nano))
}
