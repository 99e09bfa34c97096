package lexicon

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/fumikura/fumikura/index/ja"
)

// The owner's synonyms come in one of two formats. Solr's: a line "a, b, c" of words that mean the same, or "a, b => c" of words
// that may also be written as others but not the other way round; # begins a comment, \ takes the next character as it is.
// Sudachi's: the list of that name, of which the spellings of one lexeme are taken (コンテナ, コンテナー, container), not the
// words that only mean something alike.

// Limits of an owner's file; the Sudachi list has 3 MB and 65,000 lines.
const (
	maxSynonymBytes = 32 << 20
	maxSynonymLine  = 64 << 10
)

// Synonyms are the owner's words that mean the same.
type Synonyms struct{ groups *synonyms }

// ReadSynonyms reads a file in Solr's or Sudachi's format; which one, its first entry tells.
func ReadSynonyms(r io.Reader, a *ja.Analyzer) (*Synonyms, error) {
	b := synonymBuilder{analyzer: a, groups: newSynonyms()}
	if err := b.read(r); err != nil {
		return nil, fmt.Errorf("read synonyms: %w", err)
	}
	return &Synonyms{b.groups}, nil
}

// SynonymLines reads a file in Solr's or Sudachi's format and gives it as lines in Solr's.
func SynonymLines(r io.Reader) ([]string, error) {
	var lines []string
	b := synonymBuilder{take: func(from, to []string) {
		line := joinWords(to)
		if !slices.Equal(from, to) {
			line = joinWords(from) + " => " + line
		}
		lines = append(lines, line)
	}}
	if err := b.read(r); err != nil {
		return nil, fmt.Errorf("read synonyms: %w", err)
	}
	return lines, nil
}

// joinWords writes words so that splitWords reads them back.
func joinWords(words []string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = strings.NewReplacer(`\`, `\\`, ",", `\,`).Replace(w)
	}
	return strings.Join(out, ", ")
}

// Ways gives the other ways to write terms.
func (s *Synonyms) Ways(terms string) []string { return s.groups.ways(terms) }

// synonyms maps words, as terms with spaces between, to the other ways to write them.
type synonyms struct {
	groups [][]string
	in     map[string][]int // groups that words may be replaced by
}

func newSynonyms() *synonyms { return &synonyms{in: map[string][]int{}} }

// ways gives the other ways to write terms.
func (s *synonyms) ways(terms string) (ways []string) {
	for _, g := range s.in[terms] {
		for _, way := range s.groups[g] {
			if way != terms && !slices.Contains(ways, way) {
				ways = append(ways, way)
			}
		}
	}
	return ways
}

// synonymBuilder analyses words as they are indexed.
type synonymBuilder struct {
	analyzer *ja.Analyzer
	groups   *synonyms
	take     func(from, to []string) // what is read goes here, not into groups; nil: there
}

func (b *synonymBuilder) read(r io.Reader) error {
	data, err := io.ReadAll(io.LimitReader(r, maxSynonymBytes+1))
	if err != nil {
		return err
	}
	if len(data) > maxSynonymBytes {
		return fmt.Errorf("more than %d MB", maxSynonymBytes>>20)
	}
	data = bytes.TrimPrefix(data, []byte("\uFEFF"))
	if isSudachi(data) {
		return b.sudachi(data)
	}
	return b.solr(data)
}

// add says that each of the words from may be written as each of the words to.
func (b *synonymBuilder) add(from, to []string) {
	if b.take != nil {
		b.take(from, to)
		return
	}
	group := b.terms(to)
	if len(group) == 0 {
		return
	}
	asked := group
	if !slices.Equal(from, to) { // analysing is most of the time that it takes to read a table
		asked = b.terms(from)
	}
	asked = slices.Concat(asked, b.unconverted(from))
	n := len(b.groups.groups)
	b.groups.groups = append(b.groups.groups, group)
	for _, terms := range asked {
		if !slices.Contains(b.groups.in[terms], n) {
			b.groups.in[terms] = append(b.groups.in[terms], n)
		}
	}
}

// terms analyses words; those without any term go.
func (b *synonymBuilder) terms(words []string) (out []string) {
	for _, word := range words {
		var terms []string
		for _, t := range b.analyzer.Words(word) {
			if t.Kind == ja.Word {
				terms = append(terms, t.Term)
			}
		}
		if way := strings.Join(terms, " "); way != "" && !slices.Contains(out, way) {
			out = append(out, way)
		}
	}
	return out
}

// unconverted gives the words in hiragana as the one term that they are in a query, where a text has them in pieces: うんてい for うん てい.
func (b *synonymBuilder) unconverted(words []string) (out []string) {
	for _, word := range words {
		if strings.ContainsFunc(word, func(r rune) bool { return !unicode.Is(unicode.Hiragana, r) && r != 'ー' }) {
			continue
		}
		if pieces := b.analyzer.Query(word); len(pieces) == 1 && len(pieces[0].Words) == 1 {
			out = append(out, pieces[0].Words[0].Term)
		}
	}
	return out
}

func (b *synonymBuilder) solr(data []byte) error {
	lines := bufio.NewScanner(bytes.NewReader(data))
	lines.Buffer(nil, maxSynonymLine)
	n := 0
	for lines.Scan() {
		n++
		left, right, oneWay := splitArrow(lines.Text())
		from, to := splitWords(left), splitWords(right)
		switch {
		case oneWay && (len(from) == 0 || len(to) == 0):
			return fmt.Errorf("line %d: nothing on one side of =>", n)
		case oneWay:
			b.add(from, to)
		case len(from) > 1:
			b.add(from, from)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("line %d: %w", n+1, err)
	}
	return nil
}

// splitArrow cuts a line at its => and takes the comment away.
func splitArrow(line string) (left, right string, oneWay bool) {
	if strings.HasPrefix(strings.TrimSpace(line), "#") {
		return "", "", false
	}
	return strings.Cut(line, "=>")
}

// splitWords cuts at commas that no \ takes for letters.
func splitWords(s string) (words []string) {
	var b strings.Builder
	taken := false
	flush := func() {
		if w := strings.TrimSpace(b.String()); w != "" {
			words = append(words, w)
		}
		b.Reset()
	}
	for _, r := range s {
		switch {
		case taken:
			b.WriteRune(r)
			taken = false
		case r == '\\':
			taken = true
		case r == ',':
			flush()
		default:
			b.WriteRune(r)
		}
	}
	flush()
	return words
}
