package archive_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
)

var update = flag.Bool("update", false, "write a filled archive of this program's schema, where testdata has none")

// writerEnv names the archive for the process that TestKilledWriters starts from this test binary.
const writerEnv = "FUMIKURA_TEST_WRITER"

func TestMain(m *testing.M) {
	if path := os.Getenv(writerEnv); path != "" {
		fmt.Fprintln(os.Stderr, writeForEver(path))
		os.Exit(1)
	}
	os.Exit(m.Run())
}

// writeForEver stores captures and readings, and names on standard output what was stored.
func writeForEver(path string) error {
	ctx := context.Background()
	db, err := archive.Open(ctx, path)
	if err != nil {
		return err
	}
	for n := time.Now().UnixNano(); ; n++ {
		c := fetched(fmt.Sprint(site, n), strings.Repeat(fmt.Sprint(n), 500), day)
		if err := db.Put(ctx, c); err != nil {
			return err
		}
		post := with(blog.Post{Title: fmt.Sprint(n)}, c.Page.URL)
		if err := db.PutReadings(ctx, archive.Reading{Page: c.Page, Version: "1", Posts: []*blog.Post{&post}}); err != nil {
			return err
		}
		fmt.Println(c.Page.URL)
	}
}

func TestKilledWritersLoseNothingThatWasStored(t *testing.T) {
	path := filepath.Join(t.TempDir(), "archive.db")
	rounds := 15
	if testing.Short() {
		rounds = 3
	}
	var stored []string
	for range rounds {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), writerEnv+"="+path)
		var out, problems strings.Builder
		cmd.Stdout, cmd.Stderr = &out, &problems
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(20+rand.IntN(200)) * time.Millisecond)
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // it says that it was killed
		if problems.Len() > 0 {
			t.Fatalf("the writer failed: %s", &problems)
		}
		if i := strings.LastIndexByte(out.String(), '\n'); i >= 0 {
			stored = append(stored, strings.Fields(out.String()[:i])...)
		}
	}
	if len(stored) == 0 {
		t.Fatal("no writer lived long enough to store anything")
	}
	db := openAt(t, path)
	if found, err := db.Check(t.Context(), true); err != nil || len(found) > 0 {
		t.Errorf("%v, %v", found, err)
	}
	for _, url := range stored {
		if _, err := db.Page(t.Context(), url); err != nil {
			t.Error(err)
		}
		if _, err := db.Post(t.Context(), blog.NewID(url)); err != nil {
			t.Error(err)
		}
	}
}

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

