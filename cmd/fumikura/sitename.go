package main

import (
	"context"
	"fmt"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/extract"
)

// pagesForName is how many pages of a blog are asked for its name.
const pagesForName = 3

// blogName gives the only blog of the archive with the name that its pages give it. Both are empty where there are several blogs, or
// where its pages do not agree.
func blogName(ctx context.Context, path string) (name, site string, err error) {
	db, err := archive.OpenReadOnly(ctx, path)
	if err != nil {
		return "", "", fmt.Errorf("read the name of the blog: %w", err)
	}
	defer db.Close()
	tallies, err := db.Tallies(ctx, 0)
	if err != nil || len(tallies) != 1 {
		return "", "", err
	}
	for site = range tallies {
		break
	}
	name, err = nameOf(ctx, db, site)
	return name, site, err
}

// nameOf is the name of a blog as its pages give it, empty where they do not agree or give none.
func nameOf(ctx context.Context, db *archive.DB, site string) (name string, err error) {
	n := 0
	for p, err := range db.Pages(ctx, site, blog.RolePage) {
		if err != nil {
			return "", fmt.Errorf("read the name of the blog %s: %w", site, err)
		}
		said := extract.SiteName(p)
		if n++; said == "" || n > 1 && said != name {
			return "", nil
		}
		if name = said; n == pagesForName {
			break
		}
	}
	return name, nil
}
