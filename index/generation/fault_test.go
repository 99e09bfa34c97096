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
	"syscall"
	"testing"
	"time"

	"github.com/fumikura/fumikura/index/generation"
	"github.com/fumikura/fumikura/internal/blog"
)

// damages are ways to spoil one file; each must be noticed before an engine opens it.
var damages = map[string]func(name string) error{
	"a flipped bit": func(name string) error {
		b, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		b[len(b)/2] ^= 4
		return os.WriteFile(name, b, 0o644)
	},
	"a truncated file":      func(name string) error { return os.Truncate(name, 1) },
	"an emptied file":       func(name string) error { return os.Truncate(name, 0) },
	"a file that has grown": func(name string) error { return os.Truncate(name, 4096) },
	"a missing file":        os.Remove,
	"a folder in its place": func(name string) error { return errors.Join(os.Remove(name), os.Mkdir(name, 0o755)) },
	"a link in its place":   func(name string) error { return errors.Join(os.Remove(name), os.Symlink("/dev/zero", name)) },
}

func TestDamageIsNoticedAndThePreviousGenerationServed(t *testing.T) {
	for what, spoil := range damages {
		for _, file := range []string{"manifest.json", "index/store/root.bolt", "index/store/000000000001.zap", "index/index_meta.json"} {
			t.Run(what+" "+filepath.Base(file), func(t *testing.T) {
				dir := t.TempDir()
				s := generation.Open(dir)
				first, second := publish(t, s, "", index()), publish(t, s, "", index())
				if err := spoil(filepath.Join(dir, "gen", second, file)); err != nil {
					t.Fatal(err)
				}
				err := s.Verify(t.Context(), second)
				if !errors.Is(err, generation.ErrDamaged) || !strings.Contains(err.Error(), filepath.Base(file)) {
					t.Errorf("Verify: %v", err)
				}
				live, err := s.Live(t.Context())
				if err != nil || live.ID != first || !strings.Contains(live.Degraded, second) {
					t.Errorf("Live: %+v, %v", live, err)
				}
				if _, err := s.Begin(t.Context(), second); !errors.Is(err, generation.ErrDamaged) {
					t.Errorf("a draft inherits the damage: %v", err)
				}
				third := publish(t, s, first, nil)
				if live, err := s.Live(t.Context()); err != nil || live.ID != third || live.Degraded != "" {
					t.Errorf("after the next build: %+v, %v", live, err)
				}
			})
		}
	}
}

func TestNothingWholeIsAnError(t *testing.T) {
	s := generation.Open(t.TempDir())
	id := publish(t, s, "", index())
	write(t, s.Dir(id), map[string]string{"store/root.bolt": "torn"})
	if _, err := s.Live(t.Context()); !errors.Is(err, generation.ErrDamaged) {
		t.Error(err)
	}
}

func TestADamagedCurrentServesTheNewest(t *testing.T) {
	for _, text := range []string{"", "\x00\x00", "../../../etc/passwd\n", "20200101-000000-0000\n", strings.Repeat("x", 1<<16)} {
		dir := t.TempDir()
		s := generation.Open(dir)
		publish(t, s, "", index())
		second := publish(t, s, "", index())
		write(t, dir, map[string]string{"CURRENT": text})
		live, err := s.Live(t.Context())
		if text == "20200101-000000-0000\n" {
			// Both are newer than what CURRENT names, as if rolled back; the newest is still the best guess.
			if err != nil || live.ID != second || live.Degraded == "" {
				t.Errorf("CURRENT %q: %+v, %v", text, live, err)
			}
			continue
		}
		if err != nil || live.ID != second || live.Degraded == "" {
			t.Errorf("CURRENT %.30q: %+v, %v", text, live, err)
		}
		third := publish(t, s, second, nil)
		if got, err := s.Current(); err != nil || got != third {
			t.Errorf("the next build does not mend CURRENT: %q, %v", got, err)
		}
	}
}

