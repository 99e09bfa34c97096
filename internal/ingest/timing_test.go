package ingest

import (
	"reflect"
	"testing"
	"time"
)

func TestPhasesAreTimedByTheProgress(t *testing.T) {
	now := time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)
	s := &stopwatch{now: func() time.Time { return now }, since: now}
	for _, step := range []struct {
		after time.Duration
		phase string
	}{{2 * time.Second, "collect"}, {time.Second, "collect"}, {time.Second, "read"}, {3 * time.Second, "build"}, {time.Second, "read"}, {5 * time.Second, ""}} {
		now = now.Add(step.after)
		s.lap(step.phase)
	}
	want := []Phase{{"collect", 4}, {"read", 8}, {"build", 1}}
	if !reflect.DeepEqual(s.phases, want) {
		t.Errorf("phases %v, want %v", s.phases, want)
	}
	quiet := &stopwatch{now: func() time.Time { return now }, since: now}
	if quiet.lap(""); quiet.phases != nil {
		t.Errorf("a run that told nothing has phases: %v", quiet.phases)
	}
}
