package archive

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

// Forgetting takes a post or a blog out, with the pages that show it. Of a post stays a row with its id, gone and empty, so that
// the next index knows what to leave out; the id is noted, so that nothing brings the post back. What SQLite leaves on its free pages and
// in its log is Scrub's to take away, which a setting remembers until it was done.

// settingScrub says that something was forgotten of which files of the data folder may still tell.
const settingScrub = "scrub"

// Forgetting is what goes when an address is forgotten.
type Forgetting struct {
	Blog   string      `json:"blog,omitempty"` // the address of the blog, where it is a whole one
	Posts  []PostTitle `json:"posts"`
	Pages  int         `json:"pages"`            // kept pages, list pages and feeds that show a post too
	Shared []string    `json:"shared,omitempty"` // pages that hold other posts too and are kept
	ids    []blog.ID   // of the posts, and of the address that was named
	pages  []string    // their addresses
	sites  []string    // the blog, as each of its rows writes it
	lists  []string    // list pages and feeds among pages
}

// PostTitle names a post.
type PostTitle struct {
	URL   string `json:"url"`
	Title string `json:"title"`
}

// Find says what would go if the address were forgotten. It is blog.ErrNotFound where nothing is known of it.
func (d *DB) Find(ctx context.Context, address string) (*Forgetting, error) {
	f, err := d.find(ctx, address)
	if err != nil {
		return nil, fmt.Errorf("find what is kept of %s: %w", address, err)
	}
	return f, nil
}

func (d *DB) find(ctx context.Context, address string) (*Forgetting, error) {
	f := &Forgetting{Posts: []PostTitle{}}
	if err := d.findBlog(ctx, f, address); err != nil || f.Blog != "" {
		return f, err
	}
	if err := d.findPost(ctx, f, address); err != nil {
		return nil, err
	}
	return f, nil
}

// sitesSQL looks up each site of the visits by the one before it, for a blog has as many visits as pages.
const sitesSQL = `WITH RECURSIVE visited(site) AS (SELECT min(site) FROM visits
	UNION ALL SELECT (SELECT min(v.site) FROM visits AS v WHERE v.site > visited.site) FROM visited WHERE visited.site IS NOT NULL)
	SELECT url FROM sites UNION SELECT site FROM page_counts UNION SELECT site FROM post_counts UNION SELECT site FROM visited WHERE site IS NOT NULL`

// sitesOf gives the sites under which anything of a blog is kept, as they are written there.
func (d *DB) sitesOf(ctx context.Context, address string) ([]string, error) {
	all, err := d.texts(ctx, sitesSQL)
	return slices.DeleteFunc(all, func(site string) bool { return site == "" || !blog.SameBlog(site, address) }), err
}

// findBlog fills in what is kept of a blog, where the address is one's.
func (d *DB) findBlog(ctx context.Context, f *Forgetting, address string) error {
	sites, err := d.sitesOf(ctx, address)
	if err != nil {
		return err
	}
	if len(sites) > 0 {
		f.Blog, f.sites = address, sites
	}
	for _, site := range f.sites {
		err := d.query(ctx, func(rows *sql.Rows) error {
			k, err := d.scanKept(rows)
			if err == nil {
				f.Posts = append(f.Posts, PostTitle{k.Post.URL, k.Post.Title})
			}
			return err
		}, `SELECT `+keptColumns+` FROM posts WHERE site = ? ORDER BY url`, site)
		if err != nil {
			return err
		}
		var n int
		if err := d.read.QueryRowContext(ctx, `SELECT count(*) FROM pages WHERE site = ?`, site).Scan(&n); err != nil {
			return d.explain(err)
		}
		f.Pages += n
	}
	return nil
}

