package bleve

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	segment "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/fumikura/fumikura/index/plan"
)

// containing finds where a run without pairs of characters, such as a phrase in English, can stand: by its words where it says where
// a word begins, else by the longest inside words, or across two where a long one was cut; every post where the run has no Latin word.
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
	if longest == "" {
		return m.columns.live.clone(), nil
	}
	found, err := m.gather(fieldWords, func(to *holders, p *part, d segment.TermDictionary) error {
		words, err := p.latin()
		if err != nil {
			return err
		}
		for term := range words.containing(longest) {
			if err := m.addHolders(to, p, d, term); err != nil {
				return err
			}
		}
		for term := range words.long() {
			if err := m.addHolders(to, p, d, term); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read words with %q in them: %w", longest, err)
	}
	return found.docs, nil
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
		case utf8.RuneCountInString(w) >= plan.MinBeginning:
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

// vocabulary is words, each between two zero bytes, to look for what stands inside them at the speed of memory: a dictionary takes a
// hundred times as long to walk through.
type vocabulary []byte

// readLatin gives all words of a segment that have a Latin letter or a digit.
func readLatin(p *part) (vocabulary, error) {
	d, err := p.dictionary(fieldWords)
	if err != nil {
		return nil, err
	}
	v := vocabulary{0}
	for terms := d.AutomatonIterator(nil, nil, nil); ; {
		e, err := terms.Next()
		if err != nil {
			return nil, fmt.Errorf("read the words of a segment: %w", err)
		}
		if e == nil {
			return v, nil
		}
		if strings.IndexFunc(e.Term, plan.IsLatin) >= 0 {
			v = append(append(v, e.Term...), 0)
		}
	}
}

// containing calls yield for each word that has the text in it, until it returns false.
func (v vocabulary) containing(text string) func(yield func(word []byte) bool) {
	return func(yield func([]byte) bool) {
		for rest := v; ; {
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

// long calls yield for each word that may be a piece of a longer one, until it returns false.
func (v vocabulary) long() func(yield func(word []byte) bool) {
	return func(yield func([]byte) bool) {
		for word := range bytes.SplitSeq(v, []byte{0}) {
			if len(word) > longestWhole && !yield(word) {
				return
			}
		}
	}
}
