package bleve

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	api "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/blevesearch/vellum"
	zap "github.com/blevesearch/zapx/v17"
	"github.com/klauspost/compress/snappy"
)

// A batch is written as a segment of the storage here (format zap 17), for our documents are inverted as they are analysed: the storage
// would ask for a map of terms a document and go over each of them three times, which takes longer than the analysis. All else, reading
// and merging of segments among it, is the storage's. The file is what the storage itself writes, in this order:
//
//	stored fields  of each document: the lengths of two parts, where its fields lie, and its id with the fields (Snappy)
//	their index    where each document begins, and the number of documents inside others, which is none
//	postings       of each field: the numbers (tally.go) and the bitmap (Roaring) of each term, then the dictionary (an FST)
//	fields         of each: name, options, where its part of the postings is; then where each of these begins
type segments struct{ *zap.ZapPlugin }

// registered puts segments in the place of what the storage has for that format.
var registered = sync.OnceFunc(func() { scorch.RegisterSegmentPlugin(segments{new(zap.ZapPlugin)}, true) })

// NewUsing makes a segment of documents.
func (s segments) NewUsing(docs []api.Document, config map[string]any) (segment.Segment, uint64, error) {
	if len(docs) == 0 {
		return s.ZapPlugin.NewUsing(docs, config)
	}
	first, ok := docs[0].(*document)
	if !ok {
		return s.ZapPlugin.NewUsing(docs, config) // of Bleve itself
	}
	w := segmentWriter{batch: first.batch, numbers: make([]int32, len(first.batch.docs))}
	for i := range w.numbers {
		w.numbers[i] = -1
	}
	for _, d := range docs {
		d, ok := d.(*document)
		if !ok || d.batch != w.batch {
			return nil, 0, fmt.Errorf("write a segment: a document of %T is not of its batch", d)
		}
		w.numbers[d.at] = 0
	}
	stored, fields, err := w.write()
	if err != nil {
		return nil, 0, fmt.Errorf("write a segment: %w", err)
	}
	stats, ok := config[segment.StatsKey].(*segment.Stats)
	if !ok || stats == nil {
		stats = new(segment.Stats)
	}
	made, err := zap.InitSegmentBase(w.b, crc32.ChecksumIEEE(w.b), zap.DefaultChunkMode, uint64(w.n), stored, fields, config, stats)
	return made, uint64(len(w.b)), err
}

// New is NewUsing without a configuration.
func (s segments) New(docs []api.Document) (segment.Segment, uint64, error) {
	return s.NewUsing(docs, nil)
}

// segmentWriter writes the documents of a batch that are still wanted.
type segmentWriter struct {
	batch   *batch
	numbers []int32 // of each document of the batch: its number in the segment, or -1
	n       int     // documents
	b       []byte
	fst     *vellum.Builder
	terms   bytes.Buffer
	freqs   []byte
	chunks  []uint64
}

// fieldID is the field by which the storage knows documents; it is the first, and the others follow in order of name.
const fieldID = "_id"

// suffixes has dictionaries share no suffixes, as those of the storage: they are built faster.
var suffixes = &vellum.BuilderOpts{Encoder: 1, RegistryMRUSize: 1}

func (w *segmentWriter) write() (stored, fields uint64, err error) {
	for i, n := range w.numbers {
		if n >= 0 {
			w.numbers[i] = int32(w.n)
			w.n++
		}
	}
	stored = w.stored()
	starts := make([]uint64, 0, len(fieldsOf))
	for _, f := range fieldsOf {
		start, err := w.field(f.name)
		if err != nil {
			return 0, 0, fmt.Errorf("field %s: %w", f.name, err)
		}
		starts = append(starts, start)
	}
	return stored, w.fields(starts), nil
}

// fieldsOf are the fields of a segment in order, with what is done with each.
var fieldsOf = []struct {
	name    string
	options api.FieldIndexingOptions
}{
	{fieldID, api.IndexField | api.StoreField}, {fieldFacts, api.StoreField}, {fieldGrams, api.IndexField}, {fieldPost, api.StoreField},
	{fieldStream, api.StoreField}, {fieldWords, api.IndexField},
}

func (w *segmentWriter) uint(v uint64) { w.b = binary.AppendUvarint(w.b, v) }

// stored writes the stored fields and gives where their index is.
func (w *segmentWriter) stored() uint64 {
	starts := make([]uint64, 0, w.n)
	var meta, data, packed []byte
	for i := range w.batch.docs {
		if w.numbers[i] < 0 {
			continue
		}
		d := &w.batch.docs[i]
		meta, data = binary.AppendUvarint(meta[:0], uint64(len(d.id))), data[:0]
		for number, f := range fieldsOf {
			value := d.field(f.name)
			if value == nil {
				continue
			}
			for _, v := range []int{number, 't', len(data), len(value), 0} {
				meta = binary.AppendUvarint(meta, uint64(v))
			}
			data = append(data, value...)
		}
		packed = snappy.Encode(packed[:cap(packed)], data)
		starts = append(starts, uint64(len(w.b)))
		w.uint(uint64(len(meta)))
		w.uint(uint64(len(d.id) + len(packed)))
		w.b = append(append(append(w.b, meta...), d.id...), packed...)
	}
	at := uint64(len(w.b))
	for _, s := range starts {
		w.b = binary.BigEndian.AppendUint64(w.b, s)
	}
	w.uint(0)
	return at
}

