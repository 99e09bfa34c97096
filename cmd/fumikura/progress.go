package main

import (
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/fumikura/fumikura/internal/ingest"
)

// plainEvery is how often a run tells its progress where there is no terminal.
const plainEvery = 10 * time.Second

// progress shows how far a run is: a bar on a terminal, a line now and then elsewhere.
type progress struct {
	w       io.Writer
	bar     *progressbar.ProgressBar // nil where w is no terminal
	phase   string
	told    time.Time
	telling bool // to a server that shows it at the desk
	reads   bool // what is collected is read from files: nothing is asked
}

// phases say what a run is doing, in the words of the owner.
var phases = map[string]string{
	"collect": "asking the blog", "read": "reading posts", "build": "building the index", "verify": "checking the index", "publish": "publishing",
}

func (a *app) newProgress() *progress {
	return &progress{w: a.stderr, told: time.Now(), telling: a.telling}
}

func (p *progress) update(s ingest.Progress) {
	if p.telling {
		p.tell(s)
		return
	}
	what := phases[s.Phase]
	if s.Phase == "collect" && p.reads {
		what = "reading"
	}
	if s.Site != "" {
		what += " " + s.Site
	}
	if terminal(p.w) {
		p.draw(what, s)
		return
	}
	if time.Since(p.told) < plainEvery {
		return
	}
	p.told = time.Now()
	switch {
	case s.Total > 0:
		fmt.Fprintf(p.w, "%s: %d of %d\n", what, s.Done, s.Total)
	case s.Done > 0:
		fmt.Fprintf(p.w, "%s: %d\n", what, s.Done)
	default:
		fmt.Fprintln(p.w, what)
	}
}

func (p *progress) draw(what string, s ingest.Progress) {
	total := s.Total
	if total == 0 {
		total = -1 // a spinner
	}
	if p.bar == nil || p.phase != what {
		p.end()
		p.phase = what
		p.bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(p.w), progressbar.OptionSetDescription(what),
			progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionFullWidth())
	}
	if total > 0 && p.bar.GetMax() != total {
		p.bar.ChangeMax(total)
	}
	_ = p.bar.Set(s.Done) // a bar that cannot be drawn is no reason to stop
}

// end takes the bar away.
func (p *progress) end() {
	if p.bar != nil {
		_ = p.bar.Clear()
		p.bar = nil
	}
}
