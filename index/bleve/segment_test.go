package bleve

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	api "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	zap "github.com/blevesearch/zapx/v17"
)

// manyDocuments is more than one list of a bitmap holds, so that all ways to write a postings list are taken.
const manyDocuments = roaringMost + 1000

// tallies is what the storage shows of a field: the tally of each term in each document, by its id.
type tallies map[string]map[string]tally

// TestASegmentIsReadAsItWasWritten has the storage read, persist, open and merge a batch, some documents of which were put again.
func TestASegmentIsReadAsItWasWritten(t *testing.T) {
	b, docs, want := newBatch(), map[string]api.Document{}, tallies{}
	for i := range manyDocuments + 2 {
		id := fmt.Sprintf("post%d", i%manyDocuments) // the last two take the place of the first two
		each := map[string]tally{"everywhere": {body: 1}, "twice": {body: 2}, "alone " + id: {body: 1}, "titled " + id: {title: 1}}
		if i%3 == 0 {
			each["third"] = tally{body: 1 + i%200, code: true}
		}
		if i < 2 {
			each["gone"] = tally{body: 1}
		}
		for _, term := range slices.Sorted(maps.Keys(each)) {
			b.words.count(term, each[term])
		}
		b.words.end()
		b.grams.end()
		b.docs = append(b.docs, batched{id, []byte("facts of " + id), []byte("post of " + id), []byte("stream of " + id)})
		docs[id] = &document{id: id, batch: b, at: i}
		want[id] = each
	}
	plugin := segments{new(zap.ZapPlugin)}
	made, _, err := plugin.NewUsing(slices.Collect(maps.Values(docs)), nil)
	if err != nil {
		t.Fatal(err)
	}
	checkSegment(t, "in memory", made, want)
	kept, ok := made.(segment.UnpersistedSegment)
	if !ok {
		t.Fatalf("%T cannot be persisted", made)
	}
	file := filepath.Join(t.TempDir(), "1.zap")
	if err := kept.Persist(file); err != nil {
		t.Fatal(err)
	}
	opened, err := plugin.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	checkSegment(t, "opened", opened, want)
	checkDictionary(t, "opened", opened)
	merged := filepath.Join(t.TempDir(), "2.zap")
	drops := roaring.BitmapOf(0, 7, manyDocuments-1)
	for _, id := range idsOf(t, opened, drops.ToArray()) {
		delete(want, id)
	}
	if _, _, err := plugin.Merge([]segment.Segment{opened}, []*roaring.Bitmap{drops}, merged, nil, nil); err != nil {
		t.Fatal(err)
	}
	again, err := plugin.Open(merged)
	if err != nil {
		t.Fatal(err)
	}
	checkSegment(t, "merged", again, want)
	checkDictionary(t, "merged", again)
}

// checkDictionary reads all postings lists as a search does, at an offset, and holds them against what the storage reads: all of a list,
// and a few documents of it.
func checkDictionary(t *testing.T, what string, s segment.Segment) {
	t.Helper()
	const offset = 100
	ours, err := openDictionary(s, fieldWords)
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := s.Dictionary(fieldWords)
	if err != nil {
		t.Fatal(err)
	}
	few := newSet(offset + int(s.Count()))
	for doc := uint32(offset + 70); doc < offset+uint32(s.Count()); doc += 997 {
		few.add(doc)
	}
	var p postings
	terms := 0
	if err := ours.terms(nil, nil, func(term []byte, value uint64) error {
		terms++
		l, err := theirs.PostingsList(term, nil, nil)
		if err != nil {
			return err
		}
		var all, some list
		has := newSet(offset + int(s.Count()))
		it := l.Iterator(true, true, false, nil)
		for next, err := it.Next(); next != nil; next, err = it.Next() {
			if err != nil {
				return err
			}
			doc, tally := offset+uint32(next.Number()), uint32(next.Frequency())
			has.add(doc)
			all.docs, all.tallys = append(all.docs, doc), append(all.tallys, tally)
			if few.has(doc) {
				some.docs, some.tallys = append(some.docs, doc), append(some.tallys, tally)
			}
		}
		for wanted, want := range map[*set]list{nil: all, &few: some} {
			if err := ours.open(value, &p); err != nil {
				return err
			}
			var got list
			var of set
			if wanted != nil {
				of = *wanted
			}
			if ours.read(&p, has, of, offset, &got); !slices.Equal(got.docs, want.docs) || !slices.Equal(got.tallys, want.tallys) {
				t.Fatalf("%s: %q of %d postings, want %d", what, term, len(got.docs), len(want.docs))
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if terms < int(s.Count()) {
		t.Fatalf("%s: %d terms", what, terms)
	}
}

func idsOf(t *testing.T, s segment.Segment, docs []uint32) (ids []string) {
	t.Helper()
	for _, doc := range docs {
		id, err := s.DocID(uint64(doc))
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, string(id))
	}
	return ids
}

// checkSegment reads all that a segment has.
func checkSegment(t *testing.T, what string, s segment.Segment, want tallies) {
	t.Helper()
	if int(s.Count()) != len(want) {
		t.Fatalf("%s: %d documents, want %d", what, s.Count(), len(want))
	}
	got := tallies{}
	for doc := range s.Count() {
		stored := map[string]string{}
		if err := s.VisitStoredFields(doc, func(field string, _ byte, value []byte, _ []uint64) bool {
			stored[field] = string(value)
			return true
		}); err != nil {
			t.Fatal(err)
		}
		id := stored[fieldID]
		if stored[fieldFacts] != "facts of "+id || stored[fieldPost] != "post of "+id || stored[fieldStream] != "stream of "+id || len(stored) != 4 {
			t.Fatalf("%s: document %d has stored %q", what, doc, stored)
		}
		if found, err := s.DocNumbers([]string{id}); err != nil || !slices.Equal(found.ToArray(), []uint32{uint32(doc)}) {
			t.Fatalf("%s: %s is document %v, %v, want %d", what, id, found, err, doc)
		}
		got[id] = map[string]tally{}
	}
	dict, err := s.Dictionary(fieldWords)
	if err != nil {
		t.Fatal(err)
	}
	last := ""
	terms := dict.AutomatonIterator(nil, nil, nil)
	for e, err := terms.Next(); e != nil; e, err = terms.Next() {
		if err != nil || e.Term <= last {
			t.Fatalf("%s: %q comes after %q, %v", what, e.Term, last, err)
		}
		last = e.Term
		list, err := dict.PostingsList([]byte(e.Term), nil, nil)
		if err != nil {
			t.Fatal(err)
		}
		it := list.Iterator(true, true, false, nil)
		for p, err := it.Next(); p != nil; p, err = it.Next() {
			if err != nil {
				t.Fatal(err)
			}
			id := idsOf(t, s, []uint32{uint32(p.Number())})[0]
			got[id][e.Term] = unpack(uint32(p.Frequency()))
		}
	}
	for id := range want {
		if !maps.Equal(got[id], want[id]) {
			t.Fatalf("%s: %s has %v, want %v", what, id, got[id], want[id])
		}
	}
}
