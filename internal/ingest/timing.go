package ingest

import "time"

// Phase is how long one phase of a run took.
type Phase struct {
	Name    string  `json:"name"` // as in Progress: collect, read, build, verify, publish
	Seconds float64 `json:"seconds"`
}

// stopwatch times the phases of a run by its progress: what passes before the first word of a phase is the last one's, or its own where
// there was none.
type stopwatch struct {
	now    func() time.Time
	since  time.Time
	phase  string
	phases []Phase
}

// lap ends the phase that runs where another begins; an empty name ends the last.
func (s *stopwatch) lap(name string) {
	if name == s.phase {
		return
	}
	if s.phase == "" {
		s.phase = name
		return
	}
	at := s.now()
	s.add(s.phase, at.Sub(s.since).Seconds())
	s.since, s.phase = at, name
}

func (s *stopwatch) add(name string, seconds float64) {
	for i, p := range s.phases {
		if p.Name == name {
			s.phases[i].Seconds += seconds
			return
		}
	}
	s.phases = append(s.phases, Phase{name, seconds})
}

// timed has the stopwatch listen to the progress, which comes from one goroutine at a time.
func (r *run) timed() *stopwatch {
	s := &stopwatch{now: r.Now, since: r.start}
	told := r.Progress
	r.Progress = func(p Progress) {
		s.lap(p.Phase)
		told(p)
	}
	return s
}
