package bleve

import (
	"hash/fnv"
	"slices"
	"strings"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/rank"
)

// Field collapsing: hits that are one thing to a reader are folded into one. Translations of one post share the hash of their
// work (blog.Post.Work), posts of a series its name. Both are known for every document when the index is opened.

// folds are the groups of documents that may be folded (collapsed) into one hit.
type folds struct {
	key    []uint64 // hash of the work of each document; gone once groups are made
	name   []string // of the series that each document's title names
	number []int32  // of each document in its series

	works  [][]uint32 // groups of translations: documents of one work, each in another language
	workOf []uint32   // the number of each document's group, from 1; empty where there are no groups
	series [][]uint32 // documents of each value of the facet of series
}

func newFolds(n int) folds {
	return folds{key: make([]uint64, n), name: make([]string, n), number: make([]int32, n)}
}

func (f *folds) add(doc uint32, work, series string, number int) {
	h := fnv.New64a()
	h.Write([]byte(work)) // a hash never fails to write
	f.key[doc] = h.Sum64()
	f.name[doc], f.number[doc] = series, int32(number)
}

// group makes the groups once all documents are there. A name that a single post has is no series.
func (c *columns) group() {
	if len(c.facets[query.Lang].names) > 1 {
		c.folds.groupWorks(c)
	}
	c.folds.key = nil
	posts := map[string]int{}
	for doc := range c.live.all {
		posts[c.folds.name[doc]]++
	}
	f := c.facets[query.Series]
	for doc := range c.live.all {
		name := c.folds.name[doc]
		if name == "" || posts[name] < rank.LeastSeries {
			c.folds.name[doc], c.folds.number[doc] = "", 0
			continue
		}
		f.add(doc, name)
		v := f.number[name]
		for int(v) >= len(c.folds.series) {
			c.folds.series = append(c.folds.series, nil)
		}
		c.folds.series[v] = append(c.folds.series[v], doc)
	}
}

func (f *folds) groupWorks(c *columns) {
	docs := slices.Collect(c.live.all)
	slices.SortFunc(docs, func(a, b uint32) int {
		if f.key[a] != f.key[b] {
			if f.key[a] < f.key[b] {
				return -1
			}
			return 1
		}
		return strings.Compare(string(c.id[a]), string(c.id[b]))
	})
	for len(docs) > 0 {
		n := 1
		for n < len(docs) && f.key[docs[n]] == f.key[docs[0]] {
			n++
		}
		if group := c.oneEachLanguage(docs[:n]); len(group) > 1 {
			if f.workOf == nil {
				f.workOf = make([]uint32, len(c.id))
			}
			f.works = append(f.works, group)
			for _, doc := range group {
				f.workOf[doc] = uint32(len(f.works))
			}
		}
		docs = docs[n:]
	}
}

// oneEachLanguage keeps the first document of each language: two in one language are no translations.
func (c *columns) oneEachLanguage(docs []uint32) []uint32 {
	var group []uint32
	for _, doc := range docs {
		lang := c.lang(doc)
		if !slices.ContainsFunc(group, func(d uint32) bool { return c.lang(d) == lang }) {
			group = append(group, doc)
		}
	}
	return group
}

// lang is the language of a document, empty when unknown.
func (c *columns) lang(doc uint32) string {
	f := c.facets[query.Lang]
	if values := f.of(doc); len(values) > 0 {
		return f.names[values[0]]
	}
	return ""
}

// groupsOf are the groups that a request folds, in the order in which they are folded; none where nothing can be.
func (c *columns) groupsOf(fold index.Fold) [][][]uint32 {
	switch {
	case fold == index.FoldSeries:
		return [][][]uint32{c.folds.works, c.folds.series}
	case fold == index.FoldTranslations && len(c.folds.works) > 0:
		return [][][]uint32{c.folds.works}
	}
	return nil
}

