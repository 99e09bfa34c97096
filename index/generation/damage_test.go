package generation_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fumikura/fumikura/index/generation"
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

func TestAFileIsReadOnceUntilItIsWrittenOrAskedFor(t *testing.T) {
	dir := t.TempDir()
	s := generation.Open(dir)
	old, id := publish(t, s, "", index()), publish(t, s, "", index())
	name := filepath.Join(dir, "gen", id, "index/store/000000000001.zap")
	// A disk that loses a bit tells nobody: neither size nor time change.
	yesterday := time.Now().Add(-24 * time.Hour)
	lose := func() {
		if err := errors.Join(damages["a flipped bit"](name), os.Chtimes(name, yesterday, yesterday)); err != nil {
			t.Fatal(err)
		}
	}
	wantLive := func(when, want string) {
		t.Helper()
		if live, err := s.Live(t.Context()); err != nil || live.ID != want {
			t.Errorf("%s: %+v, %v; want %s", when, live, err, want)
		}
	}
	lose()
	wantLive("a file that was written", old)
	lose() // flips the bit back
	wantLive("whole again", id)
	lose()
	wantLive("nobody has written", id)
	if err := s.Verify(t.Context(), id); !errors.Is(err, generation.ErrDamaged) {
		t.Errorf("Verify trusts it: %v", err)
	}
	wantLive("found out", old)
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

func TestABuilderBelievesForADayWhatAnotherHasRead(t *testing.T) {
	dir := t.TempDir()
	s := generation.Open(dir)
	first := publish(t, s, "", index())
	const file = "index/store/000000000001.zap"
	yesterday := time.Now().Add(-24 * time.Hour)
	if err := os.Chtimes(filepath.Join(dir, "gen", first, file), yesterday, yesterday); err != nil {
		t.Fatal(err)
	}
	if err := s.Verify(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	second := publish(t, s, first, nil)
	name := filepath.Join(dir, "gen", second, file)
	lost := errors.Join(damages["a flipped bit"](name), os.Chtimes(name, yesterday, yesterday))
	whole := func(recalls bool) bool {
		s := generation.Open(dir)
		if recalls {
			s.Recall()
		}
		live, err := s.Live(t.Context())
		return err == nil && live.ID == second
	}
	if lost != nil || !whole(true) || whole(false) {
		t.Fatalf("%v; a builder reads all again, or a reader does not", lost)
	}
	notes := filepath.Join(dir, "gen", second, "checked.json")
	b, err := os.ReadFile(notes)
	old := strings.ReplaceAll(string(b), time.Now().Format("2006-"), "2006-")
	if err = errors.Join(err, os.WriteFile(notes, []byte(old), 0o644)); err != nil || whole(true) {
		t.Errorf("%v; what was read long ago is believed", err)
	}
	if err := os.WriteFile(notes, []byte("[{"), 0o644); err != nil || whole(true) {
		t.Errorf("%v; notes that are damaged are believed", err)
	}
	if err := os.Chtimes(name, time.Now(), time.Now()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(notes, b, 0o644); err != nil || whole(true) {
		t.Errorf("%v; a file that was written since is believed", err)
	}
}
