package corpus

import "testing"

// NoRace skips a test that only computes, on one goroutine and for minutes under the race detector; make test runs it without.
func NoRace(t testing.TB) {
	t.Helper()
	if race {
		t.Skip("it is run without the race detector")
	}
}
