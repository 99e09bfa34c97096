package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

// Jobs starts what takes longer than a request, one at a time.
type Jobs interface {
	// Start begins a job that outlives the request. While one is under way it returns an error that is blog.ErrUnavailable.
	Start(context.Context, Job) error
	// Latest gives the latest job; its zero value when there was none.
	Latest() Work
}

// Kind is what a job does.
type Kind string

// The kinds of job.
const (
	Reindex Kind = "reindex" // ask the blogs, and publish what is new
	Full    Kind = "full"    // the same, asking for every page
	Rebuild Kind = "rebuild" // build from the archive, without the network
	Again   Kind = "again"   // ask for one page again
	Forget  Kind = "forget"  // take a post or a blog out
	Publish Kind = "publish" // publish what waits for approval
	Discard Kind = "discard" // throw it away

	Rollback Kind = "rollback" // make an older generation live
	Release  Kind = "release"  // let reindex publish again after that
)

// Job is what the owner wants done.
type Job struct {
	Kind    Kind
	Address string // of a post or a blog, or the name of a generation; empty where the kind needs none
}

// Work is a job and how it went.
type Work struct {
	Job
	State    string // empty: there was none; else running, done or failed
	Started  time.Time
	Finished time.Time // zero while it runs
	Message  string    // one line on how it went, in English
	Progress Progress  // while it runs
}

// Progress is how far a job is.
type Progress struct {
	Phase string `json:"phase"` // collect, read, build, verify or publish; empty before the first is told
	Blog  string `json:"blog"`
	Done  int    `json:"done"`
	Total int    `json:"total"` // 0 while it is not known
}

// Running says whether the job is under way.
func (w Work) Running() bool { return w.State == "running" }

// workView is the page of jobs.
type workView struct {
	frame
	Work  Work
	Line  string // how far it is
	Phase string // what it is doing
}

// refreshEvery is how many seconds a browser without scripts waits before it asks again.
const refreshEvery = 3

func (d *Desk) showWork(v *visit) error {
	w := workView{frame: v.frame("work.title"), Work: d.Jobs.Latest()}
	w.Line, w.Phase = v.line(w.Work), v.phase(w.Work)
	if w.Work.Running() {
		w.Refresh = refreshEvery
	}
	return v.show("work", w)
}

// line says in one sentence how far a job is.
func (v *visit) line(w Work) string {
	switch p := w.Progress; {
	case p.Total > 0:
		return v.phase(w) + " " + v.Say("of", p.Done, p.Total)
	case p.Done > 0:
		return v.phase(w) + " " + fmt.Sprint(p.Done)
	default:
		return v.phase(w)
	}
}

// phase says what a job is doing.
func (v *visit) phase(w Work) string {
	switch {
	case !w.Running():
		return ""
	case v.desk.words[v.lang]["phase."+w.Progress.Phase] == "":
		return v.Say("phase.start")
	}
	return v.Say("phase." + w.Progress.Phase)
}

// progress tells the script of the page how far the latest job is.
func (d *Desk) progress(v *visit) error {
	w := d.Jobs.Latest()
	v.w.Header().Set("Content-Type", "application/json; charset=utf-8")
	seconds := 0
	if w.Running() {
		seconds = int(d.Clock().Sub(w.Started).Seconds())
	}
	return json.NewEncoder(v.w).Encode(map[string]any{"state": w.State, "line": v.line(w), "phase": v.phase(w), "done": w.Progress.Done, "total": w.Progress.Total,
		"took": v.Seconds(float64(seconds))})
}

// start starts a job and shows its page; where another one runs it says so there.
func (v *visit) start(j Job) error {
	err := v.desk.Jobs.Start(context.WithoutCancel(v.r.Context()), j)
	if errors.Is(err, blog.ErrUnavailable) {
		return v.refused("/work", "work.busy", err)
	}
	if err != nil {
		return err
	}
	v.desk.Log.Info("the owner started a job at the desk", "kind", string(j.Kind))
	return v.done("/work", "work.started")
}

func (d *Desk) reindex(v *visit) error {
	kind := Kind(v.r.PostFormValue("kind"))
	switch kind {
	case Reindex, Full, Rebuild:
		return v.start(Job{Kind: kind})
	}
	return fmt.Errorf("there is no such kind of reindex: %w", blog.ErrUsage)
}

// again asks for one page again.
func (d *Desk) again(v *visit) error {
	address, err := v.address()
	if err != nil {
		return err
	}
	return v.start(Job{Kind: Again, Address: address})
}

// address is the address that a form or a link names.
func (v *visit) address() (string, error) {
	s := v.r.URL.Query().Get("url")
	if v.r.Method == http.MethodPost {
		s = v.r.PostFormValue("url")
	}
	u, err := url.Parse(s)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || len(s) > maxAddress {
		return "", fmt.Errorf("%q is no address of a post or a blog; write it like https://blog.example.com/entry/42: %w", s, blog.ErrUsage)
	}
	return s, nil
}

// maxAddress is the length of an address; the crawler takes none that are longer.
const maxAddress = 2000