// collapse keeps one document of each group that was found: the first by before, but of translations the one that twin prefers, where it
// does. found is changed.
func (c *columns) collapse(found set, fold index.Fold, twin, before func(a, b uint32) int) {
	for i, groups := range c.groupsOf(fold) {
		for _, group := range groups {
			best, has := uint32(0), false
			for _, doc := range group {
				if !found.has(doc) {
					continue
				}
				if !has {
					best, has = doc, true
					continue
				}
				n := 0
				if i == 0 {
					n = twin(doc, best)
				}
				if n == 0 {
					n = before(doc, best)
				}
				if n < 0 {
					best, doc = doc, best
				}
				found.remove(doc)
			}
		}
	}
}

// topFolded is top of the documents of which a request folds each group into one. Lacks counts the words of the query that a
// document lacks.
func (c *columns) topFolded(found set, from, n int, req index.Request, lacks func(doc uint32) int, score func(doc uint32) float64) []ranked {
	if len(c.groupsOf(req.Fold)) > 0 {
		found = found.clone()
		scored := func(doc uint32) ranked {
			if score == nil {
				return ranked{doc: doc}
			}
			return ranked{doc: doc, score: score(doc)}
		}
		langs := rank.ReaderLangs(req)
		twin := func(a, b uint32) int { return rank.PreferTwin(langs, c.lang(a), c.lang(b), lacks(a), lacks(b)) }
		c.collapse(found, req.Fold, twin, func(a, b uint32) int { return c.before(scored(a), scored(b), req.Sort) })
	}
	return c.top(found, from, n, req.Sort, score)
}

// foldedCount is how many hits are left of what was found once it is folded.
func (c *columns) foldedCount(found set, fold index.Fold) int {
	if len(c.groupsOf(fold)) == 0 {
		return found.count()
	}
	kept := found.clone()
	first := func(a, b uint32) int { return int(a) - int(b) }
	c.collapse(kept, fold, first, first)
	return kept.count()
}

// tiers gives what was found in two tiers, where any of it is pinned: that, and the rest but for what is folded with it.
func (c *columns) tiers(pins, found set, fold index.Fold) []set {
	if pins.empty() {
		return []set{found}
	}
	return []set{pins, c.withoutFolded(found.clone().without(pins), pins, fold)}
}

// withoutFolded drops from the rest of what was found what is folded with what came first.
func (c *columns) withoutFolded(rest, first set, fold index.Fold) set {
	for _, groups := range c.groupsOf(fold) {
		for _, group := range groups {
			if slices.ContainsFunc(group, first.has) {
				for _, doc := range group {
					rest.remove(doc)
				}
			}
		}
	}
	return rest
}

// translations are the other documents of a document's work, by language.
func (c *columns) translations(doc uint32) []index.Translation {
	var out []index.Translation
	for _, other := range c.twins(doc) {
		out = append(out, index.Translation{Lang: c.lang(other), URL: c.url[other], Title: c.title[other]})
	}
	slices.SortFunc(out, func(a, b index.Translation) int { return strings.Compare(a.Lang, b.Lang) })
	return out
}

func (c *columns) twins(doc uint32) []uint32 {
	if c.folds.workOf == nil || c.folds.workOf[doc] == 0 {
		return nil
	}
	var out []uint32
	for _, other := range c.folds.works[c.folds.workOf[doc]-1] {
		if other != doc {
			out = append(out, other)
		}
	}
	return out
}

// seriesOf is the place of a document in its series, nil when it stands alone.
func (c *columns) seriesOf(doc uint32) *index.Series {
	name := c.folds.name[doc]
	if name == "" {
		return nil
	}
	f := c.facets[query.Series]
	return &index.Series{Name: name, Number: int(c.folds.number[doc]), Count: int(f.posts[f.number[name]])}
}

// neighbours are the documents before and after a document in its series.
func (c *columns) neighbours(doc uint32) []uint32 {
	name := c.folds.name[doc]
	if name == "" {
		return nil
	}
	list := slices.Clone(c.folds.series[c.facets[query.Series].number[name]])
	slices.SortFunc(list, func(a, b uint32) int {
		if n := int(c.folds.number[a] - c.folds.number[b]); n != 0 {
			return n
		}
		return rank.ByDate(c.localTime[a], c.localTime[b], index.Oldest)
	})
	at := slices.Index(list, doc)
	var out []uint32
	if at > 0 {
		out = append(out, list[at-1])
	}
	if at+1 < len(list) {
		out = append(out, list[at+1])
	}
	return out
}