// field writes the postings of a field and gives where what is known of them begins.
func (w *segmentWriter) field(name string) (start uint64, err error) {
	w.terms.Reset()
	if w.fst == nil {
		w.fst, err = vellum.New(&w.terms, suffixes)
	} else {
		err = w.fst.Reset(&w.terms)
	}
	if err != nil {
		return 0, err
	}
	see := func(term []byte, by []holder) error { return w.fst.Insert(term, w.postings(by)) }
	switch name {
	case fieldID:
		err = w.ids(see)
	case fieldWords:
		err = w.batch.words.each(w.numbers, see)
	case fieldGrams:
		err = w.batch.grams.each(w.numbers, see)
	}
	if err != nil {
		return 0, err
	}
	if err := w.fst.Close(); err != nil {
		return 0, err
	}
	dictionary := uint64(len(w.b))
	w.uint(uint64(w.terms.Len()))
	w.b = append(w.b, w.terms.Bytes()...)
	start = uint64(len(w.b))
	const none = 1<<64 - 1 // there are no columns of the storage's own
	w.uint(none)
	w.uint(none)
	w.uint(dictionary)
	return start, nil
}

// ids shows the ids of the documents in order.
func (w *segmentWriter) ids(see func(term []byte, by []holder) error) error {
	sorted := make([]int, 0, w.n)
	for i, n := range w.numbers {
		if n >= 0 {
			sorted = append(sorted, i)
		}
	}
	slices.SortFunc(sorted, func(a, b int) int { return bytes.Compare([]byte(w.batch.docs[a].id), []byte(w.batch.docs[b].id)) })
	for _, i := range sorted {
		if err := see([]byte(w.batch.docs[i].id), []holder{{uint32(w.numbers[i]), 1}}); err != nil {
			return err
		}
	}
	return nil
}

// postings writes a postings list and gives what stands for it in the dictionary.
func (w *segmentWriter) postings(by []holder) uint64 {
	if len(by) == 1 && by[0].tally == 1 {
		return zap.FSTValEncode1Hit(uint64(by[0].doc), zap.NormBits1Hit)
	}
	freqs := uint64(len(w.b))
	w.frequencies(by)
	at := uint64(len(w.b))
	w.uint(freqs)
	w.uint(0) // no positions
	w.bitmap(by)
	return at
}

// longChunk is how many postings a chunk of numbers has at most, by the measure of the storage.
const longChunk = 1024

// frequencies writes the numbers of a postings list in chunks. The commonest is written as 0, which the storage takes for an occurrence
// without the length of its field behind it.
func (w *segmentWriter) frequencies(by []holder) {
	size := w.n / (len(by)/longChunk + 1)
	w.freqs, w.chunks = w.freqs[:0], w.chunks[:0]
	for _, h := range by {
		for int(h.doc)/size > len(w.chunks) {
			w.chunks = append(w.chunks, uint64(len(w.freqs)))
		}
		if h.tally == 1 {
			w.freqs = append(w.freqs, 0)
			continue
		}
		w.freqs = binary.AppendUvarint(w.freqs, uint64(h.tally)<<1)
		w.freqs = append(w.freqs, fieldLength)
	}
	for len(w.chunks) < (w.n-1)/size+1 {
		w.chunks = append(w.chunks, uint64(len(w.freqs)))
	}
	w.uint(uint64(len(w.chunks)))
	for _, end := range w.chunks {
		w.uint(end)
	}
	w.b = append(w.b, w.freqs...)
}

// fieldLength is what stands for the length of a field, which the storage keeps with postings; ours are in the columns.
const fieldLength = 1

// Of the format of Roaring bitmaps: few documents are one list of their numbers.
const (
	roaringHead = 12346 // there are no runs
	roaringMost = 4096  // numbers of a list
	roaringPart = 1 << 16
)

// bitmap writes which documents a postings list has.
func (w *segmentWriter) bitmap(by []holder) {
	if len(by) > roaringMost || by[len(by)-1].doc >= roaringPart {
		docs := make([]uint32, len(by))
		for i, h := range by {
			docs[i] = h.doc
		}
		b, err := roaring.BitmapOf(docs...).ToBytes()
		if err != nil {
			panic(fmt.Sprintf("a bitmap in memory: %v", err))
		}
		w.uint(uint64(len(b)))
		w.b = append(w.b, b...)
		return
	}
	const head = 16
	w.uint(uint64(head + 2*len(by)))
	w.b = binary.LittleEndian.AppendUint32(w.b, roaringHead)
	w.b = binary.LittleEndian.AppendUint32(w.b, 1) // list
	w.b = binary.LittleEndian.AppendUint32(w.b, uint32(len(by)-1)<<16)
	w.b = binary.LittleEndian.AppendUint32(w.b, head)
	for _, h := range by {
		w.b = binary.LittleEndian.AppendUint16(w.b, uint16(h.doc))
	}
}

// fields writes where each field is, and gives where that is told.
func (w *segmentWriter) fields(starts []uint64) uint64 {
	var at []uint64
	for i, f := range fieldsOf {
		at = append(at, uint64(len(w.b)))
		w.uint(uint64(len(f.name)))
		w.b = append(w.b, f.name...)
		w.uint(uint64(f.options))
		w.uint(1) // of the storage's parts: the postings
		w.b = binary.BigEndian.AppendUint16(w.b, zap.SectionInvertedTextIndex)
		w.b = binary.BigEndian.AppendUint64(w.b, starts[i])
	}
	end := uint64(len(w.b))
	w.uint(uint64(len(at)))
	for _, a := range at {
		w.b = binary.BigEndian.AppendUint64(w.b, a)
	}
	return end
}
