package opensearch

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/lexicon"
	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/rank"
	"github.com/fumikura/fumikura/index/weight"
)

// maxNames is how many values of a facet are kept here, the most frequent ones; the cluster knows the others.
const maxNames = 10_000

// view is one index with what is known of it here. The index does not change, so neither does this.
type view struct {
	*Engine
	index    string
	manifest manifest
	bytes    int64
	posts    int
	newest   int64   // wall clock of the newest post
	mean     float64 // length of posts
	facets   map[query.Field]*names
	twins    bool // there are translations of one post
	words    *lexicon.Lexicon
	counts   *memory[int]               // how many posts match what was asked before
	ends     *memory[[]json.RawMessage] // the last place in the order of pages asked before
	rules    *index.Rules               // of one search; nil for none
}

// names are the values of a facet, the most frequent first.
type names struct {
	names, folded []string
	posts         map[string]int
	complete      bool // there are no others
	renamed       atomic.Pointer[index.Merged]

	begin func() *rank.Names // to be completed; made when first asked for
}

// openView reads what has to be known of an index to search it.
func (e *Engine) openView(ctx context.Context, name string) (*view, error) {
	v := e.bareView(name)
	var err error
	if v.manifest, err = e.manifest(ctx, name); err != nil {
		return nil, err
	}
	if err := v.readFacts(ctx); err != nil {
		return nil, err
	}
	if v.words, err = e.readLexicon(ctx, v.manifest.Lexicon); err != nil {
		return nil, err
	}
	v.words = v.words.With(e.synonyms)
	sizes, err := e.sizes(ctx, name)
	if err != nil {
		return nil, err
	}
	v.bytes = sizes[name]
	return v, nil
}

// sizes gives the bytes on disk of the indices of a name or pattern, copies not counted.
func (e *Engine) sizes(ctx context.Context, pattern string) (map[string]int64, error) {
	var stats struct {
		Indices map[string]struct {
			Primaries struct {
				Store struct {
					Bytes int64 `json:"size_in_bytes"`
				} `json:"store"`
			} `json:"primaries"`
		} `json:"indices"`
	}
	if err := e.asking.do(ctx, http.MethodGet, "/"+url.PathEscape(pattern)+"/_stats/store", nil, &stats); err != nil {
		return nil, fmt.Errorf("ask for the size of %s: %w", pattern, err)
	}
	sizes := map[string]int64{}
	for name, of := range stats.Indices {
		sizes[name] = of.Primaries.Store.Bytes
	}
	return sizes, nil
}

// bareView is enough to match.
func (e *Engine) bareView(name string) *view {
	return &view{Engine: e, index: name, counts: newMemory[int](maxCounts), ends: newMemory[[]json.RawMessage](maxEnds)}
}

// readFacts counts the posts and lists the values of facets.
func (v *view) readFacts(ctx context.Context) error {
	aggs := clause{"newest": clause{"max": clause{"field": fieldLocalTime}}, "mean": clause{"avg": clause{"field": fieldLength}}}
	for _, f := range query.Facets() {
		aggs[string(f)] = clause{"terms": clause{"field": string(f), "size": maxNames}}
	}
	aggs["works"] = clause{"terms": clause{"field": fieldWork, "size": 1, "min_doc_count": 2, "shard_min_doc_count": 1}}
	var a answer
	if err := v.search(ctx, clause{"size": 0, "track_total_hits": true, "aggs": aggs}, "", &a); err != nil {
		return fmt.Errorf("read what the index holds: %w", err)
	}
	v.posts = a.Hits.Total.Value
	v.newest, v.mean = int64(a.Aggs["newest"].number()), max(a.Aggs["mean"].number(), 1)
	v.twins = len(a.Aggs["works"].Buckets) > 0
	v.facets = map[query.Field]*names{}
	for _, f := range query.Facets() {
		n := &names{posts: map[string]int{}, complete: a.Aggs[string(f)].Others == 0}
		for _, b := range a.Aggs[string(f)].buckets() {
			if f == query.Series && b.Count < rank.LeastSeries {
				continue // a title that is alone with its name is no series
			}
			n.names, n.folded = append(n.names, b.Key), append(n.folded, ja.FoldString(b.Key))
			n.posts[b.Key] = b.Count
		}
		n.begin = sync.OnceValue(func() *rank.Names { return n.beginnings(f, v.analyzer.Readings) })
		v.facets[f] = n
	}
	return nil
}

// plan analyses a query.
func (v *view) plan(ctx context.Context, q query.Query) *plan.Plan {
	inCode := func(flag string) bool {
		n, err := v.count(ctx, []clause{term(part(fieldWords, query.CodeIn), token(flag))})
		return err == nil && n[0] > 0 // a cluster that does not answer fails the search itself
	}
	return plan.Maker{Analyzer: v.analyzer, Rewrites: plan.Rewrites(v.words, weight.Weights{}), InCode: inCode}.Make(q)
}

// rarity is the idf of what stands in df posts.
func (v *view) rarity(df int) float64 { return rank.Rarity(df, v.posts) }

// aliased gives the name of the live index.
func (e *Engine) aliased(ctx context.Context) (string, error) {
	var indices map[string]json.RawMessage
	if err := e.asking.do(ctx, http.MethodGet, "/_alias/"+e.opts.Name, nil, &indices); err != nil {
		return "", fmt.Errorf("ask which index is live: %w", err)
	}
	var all []string
	for name := range indices {
		all = append(all, name)
	}
	if len(all) == 0 {
		return "", errGone
	}
	return slices.Max(all), nil
}

// manifest reads what an index tells of itself.
func (e *Engine) manifest(ctx context.Context, name string) (manifest, error) {
	all, err := e.manifests(ctx, name)
	if err != nil {
		return manifest{}, err
	}
	return all[name], nil
}

// manifests reads what the indices of a name or pattern tell of themselves.
func (e *Engine) manifests(ctx context.Context, pattern string) (map[string]manifest, error) {
	var answer mappingsOf
	if err := e.asking.do(ctx, http.MethodGet, "/"+url.PathEscape(pattern)+"/_mapping", nil, &answer); err != nil {
		return nil, fmt.Errorf("ask the index what it is: %w", err)
	}
	out := map[string]manifest{}
	for name, m := range answer {
		var told manifest
		if raw := m.Mappings.Meta.Fumikura; raw != nil {
			if err := json.Unmarshal(raw, &told); err != nil {
				return nil, fmt.Errorf("read what the index %s is: %w", name, err)
			}
		}
		out[name] = told
	}
	return out, nil
}

// id is the name of the generation.
func (v *view) id() string { return strings.TrimPrefix(v.index, v.opts.Name+"-") }
