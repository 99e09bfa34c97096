package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/osfile"
)

// readers is how many questions are answered at once. No stream holds a connection while its consumer works, so few are enough.
const readers = 4

// pageSize is that of a new archive. Posts of some 2 KB waste a third of SQLite's usual 4 KB, and far less of this.
const pageSize = "8192"

// DB is an open archive. It is safe for concurrent use; one process writes at a time, any number read meanwhile.
type DB struct {
	path    string
	read    *sql.DB
	write   *sql.DB // one connection, so that writers of this process queue here and not in SQLite's busy loop
	codec   *codec
	touched touched
	cleanup func() error
}

// Open opens the archive at the path for writing. It creates it where there is none and migrates an older one.
func Open(ctx context.Context, path string) (*DB, error) {
	// FULL and not NORMAL: a published index remembers the number of the last change, so a power cut must never take back a
	// change that was counted. Writes come in batches, so the syncs are few.
	w, err := sql.Open("sqlite", dsn(path, "mode=rwc", "_txlock=immediate", "_pragma=page_size("+pageSize+")",
		"_pragma=busy_timeout(10000)", "_pragma=synchronous(FULL)", "_pragma=journal_size_limit(67108864)"))
	if err != nil {
		return nil, fmt.Errorf("open archive %s: %w", path, err)
	}
	w.SetMaxOpenConns(1)
	d, err := open(path, w, "mode=ro")
	if err == nil {
		if err = migrate(ctx, w); err == nil {
			return d, nil
		}
		err = errors.Join(err, d.Close())
	}
	return nil, fmt.Errorf("open archive %s: %w", path, explainAt(path, err))
}

// OpenReadOnly opens an existing archive without ever changing it or waiting for who does; only SQLite's shared memory
// (archive.db-shm) may appear beside it. It is blog.ErrNotFound where there is none.
func OpenReadOnly(ctx context.Context, path string) (*DB, error) {
	return openReadOnly(ctx, path, schemaVersion)
}

// OpenForRules is OpenReadOnly for who asks for nothing but rules and the addresses of posts: it also reads an archive that an older
// program has left, where that knew rules. It is blog.ErrNotFound where there is no archive, or none with rules.
func OpenForRules(ctx context.Context, path string) (*DB, error) {
	return openReadOnly(ctx, path, rulesVersion)
}

func openReadOnly(ctx context.Context, path string, least int) (*DB, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("open archive %s: there is none: %w", path, blog.ErrNotFound)
	}
	mode := "mode=ro"
	if standsStill(path) {
		// SQLite cannot make its shared memory in a read-only folder, but does not need it where nobody writes.
		mode = "mode=ro&immutable=1"
	}
	d, err := open(path, nil, mode)
	if err == nil {
		if err = checkVersionFrom(ctx, d.read, least); err == nil {
			return d, nil
		}
		err = errors.Join(err, d.Close())
	}
	return nil, fmt.Errorf("open archive %s: %w", path, explainAt(path, err))
}

func open(path string, w *sql.DB, mode string) (*DB, error) {
	r, err := sql.Open("sqlite", dsn(path, mode, "_pragma=busy_timeout(10000)"))
	if err != nil {
		return nil, err
	}
	r.SetMaxOpenConns(readers)
	c, err := newCodec()
	if err != nil {
		return nil, errors.Join(err, r.Close())
	}
	return &DB{path: path, read: r, write: w, codec: c, cleanup: func() error { return nil }}, nil
}

// Close closes the archive.
func (d *DB) Close() error {
	err := d.read.Close()
	if d.write != nil {
		err = errors.Join(err, d.write.Close())
	}
	d.codec.close()
	if err = errors.Join(err, d.cleanup()); err != nil {
		return fmt.Errorf("close archive %s: %w", d.path, err)
	}
	return nil
}

// update runs f in one transaction: all of it is kept, or nothing. Settle then looks at all posts anew.
func (d *DB) update(ctx context.Context, f func(*sql.Tx) error) error {
	return d.keep(ctx, func(tx *sql.Tx) error {
		d.touched.lose()
		if _, err := unsettle(ctx, tx); err != nil {
			return err
		}
		return f(tx)
	})
}

// keep is update for what has nothing to do with which page holds which post.
func (d *DB) keep(ctx context.Context, f func(*sql.Tx) error) error {
	if d.write == nil {
		return fmt.Errorf("archive %s is open for reading only", d.path)
	}
	tx, err := d.write.BeginTx(ctx, nil)
	if err != nil {
		return d.explain(err)
	}
	if err := f(tx); err != nil {
		_ = tx.Rollback() // the error of f says more
		return d.explain(err)
	}
	return d.explain(tx.Commit())
}

// writing is a transaction in which the same few statements are run many times: each is prepared once.
type writing struct {
	*sql.Tx
	prepared map[string]*sql.Stmt
}

func newWriting(tx *sql.Tx) writing { return writing{tx, map[string]*sql.Stmt{}} }

// statement gives a prepared statement, which ends with the transaction.
func (w writing) statement(ctx context.Context, q string) (*sql.Stmt, error) {
	if s, ok := w.prepared[q]; ok {
		return s, nil
	}
	s, err := w.PrepareContext(ctx, q)
	if err == nil {
		w.prepared[q] = s
	}
	return s, err
}

// ExecContext runs a statement.
func (w writing) ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error) {
	s, err := w.statement(ctx, q)
	if err != nil {
		return nil, err
	}
	return s.ExecContext(ctx, args...)
}

// QueryRowContext asks for one row.
func (w writing) QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row {
	s, err := w.statement(ctx, q)
	if err != nil {
		return w.Tx.QueryRowContext(ctx, q, args...) // tells the error
	}
	return s.QueryRowContext(ctx, args...)
}

// transaction is what a statement needs of one.
type transaction interface {
	QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error)
	ExecContext(ctx context.Context, q string, args ...any) (sql.Result, error)
	QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row
}

func dsn(path string, params ...string) string {
	// The name is made absolute, because a relative one would be taken for a host.
	if abs, err := filepath.Abs(path); err == nil {
		path = abs
	}
	u := url.URL{Scheme: "file", Path: path}
	s := u.String() + "?"
	for i, p := range params {
		if i > 0 {
			s += "&"
		}
		s += p
	}
	return s
}

// standsStill tells whether the archive lies in a folder that cannot be written, with nothing in its log.
func standsStill(path string) bool {
	if _, err := os.Stat(path + "-wal"); err == nil {
		return false
	}
	return !osfile.Writable(filepath.Dir(path))
}
