package rank

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/lexicon"
	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/weight"
)

const (
	// A Latin word that posts have is a slip only where it is long enough for a neighbour to be no chance, and likely typed so.
	minKnownSlip  = 6
	maxDoubts     = 4 // stretches of a query that are corrected; one of more is in another language
	maxCorrection = 8 // queries tried
)

// Correct is spelling correction: it gives the query that is answered in place of one with words that no post has, or nearly none while a neighbour is far more
// frequent: all of them together in the likeliest other spelling. ok is false where the query is answered as typed.
func Correct(v Vocabulary, q query.Query) (to query.Query, ok bool, err error) {
	c := corrector{words: v}
	c.read(q.Root)
	if err := c.confirm(); err != nil || len(c.doubts) == 0 {
		return q, false, err
	}
	return c.best(q)
}

// Answer answers a request, in the corrected form of its query where there is one.
func Answer(v Vocabulary, req index.Request, answer func(index.Request) (*index.Result, error)) (*index.Result, error) {
	if req.Verbatim || len(req.Pins()) > 0 { // a query for which the owner chose posts is no slip
		return answer(req)
	}
	to, ok, err := Correct(v, req.Query)
	if err != nil || !ok {
		if err == nil {
			return answer(req)
		}
		return nil, err
	}
	from := req.Query
	req.Query = to
	res, err := answer(req)
	if err == nil {
		res.Corrected, res.DidYouMean = &index.Correction{From: from.String(), To: to.String()}, ""
	}
	return res, err
}

// doubt is a stretch of one of the query's chunks, with what it is replaced by.
type doubt struct {
	lexicon.Doubt
	chunk int    // number of the chunk in the query
	text  string // as typed
	latin bool
	lone  bool // kana or kanji that stand nowhere but where the guess begins so, so that what the query finds, it finds by a guess at them
}

// corrector corrects one query.
type corrector struct {
	words  Vocabulary
	chunks []string // in order
	doubts []doubt
}

// read collects what is in doubt. What is quoted, excluded or looked for in one field means itself.
func (c *corrector) read(n query.Node) {
	switch n := n.(type) {
	case query.Word:
		for _, d := range c.words.Doubts(n.Text, c.words.Query(n.Text)) {
			text := n.Text[d.Start:d.End]
			c.doubts = append(c.doubts, doubt{Doubt: d, chunk: len(c.chunks), text: text, latin: plan.IsASCII(text)})
		}
		c.chunks = append(c.chunks, n.Text)
	case query.And:
		for _, m := range n.Nodes {
			c.read(m)
		}
	case query.Or:
		for _, m := range n.Nodes {
			c.read(m)
		}
	}
}

// joins gives a Latin chunk written in one with each of its neighbours: post gres may be a word that was typed apart.
func (c *corrector) joins(d doubt) (out []string) {
	if !d.latin || d.text != c.chunks[d.chunk] {
		return nil
	}
	for _, at := range []int{d.chunk - 1, d.chunk} {
		if at >= 0 && at+1 < len(c.chunks) && plan.IsASCII(c.chunks[at]+c.chunks[at+1]) {
			out = append(out, c.chunks[at]+c.chunks[at+1])
		}
	}
	return out
}

// confirm keeps what posts really lack, or nearly.
func (c *corrector) confirm() error {
	if len(c.doubts) > maxDoubts {
		c.doubts = nil
	}
	if len(c.doubts) == 0 {
		return nil
	}
	queries := make([]query.Query, 0, 2*len(c.doubts))
	for _, d := range c.doubts {
		var n query.Node = query.Phrase{Text: d.text}
		if d.latin {
			n = query.Word{Text: d.text}
		}
		queries = append(queries, query.Query{Root: n}, query.Query{Root: query.In{Field: query.Title, Value: d.text, Exact: !d.latin}})
	}
	firstJoin := len(queries)
	for _, d := range c.doubts {
		for _, text := range c.joins(d) {
			queries = append(queries, query.Query{Root: query.Word{Text: text}})
		}
	}
	counts, err := c.words.Found(queries)
	if err != nil {
		return err
	}
	var kept []doubt
	joined := counts[firstJoin:]
	for i, d := range c.doubts {
		n := len(c.joins(d))
		apart := slices.Max(append(joined[:n:n], 0)) > 0
		if joined = joined[n:]; apart {
			continue
		}
		if d.Corrections = slices.DeleteFunc(d.Corrections, func(g lexicon.Correction) bool { return !d.taken(g, counts[2*i], counts[2*i+1]) }); len(d.Corrections) > 0 {
			d.lone = !d.latin && (counts[2*i] == 0 || strings.HasPrefix(d.Corrections[0].Text, d.text))
			kept = append(kept, d)
		}
	}
	c.doubts = kept
	return nil
}

