package bleve

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/rank"
	"github.com/fumikura/fumikura/index/weight"
	"github.com/fumikura/fumikura/internal/blog"
)

// facts is the doc values of a post: what is known of it without reading its text.
type facts struct {
	site, url, title, author, lang string
	tags                           []string
	published                      time.Time
	bodyWords, titleWords          int
	bodyGrams, titleGrams          int
	signature                      signature // of the folded text
	work, series                   string    // see folds
	number                         int
}

func factsOf(p *blog.Post) facts {
	f := facts{site: p.Site, url: p.URL, title: p.Title, author: p.Author, lang: p.Lang, tags: p.Tags, published: p.Published, work: p.Work()}
	f.series, f.number = blog.SeriesOf(p.Title)
	return f
}

func (f *facts) encode() []byte {
	var e encoder
	for _, s := range []string{f.site, f.url, f.title, f.author, f.lang} {
		e.str(s)
	}
	e.uint(len(f.tags))
	for _, t := range f.tags {
		e.str(t)
	}
	e.time(f.published)
	for _, n := range []int{f.bodyWords, f.titleWords, f.bodyGrams, f.titleGrams} {
		e.uint(n)
	}
	e.str(string(f.signature))
	e.str(f.work)
	e.str(f.series)
	e.uint(f.number)
	return e.b
}

func decodeFacts(b []byte) (facts, error) {
	d := decoder{b: string(b)}
	f := facts{site: d.str(), url: d.str(), title: d.str(), author: d.str(), lang: d.str()}
	f.tags = make([]string, d.count())
	for i := range f.tags {
		f.tags[i] = d.str()
	}
	f.published = d.time()
	for _, n := range []*int{&f.bodyWords, &f.titleWords, &f.bodyGrams, &f.titleGrams} {
		*n = d.uint()
	}
	if len(d.b) == 0 {
		return f, d.err // of an index before there were signatures
	}
	if f.signature = signature(d.str()); len(f.signature)&(len(f.signature)-1) != 0 {
		d.fail()
	}
	if len(d.b) > 0 { // else of an index before posts were folded
		f.work, f.series, f.number = d.str(), d.str(), d.uint()
	}
	return f, d.err
}

// columns is a column store: the facts of every document, by document number. Documents that were deleted leave holes.
type columns struct {
	live       set
	posts      int
	id         []blog.ID
	url        []string
	title      []string
	folded     []string // of titles
	localTime  []int64  // when it was published, by the clock of its own zone, in seconds; rank.Undated when unknown
	facets     map[query.Field]*facet
	words      lengths
	grams      lengths
	newest     int64
	signatures []signature // of the texts
	folds      folds
	weights    weight.Weights

	newestFirst func() []uint32 // all documents in order, made when first asked for
}

// lengths are how long the documents are, titles counted as they score, against the mean.
type lengths struct {
	norm []float32 // 1-b + b·length/mean
	mean float64
}

func newColumns(n int, w weight.Weights) *columns {
	c := &columns{weights: w, live: newSet(n), id: make([]blog.ID, n), url: make([]string, n), title: make([]string, n), folded: make([]string, n), localTime: make([]int64, n),
		signatures: make([]signature, n), facets: map[query.Field]*facet{}, newest: rank.Undated, folds: newFolds(n)}
	for _, f := range query.Facets() {
		c.facets[f] = newFacet(f, n)
	}
	c.newestFirst = sync.OnceValue(c.byDate)
	c.words.norm, c.grams.norm = make([]float32, n), make([]float32, n)
	return c
}

// add must be called in order of document numbers.
func (c *columns) add(doc uint32, id blog.ID, f *facts) {
	c.live.add(doc)
	c.posts++
	c.id[doc], c.url[doc], c.title[doc], c.folded[doc] = id, f.url, f.title, fold(f.title)
	c.signatures[doc] = f.signature
	c.localTime[doc] = rank.Undated
	if !f.published.IsZero() {
		_, zone := f.published.Zone()
		c.localTime[doc] = f.published.Unix() + int64(zone)
		c.newest = max(c.newest, c.localTime[doc])
		c.facets[query.Year].add(doc, strconv.Itoa(f.published.Year()))
	}
	for _, t := range f.tags {
		c.facets[query.Tag].add(doc, t)
	}
	c.facets[query.Author].add(doc, f.author)
	c.facets[query.Lang].add(doc, f.lang)
	c.facets[query.Blog].add(doc, f.site)
	c.folds.add(doc, f.work, f.series, f.number)
	c.words.norm[doc] = float32(f.bodyWords) + float32(c.weights.Title)*float32(f.titleWords)
	c.grams.norm[doc] = float32(f.bodyGrams) + float32(c.weights.Title)*float32(f.titleGrams)
}

