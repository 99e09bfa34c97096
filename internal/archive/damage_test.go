package archive_test

import (
	"bytes"
	"database/sql"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
)

func TestWhatIsNoArchiveIsRefusedAndLeftAlone(t *testing.T) {
	cases := map[string]struct {
		make func(path string) error
		says string
	}{
		"a text file":                     {func(p string) error { return os.WriteFile(p, []byte(strings.Repeat("not a database\n", 500)), 0o644) }, "damaged or no archive"},
		"a folder":                        {func(p string) error { return os.Mkdir(p, 0o755) }, "file"},
		"the database of another program": {func(p string) error { return execute(p, `CREATE TABLE t (x)`) }, "another program"},
		"an archive of a newer program": {func(p string) error {
			return execute(p, `PRAGMA application_id = 0x46756d69; PRAGMA user_version = 999; CREATE TABLE t (x)`)
		}, "newer than this program's"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "archive.db")
			if err := c.make(path); err != nil {
				t.Fatal(err)
			}
			before, _ := os.ReadFile(path)
			if _, err := archive.Open(t.Context(), path); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("Open: %v", err)
			}
			if _, err := archive.OpenReadOnly(t.Context(), path); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("OpenReadOnly: %v", err)
			}
			if after, _ := os.ReadFile(path); !bytes.Equal(after, before) {
				t.Error("the file was changed")
			}
		})
	}
	if _, err := archive.OpenReadOnly(t.Context(), filepath.Join(t.TempDir(), "none.db")); !errors.Is(err, blog.ErrNotFound) {
		t.Errorf("no file: %v", err)
	}
	if _, err := archive.Open(t.Context(), filepath.Join(t.TempDir(), "no", "folder.db")); err == nil || !strings.Contains(err.Error(), "missing") {
		t.Errorf("no folder: %v", err)
	}
}

func execute(path, statements string) error {
	db, err := sql.Open("sqlite", path)
	if err != nil {
		return err
	}
	_, err = db.Exec(statements)
	return errors.Join(err, db.Close())
}

func TestDamageIsFoundAndDoesNotStopAStream(t *testing.T) {
	path := filled(t, t.TempDir())
	for _, s := range []string{
		`UPDATE pages SET body = substr(body, 1, 10) WHERE url LIKE '%/3'`,
		`UPDATE posts SET post = zeroblob(100) WHERE url LIKE '%/4'`,
		`UPDATE pages SET body = (SELECT body FROM pages WHERE url LIKE '%/6') WHERE url LIKE '%/5'`,
	} {
		if err := execute(path, s); err != nil {
			t.Fatal(err)
		}
	}
	db := openAt(t, path)
	if found, err := db.Check(t.Context(), false); err != nil || len(found) > 0 {
		t.Errorf("the quick check: %v, %v", found, err)
	}
	found, err := db.Check(t.Context(), true)
	if err != nil || len(found) != 3 || !strings.Contains(strings.Join(found, "\n"), site+"entry/3") {
		t.Errorf("the deep check: %v, %v", found, err)
	}
	whole, bad := 0, 0
	for p, err := range db.Pages(t.Context(), site, blog.RolePage) {
		switch {
		case p == nil:
			t.Fatal(err)
		case err != nil:
			bad++
		default:
			whole++
		}
	}
	if whole != 29 || bad != 1 {
		t.Errorf("the stream gave %d whole pages and %d damaged ones", whole, bad)
	}
}

func TestATornFileIsAClearError(t *testing.T) {
	path := filled(t, t.TempDir())
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 1))
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for range 60 {
		b := append([]byte(nil), whole...)
		if r.IntN(3) == 0 {
			b = b[:r.Int64N(info.Size())]
		} else {
			for range 1 + r.IntN(2000) {
				b[100+r.IntN(len(b)-100)] = byte(r.Uint32())
			}
		}
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
		use(t, path)
	}
}

// use does what a run does with a damaged archive. Every error will do; only a panic or an endless loop will not.
func use(t *testing.T, path string) {
	db, err := archive.Open(t.Context(), path)
	if err != nil {
		return
	}
	ctx := t.Context()
	for p := range db.Unread(ctx, "2") {
		if p != nil {
			_ = db.PutReadings(ctx, archive.Reading{Page: p, Version: "2"}) // any error will do
		}
	}
	_, _ = db.Settle(ctx)      // any error will do
	_, _ = db.Check(ctx, true) // any error will do
	for range db.Changes(ctx, 0) {
		continue
	}
	_ = db.Close() // any error will do
}
