package bleve

import (
	"bytes"
	"fmt"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/plan"
)

// containing is an infix search: it finds where a run without pairs of characters, such as a phrase in English, can stand: by its words where it says where
// a word begins, else by the longest inside words, or across two where a long one was cut; every post where that is one letter, which
// tells less than a signature.
func (m *matcher) containing(run string) (set, error) {
	if found, err := m.byWords(run); found != nil || err != nil {
		return found, err
	}
	longest := ""
	for _, w := range strings.FieldsFunc(run, notLatin) {
		if len(w) > len(longest) {
			longest = w
		}
	}
	if longest == "" || len(longest) == 1 && len(hashes(run)) > 0 {
		return m.columns.live.clone(), nil
	}
	found, err := remembered(m.sets, [2]string{"inside " + fieldWords, longest}, func() (set, error) {
		return m.someWords(func(v latinWords) iter.Seq[[]byte] { return v.containing(longest) })
	})
	if err != nil {
		return nil, fmt.Errorf("read words with %q in them: %w", longest, err)
	}
	across, err := remembered(m.sets, [2]string{"long " + fieldWords}, func() (set, error) { return m.someWords(latinWords.cut) })
	if err != nil {
		return nil, fmt.Errorf("read the longest words: %w", err)
	}
	return found.clone().or(across), nil
}

// someWords finds the posts with any of the words chosen of each segment.
func (m *matcher) someWords(choose func(v latinWords) iter.Seq[[]byte]) (set, error) {
	return m.gather(fieldWords, func(to set, t termReader) error {
		v, err := t.latin()
		if err != nil {
			return err
		}
		for term := range choose(v) {
			if err := m.addTerm(to, t, string(term)); err != nil {
				return err
			}
		}
		return nil
	})
}

func notLatin(r rune) bool { return !plan.IsLatin(r) }

// longestWhole is the longest Latin word, in bytes, that is surely kept whole.
const longestWhole = 60

// byWords finds the posts that have the words of a run: what stands between two spaces is a word, what follows a space begins one. It
// gives nil where the run has neither.
func (m *matcher) byWords(run string) (found set, err error) {
	words := strings.Split(run, " ")
	for i, w := range words {
		if i == 0 || w == "" || len(w) > longestWhole || strings.ContainsFunc(w, notLatin) {
			continue
		}
		var has set
		switch {
		case i < len(words)-1:
			has, err = m.has(fieldWords, w, "")
		case utf8.RuneCountInString(w) >= plan.MinPrefix:
			has, err = m.prefix(fieldWords, w)
		default:
			continue
		}
		if err != nil {
			return nil, err
		}
		if found == nil {
			found = m.columns.live.clone()
		}
		found.and(has)
	}
	return found, nil
}

// latinWords is the term dictionary of a segment in memory: its words that have a Latin letter or a digit.
type latinWords struct {
	// Each between two zero bytes, to look for what stands inside them at the speed of memory: a dictionary takes a hundred times as
	// long to walk through.
	all  []byte
	long [][]byte // those that may be a piece of a longer one
}

func readLatin(open func() (*dictionary, error)) (latinWords, error) {
	d, err := open()
	if err != nil {
		return latinWords{}, err
	}
	v := latinWords{all: []byte{0}}
	err = d.terms(nil, nil, func(term []byte, _ uint64) error {
		if strings.IndexFunc(string(term), plan.IsLatin) >= 0 {
			v.all = append(append(v.all, term...), 0)
			if len(term) > longestWhole {
				v.long = append(v.long, bytes.Clone(term))
			}
		}
		return nil
	})
	if err != nil {
		return latinWords{}, fmt.Errorf("read the words of a segment: %w", err)
	}
	return v, nil
}

// containing gives each word that has the text in it.
func (v latinWords) containing(text string) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for rest := v.all; ; {
			i := bytes.Index(rest, []byte(text))
			if i < 0 {
				return
			}
			from, end := bytes.LastIndexByte(rest[:i], 0)+1, i+bytes.IndexByte(rest[i:], 0)
			if !yield(rest[from:end]) {
				return
			}
			rest = rest[end:]
		}
	}
}

// cut gives each word that may be a piece of a longer one.
func (v latinWords) cut() iter.Seq[[]byte] { return slices.Values(v.long) }
