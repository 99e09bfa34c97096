package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"github.com/fumikura/fumikura/internal/ingest"
	"github.com/fumikura/fumikura/web/desk"
)

// A run that serve has started tells how far it is on lines of its own among what it says: the mark, then JSON.
const (
	// tellProgress is the hidden flag by which serve asks for that.
	tellProgress = "tell-progress"
	progressMark = "\x1eprogress "
	// tellEvery is how often it is told within one phase: as often as the desk looks.
	tellEvery = 500 * time.Millisecond
	// maxSaid is how much of what a run says is kept; its end is what the owner is told.
	maxSaid = 64 << 10
)

// tell writes how far a run is for the server that has started it.
func (p *progress) tell(s ingest.Progress) {
	if s.Phase == p.phase && time.Since(p.told) < tellEvery {
		return
	}
	p.phase, p.told = s.Phase, time.Now()
	line, err := json.Marshal(desk.Progress{Phase: s.Phase, Blog: s.Site, Done: s.Done, Total: s.Total})
	if err == nil { // else the desk shows less
		fmt.Fprintf(p.w, "%s%s\n", progressMark, line)
	}
}

// telling takes in what a run says, and of that how far it is.
type telling struct {
	mu   sync.Mutex
	said bytes.Buffer
	rest []byte // of a line that is not whole yet
	at   desk.Progress
}

// Write takes in what the process writes.
func (t *telling) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rest = append(t.rest, b...)
	for {
		line, rest, whole := bytes.Cut(t.rest, []byte("\n"))
		if !whole {
			break
		}
		t.rest = rest
		t.line(line)
	}
	if len(t.rest) > maxSaid {
		t.line(t.rest)
		t.rest = nil
	}
	return len(b), nil
}

func (t *telling) line(line []byte) {
	if told, ok := bytes.CutPrefix(line, []byte(progressMark)); ok {
		_ = json.Unmarshal(told, &t.at) // written above
		return
	}
	if t.said.Len()+len(line) > maxSaid {
		t.said.Next(t.said.Len() / 2)
	}
	t.said.Write(line)
	t.said.WriteByte('\n')
}

// text is what the run said, without how far it was.
func (t *telling) text() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.said.String() + string(t.rest)
}

// progress is how far the run is.
func (t *telling) progress() desk.Progress {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.at
}
