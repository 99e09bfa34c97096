package main

import (
	"context"
	"errors"
	"hash/maphash"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/osfile"
	"github.com/fumikura/fumikura/web"
)

// The counter takes in what is searched and writes it to the archive in batches, so that no search waits for a disk. The box searches while a
// reader types, so that a query counts when it stands: one that the same reader goes on writing within typingPause is part of the next.
// How many different readers asked is counted for a day, by a hash of their address under a seed that is drawn anew each day and
// lies in memory only; beyond a day, and through restarts, the archive's sketch goes on.
const (
	typingPause = 3 * time.Second
	countsEvery = 20 * time.Second

	// What is not written yet, as while the archive is restored, is bounded.
	maxAsked    = 1000 // searches that wait for the counter
	maxPending  = 20_000
	maxTypers   = 10_000
	maxKnown    = 50_000
	maxReaders  = 64 // of one query in one batch
	maxCountLen = 100
)

// queryCounter counts what is searched. A nil queryCounter counts nothing.
type queryCounter struct {
	path  string
	log   *slog.Logger
	clock func() time.Time
	in    chan event
	lost  sync.Once // told that searches come faster than they are counted

	analyzer *ja.Analyzer
	typing   map[string]typed // by reader
	pending  map[pendingKey]*archive.QueryCount
	opened   map[openedKey]int
	day      string
	seed     maphash.Seed
	known    map[string]map[uint64]bool // by query: who asked it today, up to archive.QueryReaders
	told     string                     // the last trouble, which is told once
}

// event is a search with its time, or the opening of what one found.
type event struct {
	web.SearchEvent
	opened blog.ID // the post; empty for a search
	at     time.Time
}

// typed is the last query of a reader, who may go on writing it.
type typed struct {
	event
	key, reading string
}

type pendingKey struct {
	hour int64
	key  string
}

type openedKey struct {
	hour int64
	post blog.ID
}

// newQueryCounter makes a counter for the archive at the path; nil where the folder may not be written.
func newQueryCounter(path string, log *slog.Logger) *queryCounter {
	if dir := filepath.Dir(path); isFolder(dir) && !osfile.Writable(dir) {
		log.Warn("queries are not counted, because the data folder may not be written", "folder", dir)
		return nil
	}
	return &queryCounter{path: path, log: log, clock: time.Now, in: make(chan event, maxAsked), analyzer: ja.New(),
		typing: map[string]typed{}, pending: map[pendingKey]*archive.QueryCount{}, opened: map[openedKey]int{}, known: map[string]map[uint64]bool{}}
}

// add takes a search in. It never waits.
func (c *queryCounter) add(a web.SearchEvent) {
	if c != nil {
		c.put(event{SearchEvent: a, at: c.clock()})
	}
}

// open takes the opening of a result in. It never waits.
func (c *queryCounter) open(o web.Opening) {
	c.put(event{SearchEvent: web.SearchEvent{Query: o.Query}, opened: o.Post, at: c.clock()})
}

func (c *queryCounter) put(a event) {
	select {
	case c.in <- a:
	default:
		c.lost.Do(func() { c.log.Warn("searches come faster than they are counted; the counts lack some") })
	}
}

// run counts until the context ends, and then writes what is left.
func (c *queryCounter) run(ctx context.Context) {
	if c == nil {
		return
	}
	tick := time.NewTicker(countsEvery)
	defer tick.Stop()
	for {
		select {
		case a := <-c.in:
			c.take(a)
		case <-tick.C:
			c.settle(c.clock().Add(-typingPause))
			c.flush(ctx)
		case <-ctx.Done():
			for len(c.in) > 0 {
				c.take(<-c.in)
			}
			c.settle(c.clock())
			ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), typingPause)
			defer cancel()
			c.flush(ctx)
			return
		}
	}
}

// take counts what the reader asked before, unless this goes on writing it.
func (c *queryCounter) take(a event) {
	t := typed{event: a, key: strings.Join(strings.Fields(strings.ToLower(ja.FoldString(a.Query))), " ")}
	if a.opened != "" {
		c.countOpening(t)
		return
	}
	if t.key == "" || len([]rune(a.Query)) > maxCountLen {
		return
	}
	t.reading = readingOf(c.analyzer, a.Query)
	if before, ok := c.typing[a.Reader]; ok && (a.at.Sub(before.at) > typingPause || !t.continues(before)) {
		c.count(before)
	} else if !ok && len(c.typing) >= maxTypers {
		c.settle(a.at)
	}
	c.typing[a.Reader] = t
}

