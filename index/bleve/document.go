package bleve

import (
	"strings"

	api "github.com/blevesearch/bleve_index_api"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/rank"
	"github.com/fumikura/fumikura/internal/blog"
)

// The fields of a document in the index. Words and grams are postings, the others are stored.
const (
	fieldWords  = "w" // every term that an analysis of words gives
	fieldGrams  = "g" // pairs of characters, and the last one of a run
	fieldPost   = "p" // the post and its folded text, compressed
	fieldStream = "t" // the words of each block in order, by hash; hardly shorter when compressed
	fieldPacked = "s" // the same compressed, in an index of an older layout, which is read until it is built again
	fieldFacts  = "f" // what columns are made of
)

// Marks in a folded text: one before each block, so that no run goes across blocks and code is told from prose. Neither can
// stand in a query.
const (
	markProse = '\x01'
	markCode  = '\x02'
)

// batch is documents that become one segment.
type batch struct {
	words, grams *inverted
	docs         []batched
	bytes        int // of their texts
}

// batched is the id and the stored fields of a document.
type batched struct {
	id                  string
	facts, post, stream []byte
}

func newBatch() *batch { return &batch{words: new(inverted), grams: new(inverted)} }

// field gives what is stored in a field, nil for nothing.
func (d *batched) field(name string) []byte {
	switch name {
	case fieldFacts:
		return d.facts
	case fieldPost:
		return d.post
	case fieldStream:
		return d.stream
	}
	return nil
}

// end closes the document at hand.
func (b *batch) end(p *blog.Post, d *analysed, z *packer) *document {
	b.words.end()
	b.grams.end()
	b.docs = append(b.docs, batched{string(p.ID), d.facts.encode(), z.pack(p, d.folded), d.stream.Encode()})
	for _, k := range p.Blocks {
		b.bytes += len(k.Text)
	}
	return &document{id: string(p.ID), batch: b, at: len(b.docs) - 1}
}

// drop forgets the document at hand.
func (b *batch) drop() {
	b.words.drop()
	b.grams.drop()
}

// analysed is what is stored of a post.
type analysed struct {
	facts  facts
	stream *rank.Stream
	folded string // of title, blocks and labels, each behind its mark
}

// analyse makes the document at hand of a batch of a post and its tokens. It takes as long as the analyzer, and runs in the builder's workers.
func analyse(a *ja.Analyzer, p *blog.Post, words [][]ja.Token, to *batch) *analysed {
	d := &analysed{facts: factsOf(p), stream: rank.StreamOf(p, words)}
	var folded strings.Builder
	add := func(text string, words []ja.Token, each tally) (nWords, nGrams int) {
		for i := range words {
			to.words.count(words[i].Term, each)
		}
		text = ja.FoldString(text)
		for gram := range ja.GramTerms(text) {
			to.grams.count(gram, each)
			nGrams++
		}
		if each.code {
			folded.WriteByte(markCode)
		} else {
			folded.WriteByte(markProse)
		}
		folded.WriteString(ja.Spacing(text))
		return length(words), nGrams
	}
	d.facts.titleWords, d.facts.titleGrams = add(p.Title, words[0], tally{title: 1})
	for i, b := range p.Blocks {
		nWords, nGrams := add(b.Text, words[i+1], tally{body: 1, code: b.Kind == blog.Code})
		d.facts.bodyWords += nWords
		d.facts.bodyGrams += nGrams
	}
	for _, label := range p.Labels() {
		// It is found as if the text named it once more, but is no part of the post's length, nor of where its words stand.
		add(label, a.Words(label), tally{body: 1})
	}
	d.folded = folded.String()
	d.facts.signature = signatureOf(d.folded)
	return d
}

// length is how many words a text has; parts and other forms of one are not counted.
func length(tokens []ja.Token) int {
	n := 0
	for _, t := range tokens {
		if t.Kind == ja.Word {
			n++
		}
	}
	return n
}

// document is a document of a batch as the storage asks for it. What is in it, the batch knows (segment.go).
type document struct {
	id    string
	batch *batch
	at    int // in the batch
}

// ID is the id of the post.
func (d *document) ID() string { return d.id }

// Size feeds a statistic of the index that nobody reads.
func (d *document) Size() int { return len(d.id) }

// HasComposite says that no field is made of others.
func (d *document) HasComposite() bool { return false }

// VisitComposite has nothing to show.
func (d *document) VisitComposite(api.CompositeFieldVisitor) {}

// NumPlainTextBytes feeds a statistic of the index that nobody reads.
func (d *document) NumPlainTextBytes() uint64 { return 0 }

// StoredFieldsBytes feeds a statistic of the index that nobody reads.
func (d *document) StoredFieldsBytes() uint64 { return 0 }

// Indexed says that the document is to be searched.
func (d *document) Indexed() bool { return true }

// VisitFields has nothing to show.
func (d *document) VisitFields(api.FieldVisitor) {}

// AddIDField has nothing to add: a segment has the ids of all its documents.
func (d *document) AddIDField() {}
