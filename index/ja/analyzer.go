package ja

import (
	"slices"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Version names the analysis. It is stored in an index and changes whenever any token can change.
const Version = "4"

const (
	sentenceGap = 4   // positions that the end of a sentence or line leaves free, so that no sequence of words crosses it
	commaGap    = 1   // the same for a comma
	maxRun      = 512 // runes given to the lattice at once; longer text without any punctuation is cut
	maxTerm     = 100 // runes of a term; longer ones (base64, dumps) are cut into several
)

// Analyzer is the tokenizer with its token filters: it cuts text into tokens. It is safe for concurrent use.
type Analyzer struct{ pool sync.Pool }

// New returns an Analyzer. It is cheap: the dictionary (about a second) is read when Japanese text is first seen.
func New() *Analyzer {
	return &Analyzer{pool: sync.Pool{New: func() any { return &scanner{stems: make(map[string]string)} }}}
}

// Load reads the dictionary now rather than at the first Japanese text.
func Load() { loadDictionary() }

// Words gives the tokens of a text at index time, all kinds but Gram, in order of Pos and then Kind.
func (a *Analyzer) Words(text string) []Token {
	s := a.pool.Get().(*scanner)
	defer a.pool.Put(s)
	s.scan(text)
	tokens := make([]Token, len(s.items))
	for i := range s.items {
		tokens[i] = s.items[i].Token
	}
	clear(s.items) // its memory is used again, and holds on to no text
	return tokens
}

// scan gives the tokens with what only query mode needs to know of them.
func (a *Analyzer) scan(text string) []item {
	s := a.pool.Get().(*scanner)
	defer a.pool.Put(s)
	s.scan(text)
	return slices.Clone(s.items)
}

// item is a token and the class of its morpheme.
type item struct {
	Token
	class class
}

// scanner goes over one text.
type scanner struct {
	folded  Folded // capitals kept
	text    string // folded.Text
	items   []item
	pos     int // of the next word
	words   int // one more than the position of the last word
	lattice lattice
	cuts    []morpheme // of the run at hand
	cache   *cutCache  // nil for none
	stems   map[string]string
}

// scan dispatches each run of characters to those who know its script.
func (s *scanner) scan(text string) {
	s.folded = foldWith(text, false)
	s.text, s.pos, s.words = s.folded.Text, 0, 0
	s.items = s.items[:0]
	for i := 0; i < len(s.text); {
		r, size := utf8.DecodeRuneInString(s.text[i:])
		switch {
		case isJapanese(r):
			i = s.japanese(i)
		case isLatin(r) || beginsLatin(s.text[i:]):
			i = s.latin(i)
		case isOther(r):
			i = s.other(i)
		default:
			s.border(r)
			i += size
		}
	}
}

// border leaves room at the end of a sentence.
func (s *scanner) border(r rune) {
	switch r {
	case '。', '！', '？', '!', '?', '.', '\n', '｡', utf8.RuneError:
		s.gap(sentenceGap)
	case '、', ',', ';', ':':
		s.gap(commaGap)
	}
}

// gap leaves n positions free behind the last word; at the beginning of a text there is nothing to keep apart.
func (s *scanner) gap(n int) {
	if s.words > 0 {
		s.pos = max(s.pos, s.words+n)
	}
}

// other takes a run of a script without rules of its own as one word; its Grams find what is inside.
func (s *scanner) other(i int) int {
	j, n := i, 0
	for j < len(s.text) && n < maxTerm {
		r, size := utf8.DecodeRuneInString(s.text[j:])
		if !isOther(r) {
			break
		}
		j, n = j+size, n+1
	}
	s.word(lowered(s.text[i:j]), i, j, Other)
	return j
}

// word adds a Word at the next position.
func (s *scanner) word(term string, i, j int, script Script) *item {
	s.add(Word, term, i, j, script)
	s.pos++
	s.words = s.pos
	return &s.items[len(s.items)-1]
}

// wordAndSurface adds a Word and, where it differs, its Surface.
func (s *scanner) wordAndSurface(term, surface string, i, j int, script Script) *item {
	if term == surface {
		return s.word(term, i, j, script)
	}
	s.add(Surface, surface, i, j, script)
	it := s.word(term, i, j, script)
	it.Written = surface
	return it
}

// add adds a token at the current position.
func (s *scanner) add(kind Kind, term string, i, j int, script Script) {
	start, end := s.folded.Span(i, j)
	s.items = append(s.items, item{Token: Token{Term: term, Start: start, End: end, Pos: s.pos, Kind: kind, Script: script}})
}

// sortItems puts the items from k on in order of position and kind.
func (s *scanner) sortItems(k int) {
	slices.SortStableFunc(s.items[k:], func(a, b item) int {
		if a.Pos != b.Pos {
			return a.Pos - b.Pos
		}
		return int(a.Kind) - int(b.Kind)
	})
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isSpace(r rune) bool { return r == '\u3000' || unicode.IsSpace(r) }
