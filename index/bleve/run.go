package bleve

import (
	"bytes"
	"slices"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/query"
)

// maxReads is how many texts one search reads to see whether a run of characters really stands there, when its pairs of
// characters do. Reading takes some 10 µs; past the limit the pairs are believed for the rest. Exact phrases of several
// words are taken on belief only as verify says.
const maxReads = 500

// candidates finds where a run can stand by its pairs of characters; exact says that it does stand there.
func (m *matcher) candidates(r plan.Run, field query.Field) (found set, exact bool, err error) {
	n := utf8.RuneCountInString(r.Text)
	if first, _ := utf8.DecodeRuneInString(r.Text); n == 1 && first >= utf8.RuneSelf && first != utf8.RuneError && !plan.IsLatin(first) {
		found, err = m.prefix(fieldGrams, r.Text)
		return found, field == "", err
	}
	if len(r.Grams) == 0 {
		found, err = m.containing(r.Text)
		return found, false, err
	}
	found = m.columns.live.clone()
	for _, g := range r.Grams {
		s, err := m.has(fieldGrams, g, field)
		if err != nil {
			return nil, false, err
		}
		found.and(s)
	}
	return found, n == 2, nil
}

// wholeSignature is up to how many characters of a run the signature of a text tells nearly all, and sureReads after how many texts that
// all have it the rest is believed.
const (
	wholeSignature = 4
	sureReads      = 200
)

// verify keeps the documents in whose text the run stands. When too many would have to be read, the rest is believed unless
// strict; then too where the run is short and each text that was read has it, as that of a phrase such as "です。" does.
func (m *matcher) verify(candidates set, run string, field query.Field, strict bool) (set, error) {
	docs := m.may(candidates, run)
	most := len(docs)
	if !strict {
		most = max(0, min(most, maxReads-m.reads))
	}
	m.reads += len(docs)
	short := utf8.RuneCountInString(run) <= wholeSignature
	first := most
	if short {
		first = min(most, sureReads)
	}
	there, err := m.textsHaveRun(docs[:first], run, field)
	if first < most && err == nil && slices.Contains(there, false) {
		var rest []bool
		rest, err = m.textsHaveRun(docs[first:most], run, field)
		there = append(there, rest...)
	}
	return chosenOf(docs, there, m.size()), err
}

// textsHaveRun reads the texts of documents and says in which the run stands.
func (m *matcher) textsHaveRun(docs []uint32, run string, field query.Field) ([]bool, error) {
	if field == "" {
		narrowed := narrow(nil, []byte(run))
		return m.look(docs, func(doc uint32) (there bool, err error) {
			err = m.record(doc, fieldPost, func(packed []byte) (err error) {
				there, err = m.packer.contains(packed, run, narrowed)
				return err
			})
			return there, err
		})
	}
	return m.look(docs, func(doc uint32) (there bool, err error) {
		err = m.text(doc, foldedHalf, func(folded []byte) error {
			there = hasRun(folded, run, field)
			return nil
		})
		return there, err
	})
}

// look asks of each document whether something is there.
func (m *matcher) look(docs []uint32, is func(doc uint32) (bool, error)) ([]bool, error) {
	there := make([]bool, len(docs))
	err := each(m.ctx, len(docs), func(i int) (err error) {
		there[i], err = is(docs[i])
		return err
	})
	return there, err
}

// chosenOf is the set of the documents that are there, and of those after them, which nobody looked at.
func chosenOf(docs []uint32, there []bool, size int) set {
	found := newSet(size)
	for i, doc := range docs {
		if i >= len(there) || there[i] {
			found.add(doc)
		}
	}
	return found
}

// hasRun is a substring search: it says whether a run stands in a folded text, or in a part of it.
func hasRun(folded []byte, run string, field query.Field) bool {
	if field == "" {
		return bytes.Contains(folded, []byte(run))
	}
	title := true
	for len(folded) > 0 {
		mark, rest := folded[0], folded[1:]
		end := bytes.IndexAny(rest, string(markProse)+string(markCode))
		if end < 0 {
			end = len(rest)
		}
		if (field == query.Title && title || field == query.CodeIn && mark == markCode) && bytes.Contains(rest[:end], []byte(run)) {
			return true
		}
		folded, title = rest[end:], false
	}
	return false
}
