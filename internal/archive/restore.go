package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"modernc.org/sqlite"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/osfile"
)

// A restore puts a backup in the place of the archive. The backup is read as a database, with its log, and copied into a new file, which
// is counted before anything changes. The archive that is there gets a second name first, and then the new file takes its place in
// one rename: at every moment the one or the other is there, whole.

// Restored is what a restore has done.
type Restored struct {
	Pages, Posts int
	Aside        string // the name under which the archive that was there is kept, empty where there was none
}

// Restore puts the backup in the place of the archive at the path; whoever calls has the lock of its folder. What the archive there
// was told to forget the restored one forgets too.
func Restore(ctx context.Context, backup, path string, now time.Time) (*Restored, error) {
	r, err := restore(ctx, backup, path, now)
	if e, ok := errors.AsType[*sqlite.Error](err); ok && (e.Code()&0xff == codeNotADB || e.Code()&0xff == codeCorrupt) {
		return nil, fmt.Errorf("restore %s: it is no backup, or it is damaged; nothing was changed: choose a file that fumikura backup has written: %w", backup, err)
	}
	if err != nil {
		return nil, fmt.Errorf("restore %s: %w", backup, explain(err))
	}
	return r, nil
}

func restore(ctx context.Context, backup, path string, now time.Time) (*Restored, error) {
	if _, err := os.Stat(backup); err != nil {
		return nil, fmt.Errorf("there is none: %w", blog.ErrNotFound)
	}
	if same(backup, path) {
		return nil, fmt.Errorf("it is the archive itself: %w", blog.ErrUsage)
	}
	dir, err := os.MkdirTemp(filepath.Dir(path), ".restore-*")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }() // what is in place by then is no longer in it
	fresh := filepath.Join(dir, filepath.Base(path))
	counts, err := copyBackup(ctx, backup, fresh)
	if err != nil {
		return nil, err
	}
	if err := prepare(ctx, fresh, path, now, counts); err != nil {
		return nil, err
	}
	err = withoutCounting(ctx, path, func() (err error) {
		if counts.Aside, err = setAside(ctx, path, now); err != nil {
			return fmt.Errorf("set the archive that is there aside: %w", err)
		}
		return os.Rename(fresh, path)
	})
	if err != nil {
		return nil, err
	}
	return counts, osfile.Sync(filepath.Dir(path))
}

