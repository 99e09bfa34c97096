package ingest

import (
	"context"
	"encoding/json"
	"iter"
	"log/slog"
	"time"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
)

// Source gives what a blog holds: a crawler, or an importer. An error ends the blog.
type Source interface {
	Capture(ctx context.Context, site string) iter.Seq2[blog.Capture, error]
}

// Sink takes what changed. Put and Remove are called from several goroutines.
type Sink interface {
	Put(context.Context, *blog.Post) error
	Remove(context.Context, blog.ID) error
}

// Builder makes the next index. Readers see nothing of it before Publish.
type Builder interface {
	Sink
	From() string // the generation it continues; empty where it starts from nothing, so that every post has to be put
	SetMeta(json.RawMessage)
	Verify(ctx context.Context, samples int) ([]blog.Missed, error) // takes out the posts that it would not find, and names them
	Publish(context.Context) (generation string, err error)
	Hold(context.Context) (generation string, err error) // makes it whole, to wait for approval in place of what waited before
	Close() error                                        // throws away what was not published
}

// Index is what holds the live index and builds the next.
type Index interface {
	Live(context.Context) (Live, error)
	Build(ctx context.Context, fresh bool) (Builder, error)
	Waiting(context.Context) (Live, error) // what waits for approval; the zero Live is nothing
	Only(context.Context) error            // removes every generation but the live one
}

// Live describes the live index; the zero Live is none.
type Live struct {
	Generation string
	Meta       json.RawMessage // what was given to SetMeta
	Stale      bool            // it has to be built again though no post changed: older analysis, or damaged and replaced by an older one
}

// Options says what a run does.
type Options struct {
	Archive *archive.DB
	Index   Index
	Source  Source              // nil works from the archive alone
	Sites   []string            // the blogs to collect; none means the remembered ones
	Blogs   map[string]Defaults // what the owner says of the posts of a blog, by its start address
	Extract Extractor           // the zero Extractor is that of package extract

	Replace  bool // the import is all there is of the blogs that it names
	Remember bool // collect these blogs again in runs that name none
	Rebuild  bool // build from nothing also where little or nothing changed
	DryRun   bool // say what would change and change nothing
	Force    bool // publish against the guards
	Review   bool // do not publish: what was built waits for the owner, with what is different in it
	Quick    bool // leave it to a later run to make the files forget what was forgotten

	Progress func(Progress)   // called from one goroutine at a time; nil for none
	Log      *slog.Logger     // nil for silence
	Now      func() time.Time // nil means the clock
}

// Progress is how far a run is.
type Progress struct {
	Phase string // collect, read, build, verify, publish
	Site  string // while collecting
	Done  int
	Total int // 0 while it is not known
}

// Mark is what an index was built from. It is published with the index.
type Mark struct {
	archive.State
	Extract string                   `json:"extract"` // version of the extraction
	Sites   map[string]archive.Tally `json:"sites"`
	Missed  []blog.Missed            `json:"missed,omitempty"` // posts of the archive that are not in the index, because it would not find them
	Review  *Review                  `json:"review,omitempty"` // what is different in an index that waits or has waited for approval
	Rules   string                   `json:"rules,omitempty"`  // which posts are not published, as the rules say it; see rules.Published
}

func (o Options) withDefaults() Options {
	if o.Progress == nil {
		o.Progress = func(Progress) {}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Extract.Posts == nil {
		o.Extract = defaultExtractor()
	}
	o.Extract.Version = versionWith(o.Extract.Version, o.Blogs)
	return o
}
