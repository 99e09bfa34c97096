package archive

import (
	"context"
	"database/sql"
	"embed"
	"fmt"

	"github.com/fumikura/fumikura/internal/blog"
)

// schemas holds one file a version: schema/<n>.sql makes version n of version n-1. A file is never changed once released; each
// has a filled archive of its version in testdata, so that every future program is tested to read it.
//
//go:embed schema/*.sql
var schemas embed.FS

// schemaVersion is the version that this program writes.
const schemaVersion = 8

// applicationID marks the file as ours: "Fumi".
const applicationID = 0x46756d69

// migrate brings the archive to schemaVersion, in one transaction.
func migrate(ctx context.Context, db *sql.DB) error {
	version, err := versionOf(ctx, db)
	if err != nil {
		return err
	}
	// Readers go on while a run writes. The file remembers it; one that is not ours is left as it is.
	if _, err := db.ExecContext(ctx, `PRAGMA journal_mode = WAL`); err != nil || version == schemaVersion {
		return err
	}
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after Commit
	// Asked again under the lock: another process may have been faster.
	if version, err = versionOf(ctx, tx); err != nil {
		return err
	}
	for n := version + 1; n <= schemaVersion; n++ {
		b, err := schemas.ReadFile(fmt.Sprintf("schema/%d.sql", n))
		if err != nil {
			return fmt.Errorf("migrate to schema %d: %w", n, err)
		}
		if _, err := tx.ExecContext(ctx, string(b)); err != nil {
			return fmt.Errorf("migrate to schema %d: %w", n, err)
		}
	}
	mark := fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, schemaVersion)
	if _, err := tx.ExecContext(ctx, mark); err != nil {
		return fmt.Errorf("migrate to schema %d: %w", schemaVersion, err)
	}
	return tx.Commit()
}

// ErrOlder is an archive that an older program has left; who opens it for writing brings it up to date. It is blog.ErrUnavailable, for that
// passes.
var ErrOlder = fmt.Errorf("left by an older program (%w)", blog.ErrUnavailable)

// rulesVersion is the version that brought rules. They and the addresses of posts are kept in the same way since.
const rulesVersion = 4

// checkVersion refuses what this program cannot read without migrating.
func checkVersion(ctx context.Context, db *sql.DB) error {
	return checkVersionFrom(ctx, db, schemaVersion)
}

// checkVersionFrom refuses what is older than a version; it is blog.ErrNotFound where that is older than this program's.
func checkVersionFrom(ctx context.Context, db *sql.DB, least int) error {
	version, err := versionOf(ctx, db)
	if err == nil && version < least && least < schemaVersion {
		return fmt.Errorf("it has schema %d: %w", version, blog.ErrNotFound)
	}
	if err == nil && version < least {
		err = fmt.Errorf("it has schema %d, older than this program's %d; any reindex brings it up to date: %w", version, schemaVersion, ErrOlder)
	}
	return err
}

// versionOf gives the schema's version, 0 for an empty file, and refuses what is newer or not ours.
func versionOf(ctx context.Context, db interface {
	QueryRowContext(context.Context, string, ...any) *sql.Row
}) (int, error) {
	var id, version, tables int
	const q = `SELECT (SELECT application_id FROM pragma_application_id), (SELECT user_version FROM pragma_user_version),
		(SELECT count(*) FROM sqlite_schema)`
	if err := db.QueryRowContext(ctx, q).Scan(&id, &version, &tables); err != nil {
		return 0, err
	}
	if id != applicationID && (id != 0 || version != 0 || tables != 0) {
		return 0, fmt.Errorf("it is a database of another program")
	}
	if version > schemaVersion {
		return 0, fmt.Errorf("it has schema %d, newer than this program's %d; use the newer program", version, schemaVersion)
	}
	return version, nil
}
