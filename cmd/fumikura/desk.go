package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/web"
	"github.com/fumikura/fumikura/web/desk"
)

// minToken is how long the token of the desk has to be, so that nobody guesses it.
const minToken = 16

// checkDesk checks what concerns the owner's pages.
func (c *config) checkDesk() error {
	switch {
	case c.Serve.DeskToken != "" && len(c.Serve.DeskToken) < minToken:
		return faultf("serve.desk_token", "is to have %d characters or more; openssl rand -hex 16 makes one", minToken)
	case c.Serve.AdminAddr != "" && c.Serve.AdminAddr == c.Serve.Addr && !strings.HasSuffix(c.Serve.Addr, ":0"):
		return faultf("serve.admin_addr", "is the same as serve.addr; give it an address of its own, or leave it out")
	}
	return nil
}

// desk makes the owner's pages; without a token there are none.
func (a *app) desk(e engine, runs *child, log *slog.Logger) (*desk.Desk, error) {
	token := cmp.Or(a.cfg.Serve.DeskToken, a.cfg.Serve.Token)
	if token == "" || runs == nil {
		return nil, nil
	}
	o := &office{app: a, engine: e}
	return desk.New(desk.Options{Token: token, State: o, Blogs: o, Posts: o, Queries: o, Rules: o, Previews: o, Reviews: o, Jobs: deskJobs{runs}, Log: log, Version: version()})
}

// serveAdmin answers the owner at serve.admin_addr until the context ends. What it returns waits for that and gives what went wrong.
func (a *app) serveAdmin(ctx context.Context, s *web.Server, log *slog.Logger) (wait func() error, err error) {
	if a.cfg.Serve.AdminAddr == "" {
		return func() error { return nil }, nil
	}
	l, err := listen(a.cfg.Serve.AdminAddr)
	if err != nil {
		return nil, fmt.Errorf("serve.admin_addr: %w", err)
	}
	ended := make(chan error, 1)
	go func() {
		err := s.ServeAdmin(ctx, l)
		if err != nil {
			log.Error("the owner's address is no longer served", "addr", l.Addr(), "err", err)
		}
		ended <- err
	}()
	fmt.Fprintf(a.stdout, "The desk and the metrics are at http://%s/\n", l.Addr())
	return func() error { return <-ended }, nil
}

// office is where the desk has its files: it reads archive and index for the owner's pages.
type office struct {
	*app
	engine engine // the one that serves
}

// reading runs f with the archive open for reading.
func (o *office) reading(ctx context.Context, f func(*archive.DB) error) error {
	db, err := archive.OpenReadOnly(ctx, o.archivePath())
	if err != nil {
		return err
	}
	return errors.Join(f(db), db.Close())
}

// deskJobs starts the jobs of the desk as processes.
type deskJobs struct{ runs *child }

// Start begins a job.
func (d deskJobs) Start(_ context.Context, j desk.Job) error {
	args, err := commandFor(j)
	if err != nil {
		return err
	}
	_, err = d.runs.launch(j, args...)
	return err
}

// commandFor is the command line of a job.
func commandFor(j desk.Job) ([]string, error) {
	switch j.Kind {
	case desk.Reindex:
		return []string{"reindex"}, nil
	case desk.Full:
		return []string{"reindex", "--full"}, nil
	case desk.Rebuild:
		return []string{"reindex", "--rebuild"}, nil
	case desk.Again:
		return []string{"reindex", "--again=" + j.Address}, nil
	case desk.Forget:
		return []string{"forget", j.Address}, nil
	case desk.Publish:
		return []string{"publish"}, nil
	case desk.Discard:
		return []string{"publish", "--discard"}, nil
	case desk.Rollback:
		return []string{"rollback", j.Address}, nil
	case desk.Release:
		return []string{"rollback", "--release"}, nil
	}
	return nil, fmt.Errorf("there is no job %q: %w", j.Kind, blog.ErrUsage)
}

// Latest gives the latest job.
func (d deskJobs) Latest() desk.Work {
	c := d.runs
	c.mu.Lock()
	defer c.mu.Unlock()
	w := desk.Work{Job: c.job, State: c.work.State, Message: c.work.Message}
	if c.work.Started != nil {
		w.Started = *c.work.Started
	}
	if c.work.Finished != nil {
		w.Finished = *c.work.Finished
	}
	if w.Running() {
		w.Progress = c.told.progress()
	}
	return w
}

// deskPatience is how long a page of the desk waits for a blog that is asked while it is made.
const deskPatience = 8 * time.Second
