package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/web"
)

// maxQueryLog is when a query log becomes FILE.1 and begins anew: about a hundred thousand searches.
const maxQueryLog = 8 << 20

// queryLog keeps what was searched and how much was found: no address, no cookie, and the time only to the hour, so that nobody
// can be told by it. A nil queryLog keeps nothing.
type queryLog struct {
	path string
	log  *slog.Logger

	mu   sync.Mutex
	file *os.File // nil after an error, until it can be opened again
	size int64
}

// asked is one line of a query log.
type asked struct {
	At    time.Time `json:"at"`
	Query string    `json:"q"`
	Total int       `json:"total"`
}

// openQueryLog opens the log for adding to it; without a path there is none.
func openQueryLog(path string, log *slog.Logger) (*queryLog, error) {
	if path == "" {
		return nil, nil
	}
	l := &queryLog{path: path, log: log}
	if err := l.open(); err != nil {
		return nil, fmt.Errorf("%w: serve.query_log: %w", blog.ErrUsage, err)
	}
	return l, nil
}

func (l *queryLog) open() error {
	f, err := os.OpenFile(l.path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil && info.Mode().Perm() != 0o600 {
		err = f.Chmod(0o600) // it may have been made by hand
	}
	if err != nil {
		return errors.Join(err, f.Close())
	}
	l.file, l.size = f, info.Size()
	return nil
}

// add keeps a search. What goes wrong is logged; no reader is to wait or fail for it.
func (l *queryLog) add(q string, total int) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.write(asked{time.Now().UTC().Truncate(time.Hour), q, total}); err != nil {
		l.log.Warn("a search was not kept in the query log", "err", err)
	}
}

func (l *queryLog) write(a asked) error {
	line, err := json.Marshal(a)
	if err != nil {
		return err
	}
	if l.file != nil && l.size >= maxQueryLog {
		err = errors.Join(l.file.Close(), os.Rename(l.path, l.path+".1"))
		l.file = nil
	}
	if l.file == nil {
		err = errors.Join(err, l.open())
	}
	if l.file == nil {
		return err
	}
	n, e := l.file.Write(append(line, '\n'))
	l.size += int64(n)
	return errors.Join(err, e)
}

func (l *queryLog) close() {
	if l == nil || l.file == nil {
		return
	}
	if err := l.file.Close(); err != nil {
		l.log.Warn("the query log could not be closed", "err", err)
	}
}

// listener hears what is searched. A nil listener hears nothing.
type listener struct {
	log    *queryLog
	counts *queryCounter
}

func (l *listener) hear(a web.SearchEvent) {
	if l == nil {
		return
	}
	l.log.add(a.Query, a.Total)
	l.counts.add(a)
}

// readQueryLog gives what the log and the one before it keep, oldest first. A line that was cut off by a kill is passed over.
func readQueryLog(path string) ([]asked, error) {
	var all []asked
	for _, name := range []string{path + ".1", path} {
		f, err := os.Open(name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("read the query log: %w", err)
		}
		lines := bufio.NewScanner(f)
		for lines.Scan() {
			var a asked
			if json.Unmarshal(lines.Bytes(), &a) == nil && a.Query != "" {
				all = append(all, a)
			}
		}
		if err := errors.Join(lines.Err(), f.Close()); err != nil {
			return nil, fmt.Errorf("read the query log %s: %w", name, err)
		}
	}
	return all, nil
}