// taken says whether a guess is better than what was typed, which so many posts have, some of them in the title. Katakana that is but the
// beginning of the guess stands mostly in that.
func (d *doubt) taken(g lexicon.Correction, posts, titles int) bool {
	if posts == 0 || !d.latin && strings.HasPrefix(g.Text, d.text) && posts <= 2*g.Posts { // they have the word that it begins
		return true
	}
	if titles > 0 || g.Posts < weight.Correct.Times*posts {
		return false
	}
	return !d.latin || utf8.RuneCountInString(d.text) >= minKnownSlip && g.Cost <= weight.Correct.MostTyped
}

// best gives the likeliest correction that finds more than the query does, of several doubts together.
func (c *corrector) best(q query.Query) (query.Query, bool, error) {
	choices := [][]int{make([]int, len(c.doubts))}
	for i, d := range c.doubts {
		for k := 1; k < len(d.Corrections) && len(choices) < maxCorrection; k++ {
			other := make([]int, len(c.doubts))
			other[i] = k
			choices = append(choices, other)
		}
	}
	queries := []query.Query{q}
	for _, choice := range choices {
		queries = append(queries, c.corrected(q, choice))
	}
	counts, err := c.words.Found(queries)
	if err != nil {
		return q, false, err
	}
	typed := counts[0]
	if !slices.ContainsFunc(c.doubts, func(d doubt) bool { return !d.lone }) {
		typed = 0
	}
	for i, n := range counts[1:] {
		if n > typed {
			return queries[1+i], true, nil
		}
	}
	// Where no post has all of the words, more of them are found in the right spelling all the same.
	return queries[1], typed == 0, nil
}

// corrected writes the chosen guesses into the query.
func (c *corrector) corrected(q query.Query, choice []int) query.Query {
	chunk := 0
	var walk func(query.Node) []query.Node
	walk = func(n query.Node) []query.Node {
		switch n := n.(type) {
		case query.Word:
			text := c.rewritten(n.Text, chunk, choice)
			chunk++
			var words []query.Node
			for w := range strings.FieldsSeq(text) {
				words = append(words, query.Word{Text: w})
			}
			return words
		case query.And:
			return []query.Node{query.And{Nodes: flatMap(n.Nodes, walk)}}
		case query.Or:
			return []query.Node{query.Or{Nodes: flatMap(n.Nodes, func(m query.Node) []query.Node { return joined(walk(m)) })}}
		}
		return []query.Node{n}
	}
	return query.Query{Root: joined(walk(q.Root))[0]}
}

// rewritten writes the chosen guesses into a chunk.
func (c *corrector) rewritten(text string, chunk int, choice []int) string {
	var b strings.Builder
	at := 0
	for i, d := range c.doubts {
		if d.chunk == chunk {
			b.WriteString(text[at:d.Start] + d.Corrections[choice[i]].Text)
			at = d.End
		}
	}
	return b.String() + text[at:]
}

// joined makes one node of several that must all match.
func joined(nodes []query.Node) []query.Node {
	if len(nodes) == 1 {
		return nodes
	}
	return []query.Node{query.And{Nodes: nodes}}
}

func flatMap(nodes []query.Node, f func(query.Node) []query.Node) (out []query.Node) {
	for _, n := range nodes {
		out = append(out, f(n)...)
	}
	return out
}
