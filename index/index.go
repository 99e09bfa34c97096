// Package index is the contract between those who build and ask an index and the engines that hold one. It has the shapes
// only; index/bleve and index/opensearch do the work, index/indextest proves that they agree.
package index

import (
	"context"
	"time"

	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
)

// Sort is the order of hits.
type Sort string

// The orders. The zero value is ByRelevance, which is newest first where the query has no words.
const (
	ByRelevance Sort = ""
	Newest      Sort = "newest"
	Oldest      Sort = "oldest"
)

// MaxResults is how deep paging goes; a request past it is blog.ErrUsage. Deeper pages cost time and serve no reader.
const MaxResults = 10_000

// Fold says which hits are folded (collapsed, grouped) into one.
type Fold string

// What is folded. The zero value folds the translations of one post.
const (
	FoldTranslations Fold = ""       // translations of one post are one hit
	FoldSeries       Fold = "series" // so are, beside them, the posts of one series
	FoldNone         Fold = "none"   // every post is a hit of its own
)

// Request is one search.
type Request struct {
	Query     query.Query // words and chosen facets
	Sort      Sort
	Page      int           // from 1; 0 means 1
	Size      int           // 1 to 100; 0 means 10
	Facets    []query.Field // facets to count; none are counted where it is empty
	FacetSize int           // values of a facet that are listed, 1 to MaxValues; 0 means MaxValues
	FacetFind string        // only values that contain this are listed, however either is written; empty: all
	Fold      Fold
	Langs     []string // languages of the reader, the best first; of translations the first of these is shown
	Verbatim  bool     // answer the query as typed, without a correction
	Rules     *Rules   // of the owner; nil for none
}

// Span is a run of text; Match says that the query found it. No markup crosses this line.
type Span struct {
	Text  string `json:"text"`
	Match bool   `json:"match,omitempty"`
}

// Section is the nearest heading above a match.
type Section struct {
	Title string `json:"title"`
	URL   string `json:"url"`
}

// Passage is a section that matches, with a snippet of it.
type Passage struct {
	Section
	Excerpt []Span
}

// Translation is the same post in another language.
type Translation struct {
	Lang  string `json:"lang"`
	URL   string `json:"url"`
	Title string `json:"title"`
}

// Series is a post's place in a numbered series of posts.
type Series struct {
	Name   string `json:"name"`
	Number int    `json:"number"`
	Count  int    `json:"count"` // posts of the series in the index
}

// Hit is one post that was found.
type Hit struct {
	Post         blog.Post // without Blocks
	Score        float64
	Title        []Span
	Excerpt      []Span
	Code         bool          // the excerpt was taken from a code block
	Section      *Section      // nil when the match is above the first heading
	Sections     []Passage     // up to three sections that match, the best first
	Missing      []string      // the words of the query that this post lacks, when Relaxed
	Translations []Translation // of this post, by language
	Series       *Series       // nil when it stands alone
}

// Value is one value of a facet with the number of posts that have it.
type Value struct {
	Value    string `json:"value"`
	Count    int    `json:"count"`
	Selected bool   `json:"selected"`
}

// Correction tells that the answer is that of a corrected query.
type Correction struct {
	From string `json:"from"` // the query as typed
	To   string `json:"to"`   // the query that was answered
}

// Result is the answer to a Request.
type Result struct {
	Total      int // hits, as folded
	Strict     int // of Total, those that have all words; where Relaxed the others lack some
	Hits       []Hit
	Facets     map[query.Field][]Value // those asked for, counting posts; most frequent first, years newest first
	Relaxed    bool                    // not all words could be required
	DidYouMean string                  // another query that finds more, or empty
	Corrected  *Correction             // nil when the query was answered as typed
	Generation string
	Took       time.Duration
}

// Suggestion is one completion of what a reader has typed.
type Suggestion struct {
	Text string `json:"text"`
	Kind string `json:"kind"`          // post, tag, author or term
	URL  string `json:"url,omitempty"` // of a post
}

// Stats describes the live generation.
type Stats struct {
	Generation string
	Posts      int
	Bytes      int64 // on disk
	Built      time.Time
	Analyzer   string         // version of the analysis it was built with
	Outdated   bool           // built by an older analysis than this program's
	Degraded   string         // why an older generation is served, or empty
	Sites      map[string]int // posts per blog
}

// Mode says what a build starts from.
type Mode int

// The modes of a build.
const (
	Increment Mode = iota // from the live generation, where there is one of the same analysis; else as Rebuild
	Rebuild               // from nothing
)

// Engine holds the live generation and answers from it. It is safe for concurrent use.
type Engine interface {
	Search(context.Context, Request) (*Result, error)
	Suggest(ctx context.Context, typed string, limit int) ([]Suggestion, error)
	Found(ctx context.Context, queries []query.Query) ([]int, error)       // how many posts each of them finds as it is written
	Post(context.Context, blog.ID) (*blog.Post, error)                     // whole, with Blocks; blog.ErrNotFound
	Related(ctx context.Context, id blog.ID, limit int) ([]Hit, error)     // most alike first
	Marked(ctx context.Context, id blog.ID, q query.Query) ([]Mark, error) // where q matches in the post's blocks
	Build(context.Context, Mode) (Builder, error)
	Stats(context.Context) (Stats, error)
	Close() error
}

// Mark is a byte range of one block's text in which a query matches.
type Mark struct{ Block, Start, End int }

// Builder makes the next generation beside the live one. Nothing of it is seen before Publish returns nil; Close without
// Publish throws it away. Put and Remove may be called from several goroutines.
type Builder interface {
	Fresh() bool // it starts from nothing, so that every post has to be Put
	Put(context.Context, *blog.Post) error
	Remove(context.Context, blog.ID) error
	// Verify draws substrings from what was indexed and asks for them. A post that is missed is taken out of the build and named.
	Verify(ctx context.Context, samples int) ([]blog.Missed, error)
	Publish(context.Context) (Stats, error)
	Close() error
}
