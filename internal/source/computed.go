package source

import (
	"context"
	"errors"

	"github.com/fumikura/fumikura/internal/blog"
)

// Computed gives the addresses that posts at the path get by a rule and not by what the export says of each: those of a source
// tree, and all where there is a Permalink. It is for asking the blog whether the rule is right, and renders nothing.
func Computed(ctx context.Context, path string, o Options) ([]string, error) {
	var all []string
	r := newReader(ctx, path, o)
	r.ruled = true
	r.yield = func(c blog.Capture, err error) bool {
		if c.Page != nil {
			all = append(all, c.Page.URL)
		}
		return err == nil
	}
	if err := r.path(path); err != nil && !errors.Is(err, errStop) {
		return nil, err
	}
	return all, nil
}
