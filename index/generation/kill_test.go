package generation_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fumikura/fumikura/index/generation"
	"github.com/fumikura/fumikura/internal/blog"
)

// builderEnv names the data folder for the process that TestKilledBuilders starts from this test binary.
const builderEnv = "FUMIKURA_TEST_BUILDER"

func TestMain(m *testing.M) {
	if dir := os.Getenv(builderEnv); dir != "" {
		fmt.Fprintln(os.Stderr, buildForEver(dir))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// buildForEver publishes generation after generation, each with one more segment than the one before, up to twenty.
func buildForEver(dir string) error {
	s := generation.Open(dir)
	for n := 0; ; n++ {
		from := ""
		if live, err := s.Live(context.Background()); err == nil && len(live.Files) < 20 {
			from = live.ID
		} else if err != nil && !errors.Is(err, blog.ErrUnavailable) {
			return err
		}
		d, err := s.Begin(context.Background(), from)
		if err != nil {
			return err
		}
		name := filepath.Join(d.Dir(), d.ID+".zap")
		if err := os.WriteFile(name, []byte(strings.Repeat(name, 1000)), 0o644); err != nil {
			return err
		}
		if _, err := d.Publish(context.Background(), generation.Meta{Posts: n}); err != nil {
			return err
		}
	}
}

func TestKilledBuilders(t *testing.T) {
	dir := t.TempDir()
	s := generation.Open(dir)
	rounds, last := 40, ""
	if testing.Short() {
		rounds = 5
	}
	for round := range rounds {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), builderEnv+"="+dir)
		var out strings.Builder
		cmd.Stderr = &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if round == rounds-1 && last == "" { // on a slow machine all others may have been killed too early
			for _, err := s.Live(t.Context()); err != nil; _, err = s.Live(t.Context()) {
				time.Sleep(time.Millisecond)
			}
		}
		time.Sleep(time.Duration(5+rand.IntN(120)) * time.Millisecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // it says that it was killed
		if out.Len() > 0 {
			t.Fatalf("the builder failed: %s", &out)
		}
		live, err := s.Live(t.Context())
		if errors.Is(err, blog.ErrUnavailable) && last == "" {
			continue // killed before the first was published
		}
		if err != nil {
			t.Fatal(err)
		}
		if (live.Degraded != "" && last != "") || live.ID < last {
			t.Errorf("after %s came %s, degraded %q", last, live.ID, live.Degraded)
		}
		last = live.ID
	}
	if last == "" {
		t.Error("no builder lived long enough to publish")
	}
	publish(t, s, last, nil)
	if got := names(t, filepath.Join(dir, "gen")); len(got) != 2 {
		t.Errorf("left after the last build: %v", got)
	}
}
