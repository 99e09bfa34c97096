package ingest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/fumikura/fumikura/internal/blog"
)

const (
	// sitesAtOnce is how many blogs are asked at the same time. Each has its own pace, so more only cost memory.
	sitesAtOnce = 4
	// A batch of captures is stored when it has this many, weighs this much, or is this old: a kill loses little, and a disk
	// that syncs slowly is not asked for every page.
	batchCount = 100
	batchBytes = 8 << 20
	batchAge   = time.Second
)

// maxPage is above what any source lets through, and well below what the archive unpacks.
const maxPage = 64 << 20

// arrival is a capture on its way to the archive, or the error that ended its blog.
type arrival struct {
	site    string
	capture blog.Capture
	err     error
}

// collect asks all blogs and stores what comes. A blog that cannot be read is reported and leaves what is known of it as it is;
// only where none could be read the run ends.
func (r *run) collect(ctx context.Context) error {
	for _, site := range r.Sites {
		r.report.site(site) // before the blogs run side by side
	}
	arrivals := make(chan arrival, 8)
	sources, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		defer close(arrivals)
		var g errgroup.Group
		g.SetLimit(sitesAtOnce)
		for _, site := range r.Sites {
			g.Go(func() error {
				r.capture(sources, site, arrivals)
				return nil
			})
		}
		_ = g.Wait() // errors arrive with their blog
	}()
	err := (&keeper{run: r, pending: map[string]bool{}}).keep(ctx, arrivals)
	stop()
	for range arrivals { // a source may be waiting to hand over; what it has is asked for again next time
	}
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return r.allFailed()
}

// capture passes on what the source gives for one blog.
func (r *run) capture(ctx context.Context, site string, arrivals chan<- arrival) {
	for c, err := range r.Source.Capture(ctx, site) {
		select {
		case arrivals <- arrival{site: site, capture: c, err: err}:
		case <-ctx.Done():
			return
		}
		if err != nil {
			return
		}
	}
}

// keeper writes what arrives to the archive, in batches.
type keeper struct {
	*run
	batch   []blog.Capture
	bytes   int
	pending map[string]bool // blogs to be remembered: true until they are
	sites   sameSite        // the blogs that are known, for an import; nil until they are asked for
}

// keep takes arrivals until there are no more. When the run is cancelled it still stores what it has.
func (k *keeper) keep(ctx context.Context, arrivals <-chan arrival) error {
	age := time.NewTicker(batchAge)
	defer age.Stop()
	for {
		select {
		case <-ctx.Done():
			return k.flush(ctx)
		case <-age.C:
			if err := k.flush(ctx); err != nil {
				return err
			}
		case a, open := <-arrivals:
			if !open {
				return k.flush(ctx)
			}
			if err := k.take(ctx, a); err != nil {
				return err
			}
		}
	}
}

// take counts one arrival and stores the batch when that makes it full.
func (k *keeper) take(ctx context.Context, a arrival) error {
	s := k.report.site(a.site)
	if a.err != nil {
		if ctx.Err() == nil {
			s.fail(a.site, a.err)
		}
		return nil
	}
	if a.capture.Alarm {
		s.Warnings = append(s.Warnings, a.capture.Note)
		return nil
	}
	if a.capture.Note != "" {
		s.note("%s", a.capture.Note)
		return nil
	}
	if !k.Remember {
		var err error
		if a.capture, err = k.same(ctx, a.capture); err != nil {
			return err
		}
		k.named.note(a.capture)
	}
	if k.forgotten.Capture(a.capture) {
		s.Discovered, s.Skipped, s.Forgotten = s.Discovered+1, s.Skipped+1, s.Forgotten+1
		return nil
	}
	a.capture = k.withoutMentions(keepable(a.capture))
	s.count(a.capture)
	k.Progress(Progress{Phase: "collect", Site: a.site, Done: s.Discovered})
	k.batch = append(k.batch, a.capture)
	if p := a.capture.Page; p != nil {
		k.bytes += len(p.Body)
		if _, known := k.pending[a.site]; !known && a.capture.Visit.Role == blog.RolePage {
			k.pending[a.site] = k.Remember
		}
	}
	if len(k.batch) < batchCount && k.bytes < batchBytes {
		return nil
	}
	return k.flush(ctx)
}

// withoutMentions does not keep a list page or a feed that links to what was forgotten, for most show its text too. It is asked for anew in
// each run, since its links are not kept.
func (k *keeper) withoutMentions(c blog.Capture) blog.Capture {
	if c.Page == nil || c.Visit.Role == blog.RolePage || c.Visit.Role == blog.RoleSitemap || !k.forgotten.Mentions(c.Page) {
		return c
	}
	c.Page, c.Visit.ETag, c.Visit.LastModified, c.Visit.Hash = nil, "", "", ""
	return c
}

// keepable passes over a page that the archive would not hold.
func keepable(c blog.Capture) blog.Capture {
	if c.Page == nil {
		return c
	}
	if n := len(c.Page.Body); n > maxPage {
		c.Page, c.Visit.Outcome = nil, blog.Passed
		c.Visit.Reason = fmt.Sprintf("it has %d bytes, more than the %d that are kept", n, maxPage)
		return c
	}
	page := *c.Page
	cleanTimes(&page.Known)
	c.Page = &page
	return c
}

// flush stores the batch, also of a run that was cancelled, and remembers the blogs that have given a page.
func (k *keeper) flush(ctx context.Context) error {
	ctx = context.WithoutCancel(ctx)
	if err := k.Archive.Put(ctx, k.batch...); err != nil {
		return err
	}
	k.batch, k.bytes = k.batch[:0], 0
	for site, pending := range k.pending {
		if !pending {
			continue
		}
		if err := k.Archive.AddSite(ctx, site, k.start); err != nil {
			return err
		}
		k.pending[site] = false
	}
	return nil
}

// allFailed is the error of a run in which no blog could be read.
func (r *run) allFailed() error {
	var errs []error
	for _, site := range r.Sites {
		err := r.report.site(site).failed
		if err == nil {
			return nil
		}
		if !strings.HasPrefix(err.Error(), site) { // most errors name the address themselves
			err = fmt.Errorf("%s: %w", site, err)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}
