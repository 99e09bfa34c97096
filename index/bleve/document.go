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

// analysed is a post ready to be put into the index.
type analysed struct {
	words, grams *terms
	facts        facts
	stream       *rank.Stream
	folded       string // of title, blocks and labels, each behind its mark
}

// analyse makes a document of a post and its tokens. It takes as long as the analyzer, and runs in the builder's workers.
func analyse(a *ja.Analyzer, p *blog.Post, words [][]ja.Token) *analysed {
	d := &analysed{words: newTerms(termsGuessed), grams: newTerms(termsGuessed), facts: factsOf(p), stream: rank.StreamOf(p, words)}
	var folded strings.Builder
	add := func(text string, words []ja.Token, each tally) (nWords, nGrams int) {
		for i := range words {
			d.words.count(words[i].Term, each)
		}
		text = ja.FoldString(text)
		for gram := range ja.GramTerms(text) {
			d.grams.count(gram, each)
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

// terms counts the terms of a post as the storage takes them. They lie in few pieces of memory, because a batch has millions.
type terms struct {
	found api.TokenFrequencies
	free  []api.TokenFreq // of the last piece
	text  []byte          // of the terms, the last piece
}

const (
	// termsGuessed is how many terms a post has, roughly.
	termsGuessed = 512
	termsAtOnce  = 128
	termBytes    = 4096
)

func newTerms(guessed int) *terms { return &terms{found: make(api.TokenFrequencies, guessed)} }

// count adds what an occurrence of a term counts.
func (t *terms) count(term string, each tally) {
	tf := t.found[term]
	if tf == nil {
		if len(t.free) == 0 {
			t.free = make([]api.TokenFreq, termsAtOnce)
		}
		tf, t.free = &t.free[0], t.free[1:]
		tf.Term = t.keep(term)
		t.found[term] = tf
	} else {
		was := unpack(uint32(tf.Frequency()))
		each = tally{body: was.body + each.body, title: was.title + each.title, code: was.code || each.code}
	}
	tf.SetFrequency(int(each.pack()))
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

// document is an analysed post as the index takes it.
type document struct {
	id     string
	fields []api.Field
}

func newDocument(p *blog.Post, d *analysed, z *packer) *document {
	return &document{id: string(p.ID), fields: []api.Field{
		postings(fieldWords, d.words),
		postings(fieldGrams, d.grams),
		stored(fieldFacts, d.facts.encode()),
		stored(fieldPost, z.pack(p, d.folded)),
		stored(fieldStream, d.stream.Encode()),
	}}
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

// VisitFields shows each field.
func (d *document) VisitFields(visit api.FieldVisitor) {
	for _, f := range d.fields {
		visit(f)
	}
}

// AddIDField adds the field by which the index knows the document. It is called by the index.
func (d *document) AddIDField() {
	d.fields = append(d.fields, &field{name: "_id", value: []byte(d.id), options: api.IndexField | api.StoreField,
		terms: api.TokenFrequencies{d.id: frequency([]byte(d.id), 1)}})
}

// field is one field of a document, already analysed.
type field struct {
	name    string
	value   []byte
	options api.FieldIndexingOptions
	terms   api.TokenFrequencies
}

func postings(name string, t *terms) *field {
	return &field{name: name, options: api.IndexField, terms: t.found}
}

// keep copies a term into the last piece of text.
func (t *terms) keep(term string) []byte {
	if len(term) > cap(t.text)-len(t.text) {
		t.text = make([]byte, 0, max(termBytes, len(term)))
	}
	from := len(t.text)
	t.text = append(t.text, term...)
	return t.text[from:len(t.text):len(t.text)]
}

func stored(name string, value []byte) *field {
	return &field{name: name, value: value, options: api.StoreField}
}

func frequency(term []byte, n int) *api.TokenFreq {
	tf := &api.TokenFreq{Term: term}
	tf.SetFrequency(n)
	return tf
}

// Name is one of the field names above.
func (f *field) Name() string { return f.name }

// Value is what is stored.
func (f *field) Value() []byte { return f.value }

// ArrayPositions is for fields of many values; ours have one.
func (f *field) ArrayPositions() []uint64 { return nil }

// EncodedFieldType says text.
func (f *field) EncodedFieldType() byte { return 't' }

// Analyze has nothing left to do.
func (f *field) Analyze() {}

// Options say whether the field is indexed or stored.
func (f *field) Options() api.FieldIndexingOptions { return f.options }

// AnalyzedTokenFrequencies gives the terms with their packed tallies.
func (f *field) AnalyzedTokenFrequencies() api.TokenFrequencies { return f.terms }

// NumPlainTextBytes feeds a statistic of the index that nobody reads.
func (f *field) NumPlainTextBytes() uint64 { return 0 }

// AnalyzedLength is one for every field: the index keeps it with each posting and takes no zero; ours are in the columns.
func (f *field) AnalyzedLength() int { return 1 }
