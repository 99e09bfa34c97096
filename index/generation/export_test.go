package generation

import "time"

// FailAt makes the named step of a publication return what f returns.
func (s *Store) FailAt(f func(step string) error) { s.step = f }

// SetClock replaces the clock.
func (s *Store) SetClock(now func() time.Time) { s.now = now }

// FormatID and ValidID open the form of ids to property tests.
var (
	FormatID = formatID
	NewID    = newID
	ValidID  = validID
)
