// Command fumikura is full-text search for blog archives, Japanese first. This package starts things: flags, configuration,
// wiring and exit codes; one file for each command. What the commands do is done by the rooms below.
package main

import (
	"context"
	"errors"
	"fmt"
	_ "golang.org/x/crypto/x509roots/fallback" // certificates, for a machine or a container that has none
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"
	_ "time/tzdata" // for import.zone in a container that has nothing but this program

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/ingest"
)

// The exit codes of every command.
const (
	exitDone   = 0
	exitFailed = 1 // nothing was published
	exitUsage  = 2 // wrong flags, arguments or configuration
	exitPassed = 3 // published, but some pages were passed over
)

// errPassed ends a run that published but passed pages over; the report has told which.
var errPassed = errors.New("some pages were passed over")

func main() {
	os.Exit(Main())
}

// Main runs the command line of this process and gives its exit code. The first interrupt ends the work in good order, the
// second at once.
func Main() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	a := &app{stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr, getenv: os.Getenv, environ: os.Environ}
	done := make(chan struct{})
	defer close(done)
	go func() {
		<-ctx.Done()
		stop() // the next one ends the process
		select {
		case <-done:
		case <-time.After(a.grace()):
			fmt.Fprintln(a.stderr, "fumikura: interrupted, and cut off because it did not come to an end; what was stored and published is kept")
			os.Exit(exitFailed)
		}
	}()
	if file := dictionaryFile(); file != "" {
		ja.KeepDictionary(file)
	}
	return a.run(ctx, os.Args[1:])
}

// dictionaryFile is where this build of the program keeps the dictionary, in the user's folder for such things (caches); empty where there is
// none. A build is told by the size and the time of its file.
func dictionaryFile() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	program, err := os.Executable()
	if err != nil {
		return ""
	}
	info, err := os.Stat(program)
	if err != nil {
		return ""
	}
	return filepath.Join(dir, "fumikura", fmt.Sprintf("dictionary-%x-%x", info.Size(), info.ModTime().UnixNano()))
}

// How long a command may take to end in good order once it is told to. What is killed loses nothing, so that nobody has to wait for a page
// that is being read or a file that is being written. A server has requests and a run of reindex to end.
const (
	commandGrace = 8 * time.Second
	serveGrace   = drainGrace + childGrace
	drainGrace   = 15 * time.Second
)

func (a *app) grace() time.Duration {
	if a.lasting.Load() {
		return serveGrace
	}
	return commandGrace
}

// run runs one command line.
func (a *app) run(ctx context.Context, args []string) int {
	out := &output{Writer: a.stdout}
	a.stdout = out
	root := a.rootCommand()
	root.SetArgs(args)
	root.SetIn(a.stdin)
	root.SetOut(a.stdout)
	root.SetErr(a.stderr)
	err := a.foreignFile(root.ExecuteContext(ctx))
	if err != nil && !errors.Is(err, errPassed) && !errors.Is(err, errShown) {
		a.printError(err)
		if !out.used && (a.json || wantsJSON(args)) {
			a.stdout = out
			_ = a.printJSON(map[string]any{"error": saying(err), "exit_code": exitCode(err)}) // it was told on standard error, too
		}
	}
	return exitCode(err)
}

// errShown is an error that the command has shown in its own way.
var errShown = errors.New("shown")

func (a *app) printError(err error) {
	for i, line := range strings.Split(saying(err), "\n") { // errors that are joined stand one a line
		if i == 0 {
			line = "fumikura: " + line
		}
		fmt.Fprintln(a.stderr, visible(line))
	}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		fmt.Fprintf(a.stderr, "  what to do: make room on the disk of %s and run it again; what is there is safe\n", a.cfg.Data)
	}
}

// saying is the error as it is told.
func saying(err error) string {
	if errors.Is(err, context.Canceled) {
		return "interrupted; nothing was published, and what was fetched is kept"
	}
	said := err.Error()
	for _, kind := range []error{blog.ErrUsage, blog.ErrNotFound, blog.ErrUnavailable, ingest.ErrGuarded} {
		said = strings.TrimSuffix(said, ": "+kind.Error()) // the exit code tells the kind; at the end of a sentence it only puzzles
	}
	return said
}

// exitCode is the one place where kinds of error become exit codes.
func exitCode(err error) int {
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errPassed):
		return exitPassed
	case errors.Is(err, blog.ErrUsage), errors.Is(err, query.ErrTooLong), errors.Is(err, query.ErrTooManyWords):
		return exitUsage
	default:
		return exitFailed
	}
}