// filled makes an archive with some pages and posts and gives its path.
func filled(t *testing.T, dir string) string {
	t.Helper()
	path := filepath.Join(dir, "archive.db")
	db, err := archive.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	posts := map[string][]blog.Post{}
	for i := range 30 {
		url := fmt.Sprint(site, "entry/", i)
		put(t, db, fetched(url, strings.Repeat(url, 40), day))
		text := url + "\xe7\x8c" // cut in the middle of a character
		posts[url] = []blog.Post{with(blog.Post{Title: fmt.Sprint("post ", i), Blocks: []blog.Block{{Text: text}}}, url)}
	}
	read(t, db, posts)
	if err := errors.Join(db.AddSite(t.Context(), site, day), db.Close()); err != nil {
		t.Fatal(err)
	}
	return path
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

func TestAFullDiskLosesNothing(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=8m"); err != nil {
		t.Skip("a small disk cannot be mounted: ", err)
	}
	defer func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	}()
	path := filled(t, dir)
	db, err := archive.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	random := make([]byte, 12<<20)
	for i := range random {
		random[i] = byte(rand.Uint32())
	}
	err = db.Put(t.Context(), fetched(site+"small", "small", day), fetched(site+"large", string(random), day))
	if err == nil || !strings.Contains(err.Error(), "the disk is full") {
		t.Errorf("Put: %v", err)
	}
	if _, err := db.Page(t.Context(), site+"small"); !errors.Is(err, blog.ErrNotFound) {
		t.Errorf("half a batch was kept: %v", err)
	}
	if err := db.Put(t.Context(), fetched(site+"small", "small", day)); err != nil {
		t.Errorf("a small page does not fit any more: %v", err)
	}
	if err := db.Backup(t.Context(), filepath.Join(dir, "backup.db")); err != nil {
		t.Logf("a backup does not fit, which is fine: %v", err)
	}
	if found, err := db.Check(t.Context(), true); err != nil || len(found) > 0 {
		t.Errorf("%v, %v", found, err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

func TestAReadOnlyDiskCanBeRead(t *testing.T) {
	dir := t.TempDir()
	path := filled(t, dir)
	if err := syscall.Mount(dir, dir, "", syscall.MS_BIND, ""); err != nil {
		t.Skip("a read-only disk cannot be mounted: ", err)
	}
	defer func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	}()
	if err := syscall.Mount("", dir, "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY, ""); err != nil {
		t.Fatal(err)
	}
	db, err := archive.OpenReadOnly(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if got := collect(t, db.Posts(t.Context())); len(got) != 30 {
		t.Errorf("got %d posts", len(got))
	}
	if err := db.Put(t.Context(), fetched(site+"x", "x", day)); err == nil || !strings.Contains(err.Error(), "reading only") {
		t.Errorf("Put: %v", err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
	if _, err := archive.Open(t.Context(), path); err == nil || !strings.Contains(err.Error(), "may not be written") {
		t.Errorf("Open: %v", err)
	}
	if _, err := archive.Acquire(dir, "reindex"); !errors.Is(err, syscall.EROFS) {
		t.Errorf("Acquire: %v", err)
	}
}

func TestBackups(t *testing.T) {
	dir := t.TempDir()
	path := filled(t, dir)
	db := openAt(t, path)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { // somebody writes meanwhile
		defer close(done)
		for i := 0; ctx.Err() == nil; i++ {
			if err := db.Put(ctx, fetched(fmt.Sprint(site, "later/", i), "x", day)); err != nil && ctx.Err() == nil {
				t.Error(err)
			}
		}
	}()
	ro, err := archive.OpenReadOnly(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = ro.Close() }()
	for name, from := range map[string]*archive.DB{"a": db, "b": ro} {
		backup := filepath.Join(dir, name)
		if err := from.Backup(t.Context(), backup); err != nil {
			t.Fatal(err)
		}
		if err := from.Backup(t.Context(), backup); !errors.Is(err, blog.ErrUsage) {
			t.Errorf("a backup was overwritten: %v", err)
		}
		b := openAt(t, backup)
		if found, err := b.Check(t.Context(), true); err != nil || len(found) > 0 {
			t.Errorf("%v, %v", found, err)
		}
		if got := collect(t, b.Posts(t.Context())); len(got) != 30 {
			t.Errorf("the backup has %d posts", len(got))
		}
	}
	stop()
	<-done
}

func TestOlderArchivesAreMigrated(t *testing.T) {
	const current = "testdata/schema-1.db" // the newest; a new schema adds a file and a line here
	if _, err := os.Stat(current); *update && errors.Is(err, os.ErrNotExist) {
		if err := os.Rename(filled(t, t.TempDir()), current); err != nil {
			t.Fatal(err)
		}
	}
	files, err := filepath.Glob("testdata/schema-*.db")
	if err != nil || len(files) == 0 {
		t.Fatalf("no archives to read: %v", err)
	}
	for _, file := range files {
		t.Run(file, func(t *testing.T) {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "archive.db")
			if err := os.WriteFile(path, b, 0o644); err != nil {
				t.Fatal(err)
			}
			db := openAt(t, path)
			if found, err := db.Check(t.Context(), true); err != nil || len(found) > 0 {
				t.Errorf("%v, %v", found, err)
			}
			if got := collect(t, db.Posts(t.Context())); len(got) != 30 || got[7].Post.Title != "post 7" {
				t.Errorf("got %d posts", len(got))
			}
			if sites, err := db.Sites(t.Context()); err != nil || len(sites) != 1 || sites[0].URL != site {
				t.Errorf("got %v, %v", sites, err)
			}
		})
	}
}

func TestOneProcessWritesAtATime(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	l, err := archive.Acquire(dir, "reindex")
	if err != nil {
		t.Fatal(err)
	}
	_, err = archive.Acquire(dir, "import")
	if !errors.Is(err, blog.ErrUnavailable) || !strings.Contains(err.Error(), fmt.Sprint("reindex, process ", os.Getpid(), ", since ")) {
		t.Errorf("a second one: %v", err)
	}
	if err := l.Release(); err != nil {
		t.Fatal(err)
	}
	again, err := archive.Acquire(dir, "import")
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Release(); err != nil {
		t.Error(err)
	}
}
