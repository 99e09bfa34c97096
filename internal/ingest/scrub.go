package ingest

import (
	"context"
	"fmt"
)

// Scrub makes the data folder tell nothing any more of what was forgotten: it builds the index from nothing, for one that is continued
// keeps the texts of removed posts in its files, removes every other generation, and writes the archive anew. A run that was killed on
// the way is finished by the next one, before it does anything else: the archive remembers that it has to be done. No guard holds it
// back.
func Scrub(ctx context.Context, o Options) (*Report, error) {
	o.Source, o.Sites, o.Rebuild, o.Force = nil, nil, true, true
	report, err := reindex(ctx, o)
	if err == nil {
		if err = o.Index.Only(ctx); err != nil {
			err = fmt.Errorf("remove the older indexes: %w", err)
		} else {
			err = o.Archive.Scrub(ctx)
		}
	}
	if err != nil && report.Error == "" {
		report.Error = err.Error()
	}
	return report, err
}
