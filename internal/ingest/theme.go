package ingest

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
)

// sampled is how many pages the theme of a blog is learned from: what more pages show was seen on these, and each costs as much as to
// read it.
const sampled = 160

// kept is what the archive keeps of a blog's theme.
type kept struct {
	Version string // of the extraction
	Pages   int    // how many pages the blog had
	Theme   string
}

// learn finds out what the pages of each blog have in common, before they are read: where nothing was learned yet, where the blog grew
// a good deal since, and where what was learned is no longer true of new pages. All pages of the blog are then read by it.
func (r *run) learn(ctx context.Context) error {
	if r.Extract.Learn == nil {
		return nil
	}
	sites, err := r.Archive.UnreadSites(ctx, r.Extract.Version)
	if err != nil {
		return err
	}
	for site, n := range sites {
		if err := r.learnSite(ctx, site, n); err != nil {
			return fmt.Errorf("learn the theme of %s: %w", site, err)
		}
	}
	return nil
}

func (r *run) learnSite(ctx context.Context, site string, n archive.Unread) error {
	const grown = 3 // times as many pages as when the theme was learned
	s, err := r.Archive.Theme(ctx, site)
	if err != nil {
		return err
	}
	var old kept
	if s != "" {
		if err := json.Unmarshal([]byte(s), &old); err != nil {
			old = kept{} // learned anew
		}
	}
	grew := old.Version != r.Extract.Version || n.Pages > grown*old.Pages
	if !grew && n.Unread*sampled < n.Pages { // of so few new pages a sample would have none
		r.themed[site], err = r.Extract.Themed(old.Theme)
		return err
	}
	var sample []*blog.Page
	for p, err := range r.Archive.Sample(ctx, site, sampled) {
		if p == nil {
			return err
		}
		if err == nil {
			sample = append(sample, p)
		}
	}
	if grew || !r.Extract.Holds(old.Theme, sample) {
		theme := r.Extract.Learn(sample)
		if theme != old.Theme || old.Version != r.Extract.Version {
			b, err := json.Marshal(kept{Version: r.Extract.Version, Pages: n.Pages, Theme: theme})
			if err != nil {
				return err
			}
			if err := r.Archive.SetTheme(ctx, site, string(b)); err != nil {
				return err
			}
		}
		old.Theme = theme
	}
	r.themed[site], err = r.Extract.Themed(old.Theme)
	return err
}

// ThemeOf is the learned theme within what the archive keeps of it, for whoever explains how a page is read.
func ThemeOf(kept string) string {
	var k struct{ Theme string }
	if json.Unmarshal([]byte(kept), &k) != nil {
		return ""
	}
	return k.Theme
}
