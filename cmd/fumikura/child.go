package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/web"
	"github.com/fumikura/fumikura/web/desk"
)

// childGrace is how long a reindex may take to end in good order when serve ends.
const childGrace = 10 * time.Second

// child runs reindex, and the other commands that write, as a process of its own, so that its memory and its faults are not the server's.
// One runs at a time.
type child struct {
	ctx context.Context // ends the runs
	app *app
	log *slog.Logger

	mu   sync.Mutex
	run  web.Run  // the latest reindex
	job  desk.Job // what the latest process was started for, reindex or another
	work web.Run  // how that one went
	told *telling // of the process that runs; nil where none does
	done sync.WaitGroup
}

// Start begins a run, unless one is under way.
func (c *child) Start(context.Context) (web.Run, error) { return c.begin() }

// begin begins a reindex with further arguments.
func (c *child) begin(more ...string) (web.Run, error) {
	kind := desk.Reindex
	if oneOf("--rebuild", more...) {
		kind = desk.Rebuild
	}
	return c.launch(desk.Job{Kind: kind}, append([]string{"reindex"}, more...)...)
}

// launch begins a command of this program.
func (c *child) launch(job desk.Job, args ...string) (web.Run, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.work.State == "running" {
		return c.work, fmt.Errorf("a %s is under way since %s: %w", c.job.Kind, c.work.Started.Format(time.TimeOnly), blog.ErrUnavailable)
	}
	self, err := os.Executable()
	if err != nil {
		return web.Run{}, fmt.Errorf("start %s: %w", args[0], err)
	}
	cmd := exec.CommandContext(c.ctx, self, append(args, c.arguments()...)...)
	cmd.Cancel = func() error { return cmd.Process.Signal(endSignal) }
	cmd.WaitDelay = childGrace
	said := &telling{}
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Start(); err != nil {
		return web.Run{}, fmt.Errorf("start %s: %w", args[0], err)
	}
	now := time.Now()
	c.job, c.work, c.told = job, web.Run{State: "running", Started: &now}, said
	if args[0] == "reindex" {
		c.run = c.work
	}
	c.done.Go(func() { c.finish(cmd, args[0], said) })
	return c.work, nil
}

// State gives the latest reindex.
func (c *child) State() web.Run {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.run
}

func (c *child) arguments() []string {
	args := []string{"--" + tellProgress, "--data", c.app.cfg.Data}
	if c.app.config != "" {
		args = append(args, "--config", c.app.config)
	}
	return args
}

func (c *child) finish(cmd *exec.Cmd, what string, said *telling) {
	err := cmd.Wait()
	code := 0
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		code = exit.ExitCode()
	} else if err != nil {
		code = exitFailed
	}
	now := time.Now()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.work.Finished, c.work.ExitCode = &now, &code
	c.work.Message = lastLine(said.text())
	c.work.State = "done"
	level := slog.LevelInfo
	if code != exitDone && code != exitPassed {
		c.work.State, level = "failed", slog.LevelError
	}
	if what == "reindex" {
		c.run = c.work
	}
	c.log.Log(context.Background(), level, what+" ended", "exit", code, "said", c.work.Message)
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}

// every starts a run at each interval, up to a tenth later or earlier, so that many servers do not ask one blog at once.
func (c *child) every(interval time.Duration) {
	for {
		jitter := time.Duration((rand.Float64() - 0.5) / 5 * float64(interval))
		select {
		case <-c.ctx.Done():
			return
		case <-time.After(interval + jitter):
		}
		if _, err := c.Start(c.ctx); err != nil {
			c.log.Warn("reindex was not started", "err", err)
		}
	}
}

// wait returns when no run is under way any more.
func (c *child) wait() { c.done.Wait() }
