package archive

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"errors"
	"fmt"
	"math/bits"
	"os"
	"path/filepath"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/osfile"
)

// Counts of queries tell an owner what is searched and not found, without telling of anybody. No address is kept. The text of a query is kept
// from when QueryReaders different readers have asked it; before, there is only a hash of it under a key of this archive, so that it can
// be counted on when it is asked again. Different readers are counted in a sketch: each falls into one of queryShares shares, by a hash over
// the key, the query and the reader. As many shares as are filled, so many readers there were at least; a reader who comes back on another
// day fills the same share, and a share tells nobody from the other sixty-fourth part of the world. The sketch is dropped
// with the need for it.

const (
	// QueryReaders is how many different readers have asked a query before its text is kept.
	QueryReaders = 3
	// QueryDays is how long counts are kept.
	QueryDays = 90

	queryShares = 64
	// Programs that ask at random must not fill the archive. One query takes about a hundred bytes.
	maxRareQueries = 50_000
	maxQueries     = 50_000 // of those with their text

	countsLockName = "queries.lock"
	countsPatience = 10 * time.Second // a batch is written in milliseconds, or waits for a reindex to write its own
)

// QueryCount says how often a query was asked in an hour.
type QueryCount struct {
	Hour           time.Time
	Text           string // as it is shown
	Key            string // what two spellings of one query share
	Times, Nothing int    // how often it was asked, and how often nothing was found
	Opened         int    // how often a post was opened that it found
	Readers        []string
	Enough         bool // QueryReaders different ones are known to have asked it, today
}

// Opening says how often a post was opened from results in an hour.
type Opening struct {
	Post  blog.ID
	Hour  time.Time
	Times int
}

// CountQueries adds counts to the archive at the path. It may be called beside a process that has the lock of the folder: it keeps out
// of the way of a restore only. The error is blog.ErrNotFound where there is no archive yet, and blog.ErrUnavailable where it is
// busy; the same counts may be given again later.
func CountQueries(ctx context.Context, path string, list []QueryCount, opened []Opening, now time.Time) (err error) {
	if _, err := os.Stat(path); err != nil {
		return fmt.Errorf("count queries in %s: there is no archive: %w", path, blog.ErrNotFound)
	}
	lock, err := acquire(filepath.Dir(path), countsLockName, "counting queries")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	w, err := sql.Open("sqlite", dsn(path, "mode=rw", "_txlock=immediate", "_pragma=busy_timeout(5000)", "_pragma=synchronous(NORMAL)"))
	if err != nil {
		return fmt.Errorf("count queries in %s: %w", path, err)
	}
	w.SetMaxOpenConns(1)
	d := &DB{path: path, write: w}
	if err = checkVersion(ctx, w); err == nil {
		err = d.countQueries(ctx, list, opened, now)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		return fmt.Errorf("count queries in %s: %w", path, d.explain(err))
	}
	return nil
}

func (d *DB) countQueries(ctx context.Context, list []QueryCount, opened []Opening, now time.Time) error {
	return d.keep(ctx, func(tx *sql.Tx) error {
		var key string
		if err := tx.QueryRowContext(ctx, `SELECT value FROM settings WHERE key = ?`, settingQueryKey).Scan(&key); err != nil {
			return err
		}
		for _, c := range list {
			if err := addQuery(ctx, tx, []byte(key), c); err != nil {
				return err
			}
		}
		for _, o := range opened {
			const put = `INSERT INTO openings SELECT ?1, ?2, ?3 WHERE EXISTS (SELECT 1 FROM posts WHERE id = ?1 AND gone = 0)
				ON CONFLICT (post, hour) DO UPDATE SET times = times + ?3`
			if _, err := tx.ExecContext(ctx, put, o.Post, stamp(o.Hour.UTC().Truncate(time.Hour)), o.Times); err != nil {
				return err
			}
		}
		return trimQueries(ctx, tx, now)
	})
}

