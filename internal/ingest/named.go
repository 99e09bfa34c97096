package ingest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
)

// names are the addresses that an import named, by blog and blog.Key.
type names map[string]map[string]bool

// note takes in one entry of an import. One that was left out for what it is, such as a draft, is not named: it is to be in no index.
// One that could not be read is, for nothing is known of it.
func (n names) note(c blog.Capture) {
	v := c.Visit
	if v.Role != blog.RolePage || v.Outcome == blog.Gone || v.Excluded || v.Site == "" {
		return
	}
	if n[v.Site] == nil {
		n[v.Site] = map[string]bool{}
	}
	for _, url := range []string{v.URL, v.Final} {
		if url != "" {
			n[v.Site][blog.Key(url)] = true
		}
	}
	if c.Page != nil {
		n[v.Site][blog.Key(c.Page.URL)] = true
	}
}

// replace takes out what the import lacks of the blogs that it names. Where a part of the import could not be read nothing is known to be
// lacking.
func (r *run) replace(ctx context.Context) error {
	if !r.Replace {
		return nil
	}
	for _, path := range r.Sites {
		if err := r.report.site(path).failed; err != nil {
			return fmt.Errorf("not all of the import could be read, so that nothing can be replaced by it: %s: %w", path, err)
		}
	}
	lacking := map[string]*archive.Unnamed{}
	for _, site := range slices.Sorted(maps.Keys(r.named)) {
		u, err := r.Archive.Unnamed(ctx, site, r.named[site])
		if err != nil {
			return err
		}
		// Asked before anything is marked, so that a refused import leaves the archive as it was.
		if shrinks(u.All, len(r.named[site])) && u.Posts >= fewest {
			r.report.Refused = append(r.report.Refused, fmt.Sprintf("%s has %d posts, and the import that is to replace them has %d", site, u.All, len(r.named[site])))
		}
		lacking[site] = u
	}
	if len(r.report.Refused) > 0 && !r.Force {
		return fmt.Errorf("%s: %w", strings.Join(r.report.Refused, "; "), ErrGuarded)
	}
	for _, u := range lacking {
		if err := r.Archive.Leave(ctx, u, "the import that replaced the blog does not have it"); err != nil {
			return err
		}
	}
	return nil
}

// countUnnamed tells of each blog of an import how many of its posts the import did not name. They stay.
func (r *run) countUnnamed(ctx context.Context) error {
	if r.Replace {
		return nil
	}
	for _, site := range slices.Sorted(maps.Keys(r.named)) {
		n, err := r.Archive.UnnamedPosts(ctx, site, r.named[site])
		if err != nil {
			return err
		}
		if n > 0 {
			r.report.site(site).Unnamed = n
		}
	}
	return nil
}
