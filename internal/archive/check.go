package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/fumikura/fumikura/internal/blog"
)

// Check looks for damage and gives a line for each it finds. Deep also unpacks every page and post and compares their hashes.
func (d *DB) Check(ctx context.Context, deep bool) ([]string, error) {
	pragma := `PRAGMA quick_check`
	if deep {
		pragma = `PRAGMA integrity_check`
	}
	found, err := d.texts(ctx, pragma)
	if err != nil {
		return nil, fmt.Errorf("check archive %s: %w", d.path, err)
	}
	if len(found) == 1 && found[0] == "ok" {
		found = nil
	}
	if !deep || len(found) > 0 {
		return found, nil
	}
	if err = d.checkPages(ctx, &found); err == nil {
		err = d.checkPosts(ctx, &found)
	}
	if err != nil {
		return found, fmt.Errorf("check archive %s: %w", d.path, err)
	}
	return found, nil
}

func (d *DB) checkPages(ctx context.Context, found *[]string) error {
	return d.query(ctx, func(rows *sql.Rows) error {
		var url, hash string
		var form blog.Form
		var known, body []byte
		if err := rows.Scan(&url, &hash, &form, &known, &body); err != nil {
			return err
		}
		plain, err := d.codec.unpack(known)
		if err == nil {
			body, err = d.codec.unpack(body)
		}
		switch {
		case err != nil:
			*found = append(*found, fmt.Sprintf("page %s: %v", url, err))
		case pageHash(form, plain, body) != hash:
			*found = append(*found, fmt.Sprintf("page %s: its content has changed since it was stored", url))
		}
		return nil
	}, `SELECT url, hash, form, known, body FROM pages`)
}

func (d *DB) checkPosts(ctx context.Context, found *[]string) error {
	return d.query(ctx, func(rows *sql.Rows) error {
		var url, hash string
		var packed, body []byte
		if err := rows.Scan(&url, &hash, &packed, &body); err != nil {
			return err
		}
		plain, err := d.codec.unpackPost(packed, body)
		switch {
		case err != nil:
			*found = append(*found, fmt.Sprintf("post %s: %v", url, err))
		case postHash(plain) != hash:
			*found = append(*found, fmt.Sprintf("post %s: its content has changed since it was stored", url))
		}
		return nil
	}, `SELECT url, hash, post, `+bodySQL+` FROM posts`)
}

// Backup writes a whole copy of the archive to the path, also while others write. It refuses to overwrite.
func (d *DB) Backup(ctx context.Context, path string) error {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("back up to %s: it exists already: %w", path, blog.ErrUsage)
	}
	if dir := filepath.Dir(path); !isFolder(dir) {
		return fmt.Errorf("back up to %s: there is no folder %s; make it first: %w", path, dir, blog.ErrUsage)
	}
	if err := d.backup(ctx, path); err != nil {
		return fmt.Errorf("back up to %s: %w", path, d.explain(err))
	}
	return nil
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// backup writes beside the place first, so that a backup is whole or not there.
func (d *DB) backup(ctx context.Context, path string) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".backup-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(f.Name()) }() // it is there only where something went wrong
	// SQLite writes into a file that exists as long as it is empty.
	if _, err := d.read.ExecContext(ctx, `VACUUM INTO ?`, f.Name()); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := errors.Join(f.Chmod(0o644), f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// Scratch opens a copy of the archive in a temporary folder, to try what a run would do. Close removes it.
func (d *DB) Scratch(ctx context.Context) (*DB, error) {
	s, err := temporary(ctx, func(path string) error { return d.Backup(ctx, path) })
	if err != nil {
		return nil, fmt.Errorf("copy the archive: %w", err)
	}
	return s, nil
}

// Temporary opens an empty archive in a temporary folder, to try a run where there is no archive yet. Close removes it.
func Temporary(ctx context.Context) (*DB, error) {
	return temporary(ctx, func(string) error { return nil })
}

func temporary(ctx context.Context, fill func(path string) error) (*DB, error) {
	dir, err := os.MkdirTemp("", "fumikura-")
	if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, "archive.db")
	err = fill(path)
	var d *DB
	if err == nil {
		d, err = Open(ctx, path)
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	d.cleanup = func() error { return os.RemoveAll(dir) }
	return d, nil
}
