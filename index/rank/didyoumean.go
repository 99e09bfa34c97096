package rank

import (
	"errors"
	"slices"
	"strings"
	"unicode"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/lexicon"
	"github.com/fumikura/fumikura/index/query"
)

const (
	// FewFound is up to how many results a reader is asked whether another word was meant.
	FewFound = 2
	// maxCandidates is how many other queries are tried for that.
	maxCandidates = 8
	// maxRare is of how many rare pieces of a query other spellings are looked for; each looks through all words of the archive. A
	// query of more is no slip.
	maxRare = 4
)

// Vocabulary is the vocabulary of an index with its document frequencies, as spelling correction asks for them.
type Vocabulary interface {
	Query(text string) []ja.Piece                           // analyses a chunk
	Near(text string) []string                              // words of the archive that are spelled or sound alike
	Doubts(chunk string, pieces []ja.Piece) []lexicon.Doubt // what of a chunk is hardly a word of the archive
	Posts(terms []string) ([]int, error)                    // how many posts have each term
	Found(qs []query.Query) ([]int, error)                  // how many posts each query finds
}

// FewHits says that few posts were found with all words, so that it is worth asking what a reader meant.
func FewHits(res *index.Result) bool { return res.Strict <= FewFound }

// DidYouMean is the suggestion "did you mean": a query that a reader may have meant where few posts were found, with what it excludes as text, where more posts have that; with
// one word in another spelling that the archive has more of; where nothing was found that way either, with a word in place of one that
// no post has, by which what is shown was ranked. It is only shown; what is answered in place of what was typed, Correct decides.
func DidYouMean(v Vocabulary, q query.Query, found int) (string, error) {
	candidates, err := candidatesFor(v, q)
	if err != nil || len(candidates) == 0 {
		return "", err
	}
	candidates = candidates[:min(len(candidates), maxCandidates)]
	queries := make([]query.Query, len(candidates))
	for i, g := range candidates {
		queries[i] = g.query
	}
	counts, err := v.Found(queries)
	if err != nil {
		return "", err
	}
	if candidates[0].flags && counts[0] > found {
		return queries[0].String(), nil
	}
	best, nowhere := "", found == 0
	for i, n := range counts {
		if n > found {
			best, found = queries[i].String(), n
		}
	}
	if i := slices.IndexFunc(candidates, func(g candidate) bool { return g.unknown }); best == "" && nowhere && i >= 0 {
		best = queries[i].String()
	}
	return best, nil
}

// candidate is a query in another spelling.
type candidate struct {
	query   query.Query
	unknown bool // no post has the word as it was typed
	flags   bool // what it excludes is text
}

// candidatesFor gives the query with the words it excludes as text, and with one word of it spelled otherwise, in turn.
func candidatesFor(v Vocabulary, q query.Query) (out []candidate, err error) {
	s := speller{words: v, left: maxRare}
	var walk func(n query.Node, with func(query.Node) query.Node)
	walk = func(n query.Node, with func(query.Node) query.Node) {
		switch n := n.(type) {
		case query.Word:
			ways, e := s.respelled(n.Text)
			err = errors.Join(err, e)
			for _, w := range ways {
				out = append(out, candidate{query: query.Query{Root: with(query.Word{Text: w.text})}, unknown: w.unknown})
			}
		case query.And:
			for i, c := range n.Nodes {
				walk(c, func(m query.Node) query.Node { return with(query.And{Nodes: replaced(n.Nodes, i, m)}) })
			}
		}
	}
	if n, some := flags(q.Root); some {
		out = append(out, candidate{query: query.Query{Root: n}, flags: true})
	}
	walk(q.Root, func(n query.Node) query.Node { return n })
	return out, err
}

// flags gives a query with what it excludes as text, dash and all, and says whether it excludes any word.
func flags(n query.Node) (query.Node, bool) {
	switch n := n.(type) {
	case query.Not:
		if w, ok := n.Node.(query.Word); ok {
			return query.Phrase{Text: "-" + w.Text}, true
		}
	case query.And:
		out, excludes := slices.Clone(n.Nodes), false
		for i, c := range out {
			m, some := flags(c)
			out[i], excludes = m, excludes || some
		}
		return query.And{Nodes: out}, excludes
	}
	return n, false
}

func replaced(nodes []query.Node, i int, n query.Node) []query.Node {
	out := append([]query.Node(nil), nodes...)
	out[i] = n
	return out
}

// speller looks for other spellings of a query's pieces.
type speller struct {
	words Vocabulary
	left  int // rare pieces that may still be tried
}

// respelling is a chunk with a part of it spelled otherwise.
type respelling struct {
	text    string
	unknown bool // no post has the part as it was typed
}

// respelled gives a chunk with one of its pieces, or a word of one, spelled otherwise. Only what few posts have is in question.
func (s *speller) respelled(chunk string) (out []respelling, err error) {
	try := func(from, to int, unknown bool) {
		for _, other := range s.words.Near(chunk[from:to]) {
			if (!unknown || isNumber(chunk[from:to])) && digits(other) != digits(chunk[from:to]) {
				continue // a release or a number that posts have is no slip of another one
			}
			out = append(out, respelling{chunk[:from] + strings.ReplaceAll(other, " ", "") + chunk[to:], unknown})
		}
	}
	for _, p := range s.words.Query(chunk) {
		if s.left == 0 {
			break
		}
		terms := make([]string, len(p.Words))
		for i, w := range p.Words {
			terms[i] = w.Term
		}
		counts, err := s.words.Posts(terms)
		if err != nil {
			return nil, err
		}
		rare := false
		for i, w := range p.Words {
			if counts[i] <= FewFound && !p.Weak {
				rare = true
				if len(p.Words) > 1 {
					try(w.Start, w.End, counts[i] == 0 && !w.Weak)
				}
			}
		}
		if rare {
			s.left--
			try(p.Start, p.End, len(counts) == 1 && counts[0] == 0)
		}
	}
	return out, nil
}

// digits gives the digits of a text.
func digits(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text)
}

// isNumber says whether a text has digits and no letters.
func isNumber(text string) bool {
	return digits(text) != "" && strings.IndexFunc(text, unicode.IsLetter) < 0
}
