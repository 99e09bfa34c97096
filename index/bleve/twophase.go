package bleve

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/rank"
)

// approximation is the first phase of a two-phase match, where a part of a query matches: for sure, and where its text has to be read to know.
type approximation struct {
	sure, maybe set // they must not be changed; maybe is nil where nothing is left to read
	run         string
	field       query.Field
	strict      bool          // nothing is believed unread
	short       bool          // of one or two Latin letters: nearly all posts have them, and it costs much to tell which
	read        *verification // of the same run before
}

// verification remembers the second phase of a run: where the run can stand, for sure or not, and the texts that were read for it.
type verification struct {
	may         set
	exact       bool
	read, there set
}

// approximate finds where a part matches by the postings lists alone, without reading texts.
func (m *matcher) approximate(n plan.Match) (approximation, error) {
	switch n := n.(type) {
	case *plan.Any:
		return m.any(n.Of)
	case *plan.Prefix:
		found, err := m.prefix(fieldWords, n.Text)
		if err != nil || n.Field == "" {
			return approximation{sure: found}, err
		}
		return m.open(approximation{maybe: found, run: n.Text, field: n.Field}), nil
	case *plan.Infix:
		return m.run(n)
	}
	found, err := m.eval(n)
	return approximation{sure: found}, err
}

// open is an approximation of which nothing is sure and nothing was read.
func (m *matcher) open(g approximation) approximation {
	g.sure, g.read = newSet(m.size()), &verification{read: newSet(m.size()), there: newSet(m.size())}
	return g
}

// run finds where a run of characters can stand.
func (m *matcher) run(n *plan.Infix) (approximation, error) {
	if n.Exact && plan.IsASCII(n.Text) && len(n.Text) < plan.MinPrefix {
		return m.open(approximation{maybe: m.columns.live, run: n.Text, field: n.Field, short: true}), nil
	}
	r := m.texts[n]
	if r == nil {
		found, exact, err := m.candidates(n.Run, n.Field)
		if err != nil {
			return approximation{}, err
		}
		r = &verification{may: found, exact: exact, read: newSet(m.size()), there: newSet(m.size())}
		m.texts[n] = r
	}
	if r.exact {
		return approximation{sure: r.may}, nil
	}
	return approximation{sure: newSet(m.size()), maybe: r.may, run: n.Text, field: n.Field, strict: n.Exact && strict(n.Text), read: r}, nil
}

// strict says whether a phrase is taken for found only where it is read. Of one or two characters, or a single Latin word, the words and
// the signature tell as much.
func strict(run string) bool {
	return utf8.RuneCountInString(run) > 2 && strings.ContainsFunc(run, notLatin)
}

// confirm is the second phase: it reads the texts within a set that an approximation leaves open, as far as they can be reached; the rest is
// believed.
func (m *matcher) confirm(g approximation, within set) (set, error) {
	if g.maybe == nil {
		return g.sure, nil
	}
	if g.short && within.count() > maxReads {
		found, err := m.containing(g.run)
		if err != nil {
			return nil, err
		}
		within = found.and(within)
	}
	asked := g.maybe.clone().and(within)
	sure := g.sure
	if m.reachable != nil {
		sure = asked.clone().without(m.reachable).or(sure)
		asked.and(m.reachable)
	}
	unread := asked.clone().without(g.read.read)
	there, err := m.verify(unread, g.run, g.field, g.strict)
	if err != nil {
		return nil, err
	}
	g.read.read.or(unread)
	g.read.there.or(there)
	return asked.and(g.read.there).or(sure), nil
}

// has gives the documents that have a term, in the title or in code only where the reader's field says so. They must not be changed.
func (m *matcher) has(stored, term string, field query.Field) (set, error) {
	if field == "" {
		h, err := m.holders(stored, term)
		return h.docs, err
	}
	l, err := m.list(stored, term, nil)
	if err != nil {
		return nil, err
	}
	s := newSet(m.size())
	for i, d := range l.docs {
		if t := unpack(l.tallys[i]); field == query.Title && t.title > 0 || field == query.CodeIn && t.code {
			s.add(d)
		}
	}
	return s, nil
}

// adjacent finds the documents where the terms stand side by side.
func (m *matcher) adjacent(n *plan.Adjacent) (set, error) {
	candidates := m.columns.live.clone()
	for _, t := range n.Terms {
		s, err := m.has(fieldWords, t, n.Field)
		if err != nil {
			return nil, err
		}
		candidates.and(s)
	}
	docs := slices.Collect(candidates.all)
	read := max(0, min(len(docs), maxReads-m.reads))
	m.reads += len(docs)
	there, err := m.look(docs[:read], func(doc uint32) (beside bool, err error) {
		err = m.stream(doc, (*rank.Stream).Decode, func(s *rank.Stream) { beside = s.Run(n.Terms) > 0 })
		return beside, err
	})
	return chosenOf(docs, there, m.size()), err
}