// findPost fills in what is kept of a post: by its own address, or by one that led to it.
func (d *DB) findPost(ctx context.Context, f *Forgetting, address string) error {
	id := blog.NewID(address)
	f.ids = []blog.ID{id}
	if _, err := d.Post(ctx, id); errors.Is(err, blog.ErrNotFound) {
		held, err := d.texts(ctx, `SELECT post FROM origins WHERE page = ?1 OR page = (SELECT page FROM visits WHERE url = ?1)`, address)
		if err != nil {
			return err
		}
		if len(held) > 1 {
			return fmt.Errorf("it is a page that holds %d posts; name one of them: %w", len(held), blog.ErrUsage)
		}
		for _, h := range held {
			f.ids = append(f.ids, blog.ID(h))
		}
	} else if err != nil {
		return err
	}
	if err := d.findPages(ctx, f, address); err != nil {
		return err
	}
	for _, id := range f.ids {
		k, err := d.Post(ctx, id)
		switch {
		case errors.Is(err, blog.ErrNotFound), err == nil && k.Post.URL == "": // never read, or forgotten before
			continue
		case err != nil:
			return err
		}
		f.Posts = append(f.Posts, PostTitle{k.Post.URL, k.Post.Title})
	}
	f.Pages = len(f.pages) + len(f.lists)
	if len(f.Posts)+f.Pages == 0 {
		return fmt.Errorf("nothing is kept of it: %w", blog.ErrNotFound)
	}
	return nil
}

// findPages finds the pages that hold the posts, and those that show them beside others.
func (d *DB) findPages(ctx context.Context, f *Forgetting, address string) error {
	add := func(url string) {
		if !slices.Contains(f.pages, url) && !slices.Contains(f.Shared, url) {
			f.pages = append(f.pages, url)
		}
	}
	own, err := d.texts(ctx, `SELECT url FROM pages WHERE url = ?1 OR url = (SELECT page FROM visits WHERE url = ?1)`, address)
	if err != nil {
		return err
	}
	for _, id := range f.ids {
		held, err := d.texts(ctx, `SELECT page FROM origins WHERE post = ?`, id)
		if err != nil {
			return err
		}
		own = append(own, held...)
	}
	for _, url := range own {
		// Other posts of the page that no other page holds would be lost with it.
		const others = `SELECT post FROM origins AS o WHERE page = ? AND NOT EXISTS (SELECT 1 FROM origins WHERE post = o.post AND page <> o.page)`
		alone, err := d.texts(ctx, others, url)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(alone, func(id string) bool { return !slices.Contains(f.ids, blog.ID(id)) }) {
			f.Shared = append(f.Shared, url)
			continue
		}
		add(url)
	}
	return d.findLists(ctx, f)
}

// findLists finds the pages without a post of their own that link to one that goes: list pages and feeds show its text too.
func (d *DB) findLists(ctx context.Context, f *Forgetting) error {
	gone := &Forgotten{posts: map[blog.ID]bool{}}
	for _, id := range f.ids {
		gone.posts[id] = true
	}
	const q = `SELECT ` + pageColumns + ` FROM pages WHERE id > ? AND NOT EXISTS (SELECT 1 FROM origins WHERE page = pages.url) ORDER BY id LIMIT ?`
	last := int64(0)
	pages := d.streamPages(func(scan func(*sql.Rows) error) error {
		return d.query(ctx, scan, q, last, bodiesAtOnce)
	}, func(_ *blog.Page, id int64) { last = id })
	for p, err := range pages {
		if p == nil {
			return err
		}
		if !slices.Contains(f.pages, p.URL) && gone.Mentions(p) { // one that cannot be unpacked tells nobody anything
			f.lists = append(f.lists, p.URL)
		}
	}
	return nil
}

// Forget takes out what Find gives, for good.
func (d *DB) Forget(ctx context.Context, address string, now time.Time) (*Forgetting, error) {
	f, err := d.Find(ctx, address)
	if err != nil {
		return nil, err
	}
	err = d.update(ctx, func(tx *sql.Tx) error {
		if f.Blog != "" {
			return forgetBlog(ctx, tx, d.codec, f, now)
		}
		return forgetPost(ctx, tx, d.codec, f, now)
	})
	if err != nil {
		return nil, fmt.Errorf("forget %s: %w", address, err)
	}
	return f, nil
}

const forgottenSQL = `INSERT INTO forgotten (what, name, site, remembered, at) VALUES (?1, ?2, ?3, ?4, ?5)
	ON CONFLICT (what, name) DO UPDATE SET remembered = max(remembered, ?4)`