func same(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// copyBackup checks the backup and copies it, with what its log holds.
func copyBackup(ctx context.Context, backup, fresh string) (*Restored, error) {
	d, err := openBackup(ctx, backup)
	if err != nil {
		return nil, err
	}
	counts, err := d.inspect(ctx)
	if err == nil {
		_, err = d.read.ExecContext(ctx, `VACUUM INTO ?`, fresh)
	}
	return counts, errors.Join(err, d.Close())
}

// openBackup opens a backup of any schema that this program can bring up to date, for reading.
func openBackup(ctx context.Context, name string) (*DB, error) {
	mode := "mode=ro"
	if standsStill(name) {
		mode = "mode=ro&immutable=1"
	}
	d, err := open(name, nil, mode)
	if err != nil {
		return nil, err
	}
	version, err := versionOf(ctx, d.read)
	if err == nil && version == 0 {
		err = fmt.Errorf("it is empty")
	}
	if err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// inspect refuses a backup that is damaged, or that holds what no archive holds, and counts what it has.
func (d *DB) inspect(ctx context.Context) (*Restored, error) {
	problems, err := d.Check(ctx, false)
	if err == nil && len(problems) > 0 {
		err = fmt.Errorf("it is damaged: %s", problems[0])
	}
	if err == nil {
		err = d.checkSchema(ctx)
	}
	if err == nil {
		err = d.checkAddresses(ctx)
	}
	if err != nil {
		return nil, err
	}
	return d.counts(ctx)
}

func (d *DB) counts(ctx context.Context) (*Restored, error) {
	var r Restored
	err := d.read.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM pages), (SELECT count(*) FROM posts WHERE NOT gone)`).Scan(&r.Pages, &r.Posts)
	return &r, err
}

const objectsSQL = `SELECT type || ' ' || name || ' of ' || tbl_name || iif(type = 'trigger', ': ' || sql, '')
	FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%'`

// checkSchema refuses tables, views and triggers that are not ours: what they do to an archive that is written nobody can say.
func (d *DB) checkSchema(ctx context.Context) error {
	own, err := Temporary(ctx)
	if err != nil {
		return err
	}
	known, err := own.texts(ctx, objectsSQL)
	if err = errors.Join(err, own.Close()); err != nil {
		return err
	}
	found, err := d.texts(ctx, objectsSQL)
	if err != nil {
		return err
	}
	for _, o := range found {
		if !slices.Contains(known, o) {
			return fmt.Errorf("it holds what no archive of ours does: %s", o)
		}
	}
	return nil
}

// checkAddresses refuses what a blog does not have as an address: it would be a link on the page of results, or be asked for.
func (d *DB) checkAddresses(ctx context.Context) error {
	urls, err := d.texts(ctx, `SELECT url FROM sites UNION ALL SELECT url FROM pages`)
	if err != nil {
		return err
	}
	for _, u := range urls {
		if !isWeb(u) {
			return fmt.Errorf("%q is no address of a blog or a page", u)
		}
	}
	return d.query(ctx, func(rows *sql.Rows) error {
		k, err := d.scanKept(rows)
		if err != nil {
			return err
		}
		links := []string{k.Post.URL, k.Post.Site, k.Post.Image}
		for _, t := range k.Post.Translations {
			links = append(links, t.URL)
		}
		for _, u := range links {
			if u != "" && !isWeb(u) {
				return fmt.Errorf("post %s has the address %q", k.ID, u)
			}
		}
		return nil
	}, `SELECT `+keptColumns+` FROM posts`)
}

func isWeb(raw string) bool {
	u, err := url.Parse(raw)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// prepare brings the copy up to date, counts it, and gives it an identity of its own: an index of the archive that it was copied from
// may know numbers of changes that will mean others here.
func prepare(ctx context.Context, fresh, path string, now time.Time, want *Restored) error {
	d, err := Open(ctx, fresh)
	if err != nil {
		return err
	}
	err = d.Renew(ctx)
	if err == nil {
		var got *Restored
		if got, err = d.counts(ctx); err == nil && *got != *want {
			err = fmt.Errorf("the copy has %d pages and %d posts, and the backup %d and %d", got.Pages, got.Posts, want.Pages, want.Posts)
		}
	}
	if err == nil {
		err = d.forgetAsIn(ctx, path, now)
	}
	if err == nil {
		err = d.vacuum(ctx) // the log is empty, and one file has all
	}
	return errors.Join(err, d.Close(), osfile.Sync(fresh))
}

// setAside gives the archive that is there, if any, a second name that nothing else has.
func setAside(ctx context.Context, path string, now time.Time) (string, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	// A log that stays would be taken for that of the new archive. One of a damaged archive cannot be written into it, and goes along.
	logs := []string{""}
	if err := settleLog(ctx, path); errors.Is(err, blog.ErrUnavailable) {
		return "", err
	} else if err != nil {
		logs = []string{"-wal", ""}
	}
	for n := 1; ; n++ {
		aside := asideName(path, now, n)
		err := linkAll(path, aside, logs)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err == nil {
			err = removeLogs(path)
		}
		return aside, err
	}
}

// asideName is archive-20261130-152000.db, and with a number where that is taken.
func asideName(path string, now time.Time, n int) string {
	ext := filepath.Ext(path)
	name := strings.TrimSuffix(path, ext) + now.Format("-20060102-150405")
	if n > 1 {
		name += fmt.Sprint("-", n)
	}
	return name + ext
}

func linkAll(path, aside string, suffixes []string) error {
	if _, err := os.Lstat(aside); err == nil {
		return fs.ErrExist
	}
	for _, s := range suffixes {
		err := os.Link(path+s, aside+s)
		if errors.Is(err, fs.ErrNotExist) && s != "" {
			continue
		}
		if err != nil && !errors.Is(err, fs.ErrExist) { // a file system without hard links
			err = copyNew(path+s, aside+s)
		}
		if err != nil {
			return err
		}
	}
	return osfile.Sync(filepath.Dir(path))
}

// removeLogs takes away what SQLite keeps beside the archive.
func removeLogs(path string) error {
	for _, s := range []string{"-wal", "-shm"} {
		if err := os.Remove(path + s); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// settleLog writes the log of an archive into it and leaves none behind.
func settleLog(ctx context.Context, path string) error {
	// Looked at without writing first: opened for writing, SQLite throws away a log that it cannot make sense of.
	d, err := openBackup(ctx, path)
	if err == nil {
		err = d.Close()
	}
	if err != nil {
		return err
	}
	if d, err = Open(ctx, path); err != nil {
		return err
	}
	// Who reads at the moment ends soon: the server only looks. SQLite does not wait for that by itself here.
	const tries, pause = 30, 100 * time.Millisecond
	for try := 1; ; try++ {
		var mode string
		err = d.write.QueryRowContext(ctx, `PRAGMA journal_mode = DELETE`).Scan(&mode)
		if err == nil && mode != "delete" {
			err = fmt.Errorf("others read it at the moment: %w", blog.ErrUnavailable)
		}
		if err == nil || try == tries || !errors.Is(explain(err), blog.ErrUnavailable) {
			break
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
	return errors.Join(explain(err), d.Close())
}

// Sweep removes what a restore that was killed has left in the folder of the archive at the path: its copy, and the second name of an
// archive that was not replaced after all, for two names of one file would have two logs. Whoever calls has the lock of the folder.
func Sweep(path string) error {
	left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".restore-*"))
	if err != nil {
		return err
	}
	for _, dir := range left {
		if err := os.RemoveAll(dir); err != nil {
			return fmt.Errorf("sweep what a restore has left: %w", err)
		}
	}
	names, err := Aside(path)
	if err != nil {
		return err
	}
	for _, name := range names {
		if !same(name, path) {
			continue
		}
		if err := os.Remove(name); err != nil {
			return fmt.Errorf("sweep what a restore has left: %w", err)
		}
	}
	return nil
}

// Aside gives the archives that restores have set aside beside the one at the path.
func Aside(path string) ([]string, error) {
	ext := filepath.Ext(path)
	return filepath.Glob(strings.TrimSuffix(path, ext) + "-[0-9]*" + ext)
}

// forgetAsIn forgets what the archive at the path was told to forget.
func (d *DB) forgetAsIn(ctx context.Context, path string, now time.Time) error {
	other, err := openBackup(ctx, path)
	if err != nil {
		return nil // there is none, or it is damaged; then nothing can be known
	}
	known, err := other.Forgotten(ctx)
	if err = errors.Join(err, other.Close()); err != nil {
		return nil // of an older schema, which forgot nothing
	}
	return d.forgetAll(ctx, known, now)
}

// copyNew copies a file to a name that nothing has.
func copyNew(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // it was only read
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close())
}
