package main

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestFaultsAnApprovalKilledAtAnyMomentIsDoneOrNot kills publish, and reindex while it hands over what is to wait. Readers see the one
// generation or the other, whole; what waits goes on waiting or is live; and the next publish finishes.
func TestFaultsAnApprovalKilledAtAnyMomentIsDoneOrNot(t *testing.T) {
	dir := t.TempDir()
	data := filepath.Join(dir, "data")
	posts := filepath.Join(dir, "posts.jsonl")
	line := `{"url":"https://blog.example.com/1","title":"掃除の当番表","published":"2024-03-01T10:00:00+09:00","lang":"ja","text":"金曜の仕事は、くじで当番を決めます。"}` + "\n"
	if err := os.WriteFile(posts, []byte(line), 0o644); err != nil {
		t.Fatal(err)
	}
	run(t, exitDone, "import", posts, "--data", data)
	state := func() status {
		t.Helper()
		var s status
		if err := json.Unmarshal([]byte(run(t, exitDone, "status", "--json", "--data", data)), &s); err != nil {
			t.Fatal(err)
		}
		return s
	}
	// kill starts the program and kills it after a while, and says whether that came before its end.
	kill := func(within time.Duration, args ...string) bool {
		t.Helper()
		p := start(t, append(args, "--data", data)...)
		time.Sleep(rand.N(within))
		_ = p.Process.Kill() // it may have ended by itself
		if p.exit() >= 0 {
			return false
		}
		kills.Add(1)
		return true
	}
	killed, done := 0, 0
	for round := range 12 {
		before := state().Live
		if kill(400*time.Millisecond, "reindex", "--rebuild", "--review") {
			killed++
		}
		if s := state(); s.Live != before || s.Degraded != "" {
			t.Fatalf("round %d: a review that was killed changes what is live: %s, %s", round, s.Live, s.Degraded)
		}
		run(t, exitDone, "reindex", "--rebuild", "--review", "--data", data)
		waits := state().Waiting
		if waits == nil {
			t.Fatalf("round %d: nothing waits after a review", round)
		}
		if kill(80*time.Millisecond, "publish") {
			killed++
		}
		s := state()
		if s.Degraded != "" || s.Live != before && s.Live != waits.Generation {
			t.Fatalf("round %d: live is %s (%s), it was %s and %s waited", round, s.Live, s.Degraded, before, waits.Generation)
		}
		run(t, exitDone, "check", "--data", data)
		if s.Live == waits.Generation {
			done++
			continue
		}
		// It may have been approved for certain, but not be live yet: then publish has only to finish that, and finds nothing more.
		p := start(t, "publish", "--data", data)
		if code := p.exit(); code != exitDone && !strings.Contains(p.said(), "no generation waits") {
			t.Fatalf("round %d: publish after a kill exits with %d: %s", round, code, p.said())
		}
		if s := state(); s.Live != waits.Generation || s.Waiting != nil {
			t.Fatalf("round %d: live is %s and %v waits; want %s", round, s.Live, s.Waiting, waits.Generation)
		}
	}
	t.Logf("%d kills; publish had come through %d times of 12", killed, done)
	if killed == 0 {
		t.Error("nothing was killed")
	}
}
