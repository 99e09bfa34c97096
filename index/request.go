package index

import (
	"fmt"

	"github.com/fumikura/fumikura/internal/blog"
)

const (
	defaultSize = 10
	maxSize     = 100

	// MaxValues is how many values of a facet a result lists; more help nobody choose.
	MaxValues = 100
)

// Normal is the request with what is not given filled in. What is out of bounds is blog.ErrUsage, the same for every engine.
func (r Request) Normal() (Request, error) {
	if r.Page == 0 {
		r.Page = 1
	}
	if r.Size == 0 {
		r.Size = defaultSize
	}
	if r.FacetSize == 0 {
		r.FacetSize = MaxValues
	}
	switch {
	case r.Page < 0:
		return r, fmt.Errorf("page %d: pages count from 1: %w", r.Page, blog.ErrUsage)
	case r.Size < 0 || r.Size > maxSize:
		return r, fmt.Errorf("size %d: a page has 1 to %d hits: %w", r.Size, maxSize, blog.ErrUsage)
	case r.Page > MaxResults/r.Size:
		return r, fmt.Errorf("page %d: only the first %d results can be paged through: %w", r.Page, MaxResults, blog.ErrUsage)
	}
	if r.FacetSize < 0 || r.FacetSize > MaxValues {
		return r, fmt.Errorf("facet size %d: a facet lists 1 to %d values: %w", r.FacetSize, MaxValues, blog.ErrUsage)
	}
	switch r.Fold {
	case FoldTranslations, FoldSeries, FoldNone:
	default:
		return r, fmt.Errorf("fold %q: translations, series or none: %w", r.Fold, blog.ErrUsage)
	}
	switch r.Sort {
	case ByRelevance, Newest, Oldest:
		return r, nil
	}
	return r, fmt.Errorf("sort %q: relevance, newest or oldest: %w", r.Sort, blog.ErrUsage)
}