// continues says whether the query is the one before with more letters or fewer, or converted by an input method. Letters at the end of what
// was written in kana are a syllable that is not finished: こn.
func (t typed) continues(before typed) bool {
	for _, pair := range [][2]string{{before.key, t.key}, {before.reading, t.reading}} {
		was, is := pair[0], pair[1]
		if strings.HasPrefix(is, was) || strings.HasPrefix(was, is) {
			return true
		}
		kana := strings.TrimRightFunc(was, func(r rune) bool { return r < unicode.MaxASCII && unicode.IsLetter(r) })
		if kana != "" && kana != was && strings.HasPrefix(is, kana) && kana[len(kana)-1] >= 0x80 {
			return true
		}
	}
	return false
}

// settle counts what stands since then.
func (c *queryCounter) settle(until time.Time) {
	for reader, t := range c.typing {
		if !t.at.After(until) {
			c.count(t)
			delete(c.typing, reader)
		}
	}
}

func (c *queryCounter) count(t typed) {
	c.newDay(t.at)
	p := c.entry(t)
	if p == nil {
		return
	}
	p.Times++
	if t.Total == 0 {
		p.Nothing++
	}
	if len(p.Readers) < maxReaders {
		p.Readers = append(p.Readers, t.Reader)
	}
	readers := c.known[t.key]
	if readers == nil && len(c.known) < maxKnown {
		readers = map[uint64]bool{}
		c.known[t.key] = readers
	}
	if readers != nil && len(readers) < archive.QueryReaders {
		readers[maphash.String(c.seed, t.Reader)] = true
	}
	p.Enough = len(readers) >= archive.QueryReaders
}

// hour is the hour in which it was, in seconds since 1970.
func (a event) hour() int64 { return a.at.UTC().Truncate(time.Hour).Unix() }

// entry is what is counted of a query in an hour; nil where too much waits to be written.
func (c *queryCounter) entry(t typed) *archive.QueryCount {
	k := pendingKey{t.hour(), t.key}
	p := c.pending[k]
	if p == nil {
		if len(c.pending)+len(c.opened) >= maxPending {
			c.trouble("the archive was not written for long; searches are no longer counted until it is", nil)
			return nil
		}
		p = &archive.QueryCount{Hour: time.Unix(k.hour, 0), Text: t.Query, Key: t.key}
		c.pending[k] = p
	}
	return p
}

// countOpening counts a post that was opened, and the query by which, apart from each other.
func (c *queryCounter) countOpening(t typed) {
	if t.key != "" && len([]rune(t.Query)) <= maxCountLen {
		if p := c.entry(t); p != nil {
			p.Opened++
		}
	}
	if len(c.pending)+len(c.opened) < maxPending {
		c.opened[openedKey{t.hour(), t.opened}]++
	}
}

// newDay draws another seed, so that nobody is known from one day to the next.
func (c *queryCounter) newDay(now time.Time) {
	if day := now.UTC().Format(time.DateOnly); day != c.day {
		c.day, c.seed, c.known = day, maphash.MakeSeed(), map[string]map[uint64]bool{}
	}
}

// flush writes what is counted; what cannot be written now is kept for the next time.
func (c *queryCounter) flush(ctx context.Context) {
	if len(c.pending)+len(c.opened) == 0 {
		return
	}
	list := make([]archive.QueryCount, 0, len(c.pending))
	for _, p := range c.pending {
		list = append(list, *p)
	}
	var opened []archive.Opening
	for k, times := range c.opened {
		opened = append(opened, archive.Opening{Post: k.post, Hour: time.Unix(k.hour, 0), Times: times})
	}
	switch err := archive.CountQueries(ctx, c.path, list, opened, c.clock()); {
	case err == nil:
		clear(c.pending)
		clear(c.opened)
		c.told = ""
	case errors.Is(err, blog.ErrNotFound), errors.Is(err, blog.ErrUnavailable): // before the first reindex, or while another writes
	default:
		c.trouble("searches cannot be counted now; it is tried again", err)
	}
}

func (c *queryCounter) trouble(what string, err error) {
	said := what
	if err != nil {
		said += err.Error()
	}
	if said == c.told {
		return
	}
	c.told = said
	c.log.Warn(what, "err", err)
}

func isFolder(dir string) bool {
	info, err := os.Stat(dir)
	return err == nil && info.IsDir()
}
