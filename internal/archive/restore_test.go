package archive_test

import (
	"database/sql"
	"errors"
	_ "modernc.org/sqlite"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
)

// small makes an archive with one page and its post, and gives its path.
func small(t *testing.T, title string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "archive.db")
	db, err := archive.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	put(t, db, fetched(site+title, title, day))
	read(t, db, map[string][]blog.Post{site + title: {with(blog.Post{Title: title}, site+title)}})
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// titleIn gives the title of the only post.
func titleIn(t *testing.T, path string) string {
	t.Helper()
	db, err := archive.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	posts := collect(t, db.Posts(t.Context()))
	if len(posts) != 1 {
		t.Fatalf("%s has %d posts", path, len(posts))
	}
	return posts[0].Post.Title
}

func TestARestoreIsUndoneByRestoringWhatWasSetAside(t *testing.T) {
	backup, path := small(t, "old"), small(t, "new")
	for i := range 3 { // in one second: nothing set aside is overwritten
		r, err := archive.Restore(t.Context(), backup, path, day)
		if err != nil {
			t.Fatal(err)
		}
		if r.Posts != 1 || r.Pages != 1 || titleIn(t, path) != "old" {
			t.Errorf("restored %+v", r)
		}
		if want := []string{"new", "old", "old"}[i]; titleIn(t, r.Aside) != want {
			t.Errorf("restore %d sets %q aside, want %q", i, titleIn(t, r.Aside), want)
		}
	}
	aside, err := archive.Aside(path)
	if err != nil || len(aside) != 3 {
		t.Fatalf("set aside are %v, %v", aside, err)
	}
	if _, err := archive.Restore(t.Context(), aside[0], path, day); err != nil || titleIn(t, path) != "new" && titleIn(t, path) != "old" {
		t.Error(err)
	}
}

func TestARestoreOntoItselfIsRefused(t *testing.T) {
	path := small(t, "x")
	link := filepath.Join(t.TempDir(), "link.db")
	if err := os.Symlink(path, link); err != nil {
		t.Fatal(err)
	}
	for _, from := range []string{path, link} {
		if _, err := archive.Restore(t.Context(), from, path, day); !errors.Is(err, blog.ErrUsage) {
			t.Errorf("restoring %s onto itself: %v", from, err)
		}
	}
	if titleIn(t, path) != "x" {
		t.Error("it is not what it was")
	}
}

func TestABackupIsReadWithItsLog(t *testing.T) {
	path, backup := small(t, "there"), small(t, "x")
	db := openAt(t, backup) // what it writes stays in its log while it is open
	c := fetched(site+"late", "late", day)
	put(t, db, c)
	r, err := archive.Restore(t.Context(), backup, path, day)
	if err != nil || r.Pages != 2 {
		t.Fatalf("%+v, %v", r, err)
	}
	if _, err := openAt(t, path).Page(t.Context(), site+"late"); err != nil {
		t.Error(err)
	}
}

func TestAForeignBackupIsRefused(t *testing.T) {
	for name, change := range map[string]string{
		"a trigger":              `CREATE TRIGGER t AFTER INSERT ON pages BEGIN DELETE FROM posts; END`,
		"a view":                 `CREATE VIEW v AS SELECT 1`,
		"a table":                `CREATE TABLE x (a)`,
		"an address of a script": `UPDATE pages SET url = 'javascript:alert(1)'`,
		"a blog that is a file":  `INSERT INTO sites VALUES ('file:///etc/', 0)`,
		"another program":        `PRAGMA application_id = 7`,
		"a newer schema":         `PRAGMA user_version = 9999`,
	} {
		t.Run(name, func(t *testing.T) {
			path, backup := small(t, "there"), small(t, "x")
			db, err := sql.Open("sqlite", backup)
			if err != nil {
				t.Fatal(err)
			}
			if _, err = db.Exec(change); errors.Join(err, db.Close()) != nil {
				t.Fatal(err)
			}
			if r, err := archive.Restore(t.Context(), backup, path, day); err == nil {
				t.Errorf("it is taken: %+v", r)
			}
			if titleIn(t, path) != "there" {
				t.Error("the archive is not what it was")
			}
			left, err := os.ReadDir(filepath.Dir(path))
			for _, e := range left {
				if strings.HasPrefix(e.Name(), ".") || strings.HasPrefix(e.Name(), "archive-") {
					t.Errorf("it leaves %s behind", e.Name())
				}
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
}

func TestWhatWasForgottenStaysForgottenThroughARestore(t *testing.T) {
	path := filled(t, t.TempDir())
	backup := filepath.Join(t.TempDir(), "backup.db")
	db := openAt(t, path)
	if err := db.Backup(t.Context(), backup); err != nil {
		t.Fatal(err)
	}
	if _, err := db.Forget(t.Context(), site+"entry/7", day); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := archive.Restore(t.Context(), backup, path, day); err != nil {
		t.Fatal(err)
	}
	db = openAt(t, path)
	if got := collect(t, db.Posts(t.Context())); len(got) != 29 {
		t.Errorf("%d posts are there, want 29", len(got))
	}
	if known, err := db.Forgotten(t.Context()); err != nil || !known.Post(site, site+"entry/7") {
		t.Errorf("%v, %v", known, err)
	}
}

func TestADamagedArchiveIsSetAsideToo(t *testing.T) {
	backup, path := small(t, "old"), small(t, "new")
	if err := os.WriteFile(path, []byte("no database at all, and longer than the head of one would be: "+strings.Repeat("x", 4096)), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+"-wal", []byte("its log"), 0o644); err != nil {
		t.Fatal(err)
	}
	r, err := archive.Restore(t.Context(), backup, path, day)
	if err != nil {
		t.Fatal(err)
	}
	if titleIn(t, path) != "old" {
		t.Error("the backup is not in place")
	}
	for name, want := range map[string]string{r.Aside: "no database", r.Aside + "-wal": "its log"} {
		if b, err := os.ReadFile(name); err != nil || !strings.HasPrefix(string(b), want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatAKilledRestoreLeavesIsSwept(t *testing.T) {
	path := small(t, "x")
	dir := filepath.Dir(path)
	twin, kept := filepath.Join(dir, "archive-20261130-152000.db"), filepath.Join(dir, "archive-20261129-152000.db")
	if err := errors.Join(os.Link(path, twin), os.Rename(small(t, "before"), kept), os.Mkdir(filepath.Join(dir, ".restore-1"), 0o755)); err != nil {
		t.Fatal(err)
	}
	if err := archive.Sweep(path); err != nil {
		t.Fatal(err)
	}
	if aside, err := archive.Aside(path); err != nil || len(aside) != 1 || aside[0] != kept {
		t.Errorf("set aside are %v, %v", aside, err)
	}
	if _, err := os.Stat(filepath.Join(dir, ".restore-1")); err == nil {
		t.Error("the copy is still there")
	}
	if titleIn(t, path) != "x" {
		t.Error("the archive is not what it was")
	}
}