// addQuery adds to the hour of one query, and keeps its text once enough readers have asked it.
func addQuery(ctx context.Context, tx *sql.Tx, key []byte, c QueryCount) error {
	hour := stamp(c.Hour.UTC().Truncate(time.Hour))
	hash := keyed(key, "query", c.Key)[:16]
	var id, shares int64
	var text string
	err := tx.QueryRowContext(ctx, `SELECT id, text, readers FROM queries WHERE hash = ?`, hash).Scan(&id, &text, &shares)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if text == "" {
		for _, r := range c.Readers {
			shares |= 1 << (keyed(key, "reader", c.Key, r)[0] % queryShares)
		}
		if c.Enough || bits.OnesCount64(uint64(shares)) >= QueryReaders {
			text, shares = c.Text, 0
		}
	}
	const put = `INSERT INTO queries (hash, text, readers, at) VALUES (?1, ?2, ?3, ?4)
		ON CONFLICT (hash) DO UPDATE SET text = ?2, readers = ?3, at = max(at, ?4) RETURNING id`
	if err := tx.QueryRowContext(ctx, put, hash, text, shares, hour).Scan(&id); err != nil {
		return err
	}
	return addHour(ctx, tx, id, hour, c)
}

func addHour(ctx context.Context, tx *sql.Tx, id, hour int64, c QueryCount) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO query_hours (query, hour, times, empty, opened) VALUES (?1, ?2, ?3, ?4, ?5)
		ON CONFLICT (query, hour) DO UPDATE SET times = times + ?3, empty = empty + ?4, opened = opened + ?5`, id, hour, c.Times, c.Nothing, c.Opened)
	return err
}

// trimQueries drops what is older than QueryDays, and the queries asked longest ago where there are too many; their number stays.
func trimQueries(ctx context.Context, tx *sql.Tx, now time.Time) error {
	old := stamp(now.AddDate(0, 0, -QueryDays))
	for _, q := range []string{
		`DELETE FROM query_hours WHERE hour < ?1`,
		`DELETE FROM openings WHERE hour < ?1`,
		`DELETE FROM queries WHERE at < ?1`,
	} {
		if _, err := tx.ExecContext(ctx, q, old); err != nil {
			return err
		}
	}
	for _, of := range []struct {
		which string
		most  int
	}{{`text = ''`, maxRareQueries}, {`text <> ''`, maxQueries}} {
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM queries WHERE `+of.which).Scan(&n); err != nil {
			return err
		}
		if n <= of.most {
			continue
		}
		if err := dropQueries(ctx, tx, of.which, n-of.most); err != nil {
			return err
		}
	}
	return nil
}

func dropQueries(ctx context.Context, tx *sql.Tx, which string, n int) error {
	chosen := `(SELECT id FROM queries WHERE ` + which + ` ORDER BY at, id LIMIT ?1)`
	for _, q := range []string{
		`INSERT INTO query_hours (query, hour, times, empty, opened)
			SELECT 0, hour, sum(times), sum(empty), sum(opened) FROM query_hours WHERE query IN ` + chosen + ` GROUP BY hour
			ON CONFLICT (query, hour) DO UPDATE SET times = times + excluded.times, empty = empty + excluded.empty, opened = opened + excluded.opened`,
		`DELETE FROM query_hours WHERE query IN ` + chosen,
		`DELETE FROM queries WHERE id IN ` + chosen,
	} {
		if _, err := tx.ExecContext(ctx, q, n); err != nil {
			return err
		}
	}
	return nil
}

// keyed is a hash that nobody can make who does not have the key.
func keyed(key []byte, parts ...string) []byte {
	h := hmac.New(sha256.New, key)
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return h.Sum(nil)
}

// QuerySum is how often a query was asked, as enough readers have.
type QuerySum struct {
	Text    string    `json:"query"`
	Times   int       `json:"times"`
	Nothing int       `json:"nothing"` // how often nothing was found
	Opened  int       `json:"opened"`  // how often a post was opened that it found, where that is counted
	Last    time.Time `json:"last"`    // the hour in which it was last asked
}