func TestAFailureAtAnyStepChangesNothing(t *testing.T) {
	broken := errors.New("broken")
	for _, step := range []string{"seal", "manifest", "rename", "current"} {
		t.Run(step, func(t *testing.T) {
			dir := t.TempDir()
			s := generation.Open(dir)
			first := publish(t, s, "", index())
			s.FailAt(func(at string) error {
				if at == step {
					return broken
				}
				return nil
			})
			d, err := s.Begin(t.Context(), first)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := d.Publish(t.Context(), generation.Meta{}); !errors.Is(err, broken) {
				t.Fatalf("Publish: %v", err)
			}
			if err := d.Discard(); err != nil {
				t.Errorf("Discard: %v", err)
			}
			if got := names(t, filepath.Join(dir, "gen")); len(got) != 1 {
				t.Errorf("left: %v", got)
			}
			if live, err := s.Live(t.Context()); err != nil || live.ID != first || live.Degraded != "" {
				t.Errorf("Live: %+v, %v", live, err)
			}
		})
	}
}

func TestACancelledPublicationChangesNothing(t *testing.T) {
	s := generation.Open(t.TempDir())
	first := publish(t, s, "", index())
	ctx, cancel := context.WithCancel(t.Context())
	d, err := s.Begin(ctx, first)
	if err != nil {
		t.Fatal(err)
	}
	write(t, d.Dir(), map[string]string{"store/2.zap": "two"})
	cancel()
	if _, err := d.Publish(ctx, generation.Meta{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if err := d.Discard(); err != nil {
		t.Error(err)
	}
	if live, err := s.Live(t.Context()); err != nil || live.ID != first {
		t.Errorf("Live: %+v, %v", live, err)
	}
}

func TestANameThatNoManifestCanHoldIsNotPublished(t *testing.T) {
	s := generation.Open(t.TempDir())
	d, err := s.Begin(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(d.Dir(), "bad\xff"), nil, 0o644); err != nil {
		t.Skip("this file system refuses the name: ", err)
	}
	if _, err := d.Publish(t.Context(), generation.Meta{}); !errors.Is(err, generation.ErrDamaged) {
		t.Error(err)
	}
	if err := d.Discard(); err != nil {
		t.Error(err)
	}
}

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
	for range rounds {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), builderEnv+"="+dir)
		var out strings.Builder
		cmd.Stderr = &out
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
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

func TestAFullDiskChangesNothing(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=1m"); err != nil {
		t.Skip("a small disk cannot be mounted: ", err)
	}
	defer func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	}()
	s := generation.Open(dir)
	first := publish(t, s, "", index())
	d, err := s.Begin(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	full := os.WriteFile(filepath.Join(d.Dir(), "2.zap"), make([]byte, 2<<20), 0o644)
	if !errors.Is(full, syscall.ENOSPC) {
		t.Fatalf("the disk is not full: %v", full)
	}
	if _, err := d.Publish(t.Context(), generation.Meta{}); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("Publish: %v", err)
	}
	if err := d.Discard(); err != nil {
		t.Error(err)
	}
	if live, err := s.Live(t.Context()); err != nil || live.ID != first || live.Degraded != "" {
		t.Errorf("Live: %+v, %v", live, err)
	}
	publish(t, s, first, nil)
}

func TestAReadOnlyFolderServesAndRefusesToBuild(t *testing.T) {
	dir := t.TempDir()
	s := generation.Open(dir)
	id := publish(t, s, "", index())
	if err := syscall.Mount(dir, dir, "", syscall.MS_BIND, ""); err != nil {
		t.Skip("a read-only disk cannot be mounted: ", err)
	}
	defer func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	}()
	if err := syscall.Mount("", dir, "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	if live, err := s.Live(t.Context()); err != nil || live.ID != id {
		t.Errorf("Live: %+v, %v", live, err)
	}
	if _, err := s.Begin(t.Context(), id); !errors.Is(err, syscall.EROFS) {
		t.Errorf("Begin: %v", err)
	}
}
