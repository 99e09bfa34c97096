package crawl

import (
	"context"
	"iter"
	"log/slog"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/fetch"
)

// Memory is what earlier runs left. It must be safe for concurrent use; the archive is one.
type Memory interface {
	// Visits gives all visits of a site.
	Visits(ctx context.Context, site string) iter.Seq2[blog.Visit, error]
	// Page gives a page that was kept, or blog.ErrNotFound.
	Page(ctx context.Context, url string) (*blog.Page, error)
}

// Places remembers from run to run where a blog is. The archive is one.
type Places interface {
	// Setting gives what was remembered under the key, or nothing.
	Setting(ctx context.Context, key string) (string, error)
	// SetSetting remembers it.
	SetSetting(ctx context.Context, key, value string) error
}

// Crawler captures blogs. It holds no state of a run and may run for several blogs at once.
type Crawler struct {
	Client  *fetch.Client
	Memory  Memory           // nil means that there were no earlier runs
	Full    bool             // ask for every page again, unconditionally
	Workers int              // requests at once where no delay is kept; 0 means 4
	Budget  Budget           // how much one run may do for one blog
	Places  Places           // remembers where each blog is; nil means that nobody does
	Include []fetch.Pattern  // posts lie at paths that match one of these; none means anywhere
	Exclude []fetch.Pattern  // paths that match one of these are not asked for
	Private bool             // the blog may be in a private network, also where it was public before
	Now     func() time.Time // nil means the clock
	Log     *slog.Logger     // nil means silence
}

// What a blog may bring along. Passing one of these stops that way of finding pages, and is told as a visit passed over.
const (
	// maxAddresses is how many different addresses one blog may have: ten posts a day for fifty years.
	maxAddresses = 200_000
	// maxSitemaps is how many sitemap files are read: 50,000 addresses each; Hatena has one for each month.
	maxSitemaps = 2000
	// maxFeeds is how many feeds, and further pages of feeds, are read.
	maxFeeds = 2000
	// maxSitemapBytes is what the sitemap protocol allows a file to weigh once decoded.
	maxSitemapBytes = 50 << 20
	// maxFeedBytes leaves room for feeds that carry every post of a blog in full.
	maxFeedBytes = 30 << 20
	// maxIdle is how many list pages of one kind, one after the other, may bring no new address before the kind is left alone.
	// A calendar leads on for ever; the pages of an archive bring something each.
	maxIdle = 50
	// maxBarren is how many pages of one kind, found by links alone, may show no sign of being an article before the kind is.
	maxBarren = 1000
	// maxStray is the same on a blog where other pages show such a sign.
	maxStray = 100
	// maxRepeats is how many pages of one kind, one after the other, may show what others show before the kind is left alone: links
	// that number a session lead to the same pages for ever.
	maxRepeats = 25
	// maxVariants is the same for addresses of known pages with parameters added, which mostly are the same page.
	maxVariants = 5
	// maxStale is how many linked pages of all kinds may do so in a row before links are no longer followed.
	maxStale = 60
	// maxSilence is how many requests in a row may find no answer at all before the host is taken to be away.
	maxSilence = 8
	// maxAddress is the length of an address; longer ones are made by broken templates that repeat themselves.
	maxAddress = 2000
	// defaultWorkers is how many requests run at once where no delay is kept, which is on this machine.
	defaultWorkers = 4
	// maxTrust is how many pages may name the same canonical address before that is taken for an error of the template.
	maxTrust = 5
)

// Capture captures the blog at site, which is the address of its front page; what it gives lies at or below that. Every
// address comes as soon as it is known how asking for it ended; one that gave way to a canonical address comes again when there
// is no page at that. An error is the last thing that comes: the blog cannot
// be read, or no longer. The caller may stop at any time.
func (c *Crawler) Capture(ctx context.Context, site string) iter.Seq2[blog.Capture, error] {
	return func(yield func(blog.Capture, error) bool) {
		r, err := c.newRun(ctx, site)
		if err != nil {
			yield(blog.Capture{}, err)
			return
		}
		r.yield = func(k blog.Capture) bool { return yield(k, nil) }
		if err := r.all(ctx); err != nil {
			yield(blog.Capture{}, err)
		}
	}
}
