package index

import (
	"fmt"

	"github.com/fumikura/fumikura/internal/blog"
)

const (
	defaultSize = 10
	maxSize     = 100
)

// Normal is the request with what is not given filled in. What is out of bounds is blog.ErrUsage, the same for every engine.
func (r Request) Normal() (Request, error) {
	if r.Page == 0 {
		r.Page = 1
	}
	if r.Size == 0 {
		r.Size = defaultSize
	}
	switch {
	case r.Page < 0:
		return r, fmt.Errorf("page %d: pages count from 1: %w", r.Page, blog.ErrUsage)
	case r.Size < 0 || r.Size > maxSize:
		return r, fmt.Errorf("size %d: a page has 1 to %d hits: %w", r.Size, maxSize, blog.ErrUsage)
	case r.Page > MaxResults/r.Size:
		return r, fmt.Errorf("page %d: only the first %d results can be paged through: %w", r.Page, MaxResults, blog.ErrUsage)
	}
	switch r.Sort {
	case ByRelevance, Newest, Oldest:
		return r, nil
	}
	return r, fmt.Errorf("sort %q: relevance, newest or oldest: %w", r.Sort, blog.ErrUsage)
}
