package rank

import (
	"errors"
	"strings"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/query"
)

const (
	// FewFound is up to how many results a reader is asked whether another word was meant.
	FewFound = 2
	// maxGuesses is how many other queries are tried for that.
	maxGuesses = 8
	// maxRare is of how many rare pieces of a query other spellings are looked for; each looks through all words of the archive. A
	// query of more is no slip.
	maxRare = 4
)

// Archive is what has to be known of an index to guess what was meant.
type Archive interface {
	Query(text string) []ja.Piece          // analyses a chunk
	Near(text string) []string             // words of the archive that are spelled or sound alike
	Posts(terms []string) ([]int, error)   // how many posts have each term
	Found(qs []query.Query) ([]int, error) // how many posts each query finds
}

// Meant gives a query that a reader may have meant where few posts were found: with one word in another spelling that the archive
// has more of. It is only shown; nothing is ever asked in place of what was typed.
func Meant(a Archive, q query.Query, found int) (string, error) {
	guesses, err := guesses(a, q)
	if err != nil || len(guesses) == 0 {
		return "", err
	}
	guesses = guesses[:min(len(guesses), maxGuesses)]
	counts, err := a.Found(guesses)
	if err != nil {
		return "", err
	}
	best := ""
	for i, n := range counts {
		if n > found {
			best, found = guesses[i].String(), n
		}
	}
	return best, nil
}

// guesses gives the query with one word of it spelled otherwise, in turn.
func guesses(a Archive, q query.Query) (out []query.Query, err error) {
	s := speller{archive: a, left: maxRare}
	var walk func(n query.Node, with func(query.Node) query.Node)
	walk = func(n query.Node, with func(query.Node) query.Node) {
		switch n := n.(type) {
		case query.Word:
			texts, e := s.respelled(n.Text)
			err = errors.Join(err, e)
			for _, text := range texts {
				out = append(out, query.Query{Root: with(query.Word{Text: text})})
			}
		case query.And:
			for i, c := range n.Nodes {
				walk(c, func(m query.Node) query.Node { return with(query.And{Nodes: replaced(n.Nodes, i, m)}) })
			}
		}
	}
	walk(q.Root, func(n query.Node) query.Node { return n })
	return out, err
}

func replaced(nodes []query.Node, i int, n query.Node) []query.Node {
	out := append([]query.Node(nil), nodes...)
	out[i] = n
	return out
}

// speller looks for other spellings of a query's pieces.
type speller struct {
	archive Archive
	left    int // rare pieces that may still be tried
}

// respelled gives a chunk with one of its pieces, or a word of one, spelled otherwise. Only what few posts have is in question.
func (s *speller) respelled(chunk string) (out []string, err error) {
	try := func(from, to int) {
		for _, other := range s.archive.Near(chunk[from:to]) {
			out = append(out, chunk[:from]+strings.ReplaceAll(other, " ", "")+chunk[to:])
		}
	}
	for _, p := range s.archive.Query(chunk) {
		if s.left == 0 {
			break
		}
		terms := make([]string, len(p.Words))
		for i, w := range p.Words {
			terms[i] = w.Term
		}
		counts, err := s.archive.Posts(terms)
		if err != nil {
			return nil, err
		}
		rare := false
		for i, w := range p.Words {
			if counts[i] <= FewFound && !p.Weak {
				rare = true
				if len(p.Words) > 1 {
					try(w.Start, w.End)
				}
			}
		}
		if rare {
			s.left--
			try(p.Start, p.End)
		}
	}
	return out, nil
}
