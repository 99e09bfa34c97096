package main

import (
	"bytes"
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
)

// childGrace is how long a reindex may take to end in good order when serve ends.
const childGrace = 10 * time.Second

// child runs reindex as a process of its own, so that its memory and its faults are not the server's.
type child struct {
	ctx context.Context // ends the runs
	app *app
	log *slog.Logger

	mu   sync.Mutex
	run  web.Run
	done sync.WaitGroup
}

// Start begins a run, unless one is under way.
func (c *child) Start(context.Context) (web.Run, error) { return c.begin() }

// begin begins a run with further arguments.
func (c *child) begin(more ...string) (web.Run, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.run.State == "running" {
		return c.run, fmt.Errorf("a reindex is under way since %s: %w", c.run.Started.Format(time.TimeOnly), blog.ErrUnavailable)
	}
	self, err := os.Executable()
	if err != nil {
		return web.Run{}, fmt.Errorf("start reindex: %w", err)
	}
	cmd := exec.CommandContext(c.ctx, self, append(c.arguments(), more...)...)
	cmd.Cancel = func() error { return cmd.Process.Signal(endSignal) }
	cmd.WaitDelay = childGrace
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		return web.Run{}, fmt.Errorf("start reindex: %w", err)
	}
	now := time.Now()
	c.run = web.Run{State: "running", Started: &now}
	c.done.Go(func() { c.finish(cmd, &said) })
	return c.run, nil
}

// State gives the latest run.
func (c *child) State() web.Run {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.run
}

func (c *child) arguments() []string {
	args := []string{"reindex", "--data", c.app.cfg.Data}
	if c.app.config != "" {
		args = append(args, "--config", c.app.config)
	}
	return args
}

func (c *child) finish(cmd *exec.Cmd, said *bytes.Buffer) {
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
	c.run.Finished, c.run.ExitCode = &now, &code
	c.run.Message = lastLine(said.String())
	c.run.State = "done"
	level := slog.LevelInfo
	if code != exitDone && code != exitPassed {
		c.run.State, level = "failed", slog.LevelError
	}
	c.log.Log(context.Background(), level, "reindex ended", "exit", code, "said", c.run.Message)
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