// close turns lengths into norms once all documents are there.
func (c *columns) close() {
	for _, l := range []*lengths{&c.words, &c.grams} {
		var sum float64
		for _, n := range l.norm {
			sum += float64(n)
		}
		l.mean = max(sum/float64(max(c.posts, 1)), 1)
		for i, n := range l.norm {
			l.norm[i] = float32(c.weights.Norm(float64(n), l.mean))
		}
	}
	c.facets[query.Lang].open(len(c.id)) // groups ask for languages
	c.group()
	for _, f := range c.facets {
		f.close(len(c.id))
	}
}

// facet is the values that documents have in one field, as numbers of values: those of document d are
// values[start[d]:start[d+1]].
type facet struct {
	names  []string
	folded []string
	posts  []uint32 // that have the value
	number map[string]uint32
	values []uint32
	start  []uint32

	docs    []uint32 // a postings list for each value: those of value v are docs[docsOf[v]:docsOf[v+1]]
	docsOf  []uint32
	byName  bool      // listed by name, the last first, not by how many posts have them
	ordered []uint32  // values in order of their names
	place   []uint32  // of each value in that order
	scratch sync.Pool // of counts, a *[]uint32 each
	renamed atomic.Pointer[renaming]
}

func newFacet(field query.Field, n int) *facet {
	return &facet{number: map[string]uint32{}, start: make([]uint32, 0, n+1), byName: field == query.Year}
}

func (f *facet) add(doc uint32, name string) {
	if name == "" {
		return
	}
	f.open(int(doc))
	v, ok := f.number[name]
	if !ok {
		v = uint32(len(f.names))
		f.number[name] = v
		f.names = append(f.names, name)
		f.folded = append(f.folded, fold(name))
		f.posts = append(f.posts, 0)
	}
	if !slices.Contains(f.values[f.start[doc]:], v) {
		f.values = append(f.values, v)
		f.posts[v]++
	}
}

// open makes doc the one to which values are added.
func (f *facet) open(doc int) {
	for len(f.start) <= doc {
		f.start = append(f.start, uint32(len(f.values)))
	}
}

func (f *facet) close(n int) {
	f.open(n)
	f.ordered, f.place = make([]uint32, len(f.names)), make([]uint32, len(f.names))
	for v := range f.ordered {
		f.ordered[v] = uint32(v)
	}
	slices.SortFunc(f.ordered, func(a, b uint32) int { return strings.Compare(f.names[a], f.names[b]) })
	for place, v := range f.ordered {
		f.place[v] = uint32(place)
	}
	f.invert(n)
}

// invert makes the postings lists of the values, by counting.
func (f *facet) invert(n int) {
	f.docs, f.docsOf = make([]uint32, len(f.values)), make([]uint32, len(f.names)+1)
	for v, posts := range f.posts {
		f.docsOf[v+1] = f.docsOf[v] + posts
	}
	next := slices.Clone(f.docsOf)
	for doc := range uint32(n) {
		for _, v := range f.of(doc) {
			f.docs[next[v]] = doc
			next[v]++
		}
	}
}

// holders gives the documents that have a value.
func (f *facet) holders(v uint32) []uint32 { return f.docs[f.docsOf[v]:f.docsOf[v+1]] }

func (f *facet) of(doc uint32) []uint32 { return f.values[f.start[doc]:f.start[doc+1]] }

// sites counts the posts of each blog.
func (c *columns) sites() map[string]int {
	f, n := c.facets[query.Blog], map[string]int{}
	for i, name := range f.names {
		n[name] = int(f.posts[i])
	}
	return n
}