// QueryHour is how often something was searched in an hour, whatever it was.
type QueryHour struct {
	Hour    time.Time `json:"hour"`
	Times   int       `json:"times"`
	Nothing int       `json:"nothing"`
}

// Queries gives the queries that were asked since then by enough readers, the most frequent first.
func (d *DB) Queries(ctx context.Context, since time.Time) ([]QuerySum, error) {
	return d.querySums(ctx, `SELECT text, sum(times), sum(empty), sum(opened), max(hour) FROM queries JOIN query_hours ON query = id
		WHERE text <> '' AND hour >= ? GROUP BY id ORDER BY 2 DESC, text`, stamp(since.UTC().Truncate(time.Hour)))
}

// LastQueries gives the n queries that were asked last by enough readers, the latest first: what a change may be tried on.
func (d *DB) LastQueries(ctx context.Context, n int) ([]QuerySum, error) {
	return d.querySums(ctx, `SELECT text, sum(times), sum(empty), sum(opened), at FROM queries JOIN query_hours ON query = id
		WHERE text <> '' GROUP BY id ORDER BY at DESC, 2 DESC, text LIMIT ?`, n)
}

func (d *DB) querySums(ctx context.Context, q string, arg any) ([]QuerySum, error) {
	var list []QuerySum
	err := d.query(ctx, func(rows *sql.Rows) error {
		var s QuerySum
		var last int64
		err := rows.Scan(&s.Text, &s.Times, &s.Nothing, &s.Opened, &last)
		s.Last = moment(last)
		list = append(list, s)
		return err
	}, q, arg)
	if err != nil {
		return nil, fmt.Errorf("read the counts of queries: %w", err)
	}
	return list, nil
}

// QueryHours gives how much was searched in each hour since then in which something was, whoever asked.
func (d *DB) QueryHours(ctx context.Context, since time.Time) ([]QueryHour, error) {
	var list []QueryHour
	err := d.query(ctx, func(rows *sql.Rows) error {
		var h QueryHour
		var at int64
		err := rows.Scan(&at, &h.Times, &h.Nothing)
		h.Hour = moment(at)
		list = append(list, h)
		return err
	}, `SELECT hour, sum(times), sum(empty) FROM query_hours WHERE hour >= ? GROUP BY hour ORDER BY hour`, stamp(since.UTC().Truncate(time.Hour)))
	if err != nil {
		return nil, fmt.Errorf("read the counts of queries: %w", err)
	}
	return list, nil
}

// Openings gives the posts that were opened from results since then, the most often opened first; Hour is the last.
func (d *DB) Openings(ctx context.Context, since time.Time) ([]Opening, error) {
	var list []Opening
	err := d.query(ctx, func(rows *sql.Rows) error {
		var o Opening
		var last int64
		err := rows.Scan(&o.Post, &o.Times, &last)
		o.Hour = moment(last)
		list = append(list, o)
		return err
	}, `SELECT post, sum(times), max(hour) FROM openings WHERE hour >= ? GROUP BY post ORDER BY 2 DESC, post`, stamp(since.UTC().Truncate(time.Hour)))
	if err != nil {
		return nil, fmt.Errorf("read the counts of openings: %w", err)
	}
	return list, nil
}

// withoutCounting runs f while no queries are counted, for a batch that is written then would go into a file that is being replaced.
func withoutCounting(ctx context.Context, path string, f func() error) (err error) {
	ctx, cancel := context.WithTimeout(ctx, countsPatience)
	defer cancel()
	for {
		lock, err := acquire(filepath.Dir(path), countsLockName, "restore")
		if err == nil {
			return errors.Join(f(), lock.Release())
		}
		if !errors.Is(err, osfile.ErrLocked) && !errors.Is(err, blog.ErrUnavailable) {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(20 * time.Millisecond):
		}
	}
}
