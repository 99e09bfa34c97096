package archive

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/fumikura/fumikura/internal/blog"
)

// Tally counts the posts of one blog that belong in the index, how many of them have each field filled, and what changed.
type Tally struct {
	Posts     int `json:"posts"`
	Title     int `json:"title"`
	Author    int `json:"author"`
	Published int `json:"published"`
	Tags      int `json:"tags"`
	Body      int `json:"body"`

	New     int `json:"-"` // came in after the change asked about
	Changed int `json:"-"` // were in then, and differ
	Gone    int `json:"-"` // were in then, and are no more
}

// Field is a field of a post that may stay empty.
type Field int

// The fields that are counted. Their order is kept in the archive.
const (
	Title Field = 1 << iota
	Author
	Published
	Tags
	Body
)

// filled gives the fields of the post that have something in them.
func filled(p *blog.Post) Field {
	var f Field
	for field, has := range map[Field]bool{
		Title: p.Title != "", Author: p.Author != "", Published: !p.Published.IsZero(), Tags: len(p.Tags) > 0, Body: len(p.Blocks) > 0,
	} {
		if has {
			f |= field
		}
	}
	return f
}

// Tallies counts the posts of each blog, those that were forgotten left out; what is new, changed and gone is counted since the change of that number.
func (d *DB) Tallies(ctx context.Context, since int64) (map[string]Tally, error) {
	const kept = `SELECT site, sum(n), sum(n * (fields & 1 <> 0)), sum(n * (fields & 2 <> 0)), sum(n * (fields & 4 <> 0)),
		sum(n * (fields & 8 <> 0)), sum(n * (fields & 16 <> 0))
		FROM (SELECT site, fields, n * NOT gone AS n FROM post_counts WHERE site <> '' AND n > 0) GROUP BY site`
	// The rows of posts have their texts with them, so that this is answered from the index as far as it goes.
	const changed = `SELECT site, sum(NOT gone AND born > ?1), sum(NOT gone AND born <= ?1), sum(gone AND born <= ?1)
		FROM posts INDEXED BY posts_change WHERE change > ?1 AND site <> '' GROUP BY site`
	tallies := map[string]Tally{}
	err := d.query(ctx, func(rows *sql.Rows) error {
		var site string
		var t Tally
		err := rows.Scan(&site, &t.Posts, &t.Title, &t.Author, &t.Published, &t.Tags, &t.Body)
		tallies[site] = t
		return err
	}, kept)
	if err == nil {
		err = d.query(ctx, func(rows *sql.Rows) error {
			var site string
			var t Tally
			err := rows.Scan(&site, &t.New, &t.Changed, &t.Gone)
			of := tallies[site]
			of.New, of.Changed, of.Gone = t.New, t.Changed, t.Gone
			tallies[site] = of
			return err
		}, changed, since)
	}
	if err != nil {
		return nil, fmt.Errorf("count the posts: %w", err)
	}
	return tallies, nil
}

// Undated gives the blogs that have pages and of whose posts most carry no date, or that have no posts at all, with the number of
// their posts.
func (d *DB) Undated(ctx context.Context) (map[string]int, error) {
	const q = `SELECT blogs.site, coalesce(sum(c.n), 0) FROM (SELECT DISTINCT site FROM page_counts WHERE role = 'page' AND n > 0) AS blogs
		LEFT JOIN post_counts AS c ON c.site = blogs.site AND NOT c.gone
		GROUP BY blogs.site HAVING coalesce(sum(c.n * (c.fields & 4 <> 0)), 0) * 2 < max(coalesce(sum(c.n), 0), 1)`
	blogs := map[string]int{}
	err := d.query(ctx, func(rows *sql.Rows) error {
		var site string
		var posts int
		err := rows.Scan(&site, &posts)
		blogs[site] = posts
		return err
	}, q)
	if err != nil {
		return nil, fmt.Errorf("find the blogs without dates: %w", err)
	}
	return blogs, nil
}

// Lacking gives the addresses of the blog's posts that lack the field, those that changed last first.
func (d *DB) Lacking(ctx context.Context, site string, f Field, limit int) ([]string, error) {
	const q = `SELECT url FROM posts WHERE site = ? AND NOT gone AND fields & ? = 0 ORDER BY change DESC LIMIT ?`
	urls, err := d.texts(ctx, q, site, int(f), limit)
	if err != nil {
		return nil, fmt.Errorf("find posts of %s that lack a field: %w", site, err)
	}
	return urls, nil
}

// Lost is a page that was captured but could not be read.
type Lost struct{ URL, Site, Problem string }

// Lost gives the pages whose last reading failed.
func (d *DB) Lost(ctx context.Context) ([]Lost, error) {
	var list []Lost
	err := d.query(ctx, func(rows *sql.Rows) error {
		var l Lost
		err := rows.Scan(&l.URL, &l.Site, &l.Problem)
		list = append(list, l)
		return err
	}, `SELECT url, site, problem FROM pages WHERE lost AND `+livePage+` ORDER BY url`)
	if err != nil {
		return nil, fmt.Errorf("find the lost pages: %w", err)
	}
	return list, nil
}

func (d *DB) texts(ctx context.Context, q string, args ...any) ([]string, error) {
	var list []string
	err := d.query(ctx, func(rows *sql.Rows) error {
		var s string
		err := rows.Scan(&s)
		list = append(list, s)
		return err
	}, q, args...)
	return list, err
}
