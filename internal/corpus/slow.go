package corpus

import "testing"

// Slow skips a test that takes long in a short run of tests, as make quick is one.
func Slow(t testing.TB) {
	t.Helper()
	if testing.Short() {
		t.Skip("it takes long, make test runs it")
	}
}

// NoRace skips a test that only computes, on one goroutine and for minutes under the race detector; make test runs it without. It is Slow.
func NoRace(t testing.TB) {
	t.Helper()
	Slow(t)
	if race {
		t.Skip("it is run without the race detector")
	}
}
