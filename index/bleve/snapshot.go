package bleve

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/blevesearch/bleve/v2/index/scorch"
	api "github.com/blevesearch/bleve_index_api"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/weight"
	"github.com/fumikura/fumikura/internal/blog"
)

// resources are what every snapshot of an engine works with.
type resources struct {
	analyzer *ja.Analyzer
	packer   *packer
	weights  weight.Weights
}

// snapshot is one state of an index, with all that is kept in memory to answer from it. It does not change; any number of
// searches may read it at once.
type snapshot struct {
	id      string
	index   *scorch.Scorch
	reader  *scorch.IndexSnapshot
	queue   *api.AnalysisQueue
	parts   []part
	columns *columns
	cache   cache
	resources

	beginnings func() *beginnings // made when first asked for
	left       atomic.Pointer[excluded]
}

// part is one segment; its documents are numbered from offset on.
type part struct {
	offset  uint32
	size    uint32
	segment *scorch.SegmentSnapshot

	// Read when first asked for:
	dictionaries map[string]func() (*dictionary, error) // of each field with postings
	latin        func() (latinWords, error)             // its Latin words
}

func newPart(s *scorch.SegmentSnapshot, offset, size uint32) part {
	p := part{offset: offset, size: size, segment: s, dictionaries: map[string]func() (*dictionary, error){}}
	for _, field := range []string{fieldWords, fieldGrams} {
		p.dictionaries[field] = sync.OnceValues(func() (*dictionary, error) { return openDictionary(s.Segment(), field) })
	}
	p.latin = sync.OnceValues(func() (latinWords, error) { return readLatin(p.dictionaries[fieldWords]) })
	return p
}

// openSnapshot opens a published index.
func openSnapshot(ctx context.Context, dir, id string, t resources) (*snapshot, error) {
	idx, queue, err := openScorch(dir, map[string]any{"read_only": true})
	if err != nil {
		return nil, err
	}
	s, err := newSnapshot(ctx, present(idx), t, everything)
	if err != nil {
		_ = idx.Close() // it was only read
		queue.Close()
		return nil, fmt.Errorf("open index %s: %w", dir, err)
	}
	s.id, s.index, s.queue = id, idx, queue
	return s, nil
}

// everything and holding choose the segments that a snapshot has.
func everything(*scorch.SegmentSnapshot) (bool, error) { return true, nil }

func holding(ids []string) func(*scorch.SegmentSnapshot) (bool, error) {
	return func(p *scorch.SegmentSnapshot) (bool, error) {
		docs, err := p.DocNumbers(ids)
		return err == nil && !docs.IsEmpty(), err
	}
}

// present is the state of an open index now. Close lets go of it.
func present(idx *scorch.Scorch) *scorch.IndexSnapshot {
	r, err := idx.Reader()
	s, ok := r.(*scorch.IndexSnapshot)
	if err != nil || !ok {
		panic(fmt.Sprintf("the state of an open index is %T, %v", r, err)) // it has no error to give
	}
	return s
}

// newSnapshot makes a snapshot of a state of an index. Close lets go of the state, and of the index where it is its own; so does an
// error.
func newSnapshot(ctx context.Context, state *scorch.IndexSnapshot, t resources, wanted func(*scorch.SegmentSnapshot) (bool, error)) (_ *snapshot, err error) {
	s := &snapshot{reader: state, resources: t}
	s.beginnings = sync.OnceValue(s.makeBeginnings)
	n := uint32(0)
	for _, p := range s.reader.Segments() {
		ok, e := wanted(p)
		err = errors.Join(err, e)
		if ok {
			size := uint32(p.Segment().Count()) // with the deleted ones, which leave holes
			s.parts = append(s.parts, newPart(p, n, size))
			n += size
		}
	}
	if err == nil {
		err = guarded(func() error { return s.loadColumns(ctx, int(n)) })
	}
	if err != nil {
		_ = s.reader.Close() // it was only read
		return nil, err
	}
	return s, nil
}

func (s *snapshot) close() error {
	if s.reader == nil {
		return nil // nothing was opened
	}
	err := s.reader.Close()
	if s.index == nil {
		return err
	}
	if e := s.index.Close(); err == nil {
		err = e
	}
	s.queue.Close()
	return err
}

// size is one more than the highest document number.
func (s *snapshot) size() int { return len(s.columns.id) }

// loadColumns reads the facts of every document, on all processors.
func (s *snapshot) loadColumns(ctx context.Context, n int) error {
	type row struct {
		id blog.ID
		f  facts
	}
	rows := make([]row, n)
	err := each(ctx, n, func(i int) error {
		p, local := s.part(uint32(i))
		if deleted := p.segment.Deleted(); deleted != nil && deleted.Contains(local) {
			return nil
		}
		r := &rows[i]
		err := p.visit(local, func(field string, value []byte) (err error) {
			switch field {
			case "_id":
				r.id = blog.ID(value)
			case fieldFacts:
				r.f, err = decodeFacts(value)
			}
			return err
		})
		if err != nil {
			return fmt.Errorf("read facts of document %d: %w", i, err)
		}
		return nil
	})
	if err != nil {
		return err
	}
	s.columns = newColumns(n, s.weights)
	for i := range rows {
		if rows[i].id != "" {
			s.columns.add(uint32(i), rows[i].id, &rows[i].f)
		}
	}
	s.columns.close()
	return nil
}
