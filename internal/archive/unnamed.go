package archive

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/fumikura/fumikura/internal/blog"
)

// Unnamed is what the archive has of a blog beside what an import named.
type Unnamed struct {
	All   int      // its posts
	Posts int      // of these, those that no named page holds
	pages []string // that were not named
}

// Unnamed compares what is kept of the blog with the addresses that an import named, which are known by their blog.Key.
func (d *DB) Unnamed(ctx context.Context, site string, named map[string]bool) (*Unnamed, error) {
	u := &Unnamed{}
	sites, err := d.sitesOf(ctx, site)
	for _, s := range sites {
		if err == nil {
			err = d.unnamed(ctx, u, s, named)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("find what was not named of %s: %w", site, err)
	}
	return u, nil
}

func (d *DB) unnamed(ctx context.Context, u *Unnamed, site string, named map[string]bool) error {
	pages, err := d.texts(ctx, `SELECT url FROM pages WHERE site = ? AND role = 'page' AND `+livePage, site)
	if err != nil {
		return err
	}
	for _, url := range pages {
		if !named[blog.Key(url)] {
			u.pages = append(u.pages, url)
		}
	}
	held := map[string]bool{}
	err = d.query(ctx, func(rows *sql.Rows) error {
		var id, page string
		err := rows.Scan(&id, &page)
		held[id] = held[id] || named[blog.Key(page)]
		return err
	}, `SELECT posts.id, coalesce(origins.page, '') FROM posts LEFT JOIN origins ON origins.post = posts.id WHERE posts.site = ? AND NOT posts.gone`, site)
	u.All += len(held)
	for _, h := range held {
		if !h {
			u.Posts++
		}
	}
	return err
}

// fewNamed is how many names are looked up one by one; more are compared with all posts.
const fewNamed = 1000

// UnnamedPosts is Posts of Unnamed. Of a few names it looks only at the pages that bear them.
func (d *DB) UnnamedPosts(ctx context.Context, site string, named map[string]bool) (int, error) {
	if len(named) > fewNamed {
		u, err := d.Unnamed(ctx, site, named)
		if err != nil {
			return 0, err
		}
		return u.Posts, nil
	}
	n, err := d.unnamedPosts(ctx, site, named)
	if err != nil {
		return 0, fmt.Errorf("count what was not named of %s: %w", site, err)
	}
	return n, nil
}

func (d *DB) unnamedPosts(ctx context.Context, site string, named map[string]bool) (int, error) {
	sites, err := d.sitesOf(ctx, site)
	if err != nil {
		return 0, err
	}
	pages, err := d.pagesNamed(ctx, named)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, s := range sites {
		var all int
		if err := d.read.QueryRowContext(ctx, `SELECT coalesce(sum(n), 0) FROM post_counts WHERE site = ? AND NOT gone`, s).Scan(&all); err != nil {
			return 0, d.explain(err)
		}
		held := map[string]bool{}
		for _, page := range pages {
			ids, err := d.texts(ctx, `SELECT posts.id FROM origins JOIN posts ON posts.id = origins.post WHERE origins.page = ? AND posts.site = ? AND NOT posts.gone`, page, s)
			if err != nil {
				return 0, err
			}
			for _, id := range ids {
				held[id] = true
			}
		}
		n += all - len(held)
	}
	return n, nil
}

// pagesNamed gives the pages that bear the names: those with such an address, and those that hold the post of such an address.
func (d *DB) pagesNamed(ctx context.Context, named map[string]bool) ([]string, error) {
	var pages []string
	for key := range named {
		address := "https://" + key
		of, err := d.texts(ctx, `SELECT page FROM origins WHERE post = ?`, blog.NewID(address))
		if err != nil {
			return nil, err
		}
		for _, page := range append(of, address, "http://"+key, key) {
			if named[blog.Key(page)] {
				pages = append(pages, page)
			}
		}
	}
	slices.Sort(pages)
	return slices.Compact(pages), nil
}

// Leave marks the pages that were not named as gone, as those of a blog that has not shown them for long: their posts leave the index
// with the next Settle, and come back when a later import or crawl shows them again.
func (d *DB) Leave(ctx context.Context, u *Unnamed, reason string) error {
	err := d.update(ctx, func(tx *sql.Tx) error {
		for _, url := range u.pages {
			const gone = `UPDATE visits SET outcome = 'gone', missing = max(missing, 2), reason = ?, etag = '', modified = '', hash = '' WHERE page = ?`
			if err := all(ctx, tx, stmt{gone, []any{reason, url}}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("take out what was not named: %w", err)
	}
	return nil
}