func forgetPost(ctx context.Context, tx *sql.Tx, c *codec, f *Forgetting, now time.Time) error {
	for _, id := range f.ids {
		if err := empty(ctx, tx, c, string(id)); err != nil {
			return err
		}
		if err := all(ctx, tx, stmt{forgottenSQL, []any{whatPost, string(id), "", false, stamp(now)}}, stmt{`DELETE FROM origins WHERE post = ?`, []any{id}}); err != nil {
			return err
		}
	}
	for _, url := range slices.Concat(f.pages, f.lists) {
		if err := writeOut(ctx, tx, c, `page = ?`, url); err != nil {
			return err
		}
		if err := all(ctx, tx, stmt{`DELETE FROM pages WHERE url = ?`, []any{url}}, stmt{`DELETE FROM origins WHERE page = ?`, []any{url}}); err != nil {
			return err
		}
	}
	// What led to the post goes too; a list page is asked for anew, for its links are not kept any more.
	for _, url := range f.pages {
		if err := all(ctx, tx, stmt{`DELETE FROM visits WHERE page = ?1 OR url = ?1`, []any{url}}); err != nil {
			return err
		}
	}
	for _, url := range f.lists {
		if err := all(ctx, tx, stmt{`UPDATE visits SET etag = '', modified = '', hash = '' WHERE page = ?1 OR url = ?1`, []any{url}}); err != nil {
			return err
		}
	}
	var named []string
	for _, p := range f.Posts {
		named = append(named, p.URL)
	}
	return forgetRuns(ctx, tx, append(named, f.pages...))
}

func forgetBlog(ctx context.Context, tx *sql.Tx, c *codec, f *Forgetting, now time.Time) error {
	named, remembered := f.sites[0], false
	for _, site := range f.sites {
		ids, err := idsOf(ctx, tx, `SELECT id FROM posts WHERE site = ?`, site)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if err := empty(ctx, tx, c, id); err != nil {
				return err
			}
		}
		var n int
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM sites WHERE url = ?`, site).Scan(&n); err != nil {
			return err
		}
		if n > 0 {
			named, remembered = site, true
		}
		if err := writeOut(ctx, tx, c, `page IN (SELECT url FROM pages WHERE site = ?)`, site); err != nil {
			return err
		}
		err = all(ctx, tx,
			stmt{`DELETE FROM origins WHERE page IN (SELECT url FROM pages WHERE site = ?)`, []any{site}},
			stmt{`DELETE FROM pages WHERE site = ?`, []any{site}},
			stmt{`DELETE FROM visits WHERE site = ?`, []any{site}},
			stmt{`DELETE FROM sites WHERE url = ?`, []any{site}})
		if err != nil {
			return err
		}
	}
	if err := all(ctx, tx, stmt{forgottenSQL, []any{whatBlog, blog.SiteKey(f.Blog), named, remembered, stamp(now)}}); err != nil {
		return err
	}
	return forgetRuns(ctx, tx, f.sites)
}

// empty leaves of a post its id, gone and empty.
func empty(ctx context.Context, tx *sql.Tx, c *codec, id string) error {
	k, err := c.packPost(&blog.Post{ID: blog.ID(id)}, nil)
	if err != nil {
		return err
	}
	change, err := nextChange(ctx, tx)
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM openings WHERE post = ?`, id); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `UPDATE posts SET site = '', url = '', page = '', fetched = 0, hash = ?, fields = 0, gone = 1, change = ?, post = ? WHERE id = ?`,
		k.hash, change, k.post, id)
	return err
}

// forgetRuns drops the reports that name one of the addresses, and has the files scrubbed.
func forgetRuns(ctx context.Context, tx *sql.Tx, urls []string) error {
	for _, url := range urls {
		text, err := json.Marshal(url)
		if err != nil {
			return err
		}
		if err := all(ctx, tx, stmt{`DELETE FROM runs WHERE instr(report, ?) > 0`, []any{strings.Trim(string(text), `"`)}}); err != nil {
			return err
		}
	}
	return all(ctx, tx, stmt{`INSERT INTO settings VALUES (?, '1') ON CONFLICT (key) DO UPDATE SET value = '1'`, []any{settingScrub}})
}

// stmt is a statement with its arguments.
type stmt struct {
	text string
	args []any
}

// all runs statements one after the other.
func all(ctx context.Context, tx transaction, list ...stmt) error {
	for _, s := range list {
		if _, err := tx.ExecContext(ctx, s.text, s.args...); err != nil {
			return err
		}
	}
	return nil
}
