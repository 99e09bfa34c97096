package bleve

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/rank"
)

// guess is where a part of a query matches: for sure, and where its text has to be read to know.
type guess struct {
	sure, maybe set // maybe is nil where nothing is left to read
	run         string
	field       query.Field
	strict      bool // nothing is believed unread
	short       bool // of one or two Latin letters: who has them is dear to find, and nearly all do
}

// guess finds a unit by its words or their alternatives, and where it can stand inside other words; a phrase only where it can
// stand.
func (m *matcher) guess(n plan.Node) (guess, error) {
	switch n := n.(type) {
	case plan.Unit:
		words, err := m.words(n)
		if err != nil {
			return guess{}, err
		}
		inside, exact, err := m.inside(n)
		if err != nil {
			return guess{}, err
		}
		sure := words.or(m.published(n))
		if exact {
			return guess{sure: sure.or(inside)}, nil
		}
		return guess{sure: sure, maybe: inside.without(sure), run: n.Text, field: n.Field}, nil
	case plan.Phrase:
		if plan.IsASCII(n.Text) && len(n.Text) < plan.MinBeginning {
			return guess{sure: newSet(m.size()), maybe: m.columns.live.clone(), run: n.Text, field: n.Field, short: true}, nil
		}
		found, exact, err := m.candidates(n.Run, n.Field)
		if err != nil || exact {
			return guess{sure: found}, err
		}
		return guess{sure: newSet(m.size()), maybe: found, run: n.Text, field: n.Field, strict: strict(n.Text)}, nil
	}
	found, err := m.node(n)
	return guess{sure: found}, err
}

// strict says whether a phrase is taken for found only where it is read. Of one or two characters, or a single Latin word, the words and
// the signature tell as much.
func strict(run string) bool {
	return utf8.RuneCountInString(run) > 2 && strings.ContainsFunc(run, notLatin)
}

// settle reads the texts within a set that a guess leaves open.
func (m *matcher) settle(g guess, within set) (set, error) {
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
	read, err := m.verify(g.maybe.clone().and(within), g.run, g.field, g.strict)
	if err != nil {
		return nil, err
	}
	return g.sure.clone().or(read), nil
}

// published finds what was published at the date that a unit is. A bare year is not taken for one: it may be a number, or the
// version of a product.
func (m *matcher) published(u plan.Unit) set {
	if !u.OnlyDate || len(u.Date) <= len("2006") {
		return newSet(m.size())
	}
	return m.columns.in(query.Year, u.Date)
}

// words finds the documents in which every word of the unit stands that carries something.
func (m *matcher) words(u plan.Unit) (set, error) {
	if u.First == u.Last {
		return newSet(m.size()), nil
	}
	found := m.columns.live.clone()
	for _, i := range m.plan.Carrying(u) {
		s, err := m.concept(u, i)
		if err != nil {
			return nil, err
		}
		found.and(s)
	}
	return found, nil
}

// concept finds the documents that have one word of a unit, or an alternative to it.
func (m *matcher) concept(u plan.Unit, i int) (set, error) {
	return remembered(m.known, answer{field: u.Field, concept: i}, func() (set, error) { return m.findConcept(u, i) })
}

func (m *matcher) findConcept(u plan.Unit, i int) (set, error) {
	has, err := m.has(fieldWords, m.plan.Concepts[i].Term, u.Field)
	if err != nil {
		return nil, err
	}
	own := has.clone()
	if err := m.joints(u, i, own); err != nil {
		return nil, err
	}
	for _, a := range m.cover[i] {
		s, err := m.alternative(u.Field, a)
		if err != nil {
			return nil, err
		}
		own.or(s)
	}
	return own, nil
}

// joints keeps of the documents with concept i those where it can stand next to its neighbours in the unit.
func (m *matcher) joints(u plan.Unit, i int, own set) error {
	for _, pair := range m.plan.Joints(u, i) {
		s, err := m.has(fieldGrams, pair, u.Field)
		if err != nil {
			return err
		}
		own.and(s)
	}
	return nil
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

// alternative finds another way of writing; several terms have to stand side by side.
func (m *matcher) alternative(field query.Field, a *plan.Alternative) (set, error) {
	return remembered(m.known, answer{field: field, concept: -1, alt: a}, func() (set, error) { return m.findAlternative(field, a) })
}

func (m *matcher) findAlternative(field query.Field, a *plan.Alternative) (set, error) {
	found := m.columns.live.clone()
	for _, t := range a.Terms {
		s, err := m.has(fieldWords, t, field)
		if err != nil {
			return nil, err
		}
		found.and(s)
	}
	if len(a.Terms) > 1 {
		return m.adjacent(found, a.Terms)
	}
	return found, nil
}

// insideOnly finds the documents where the text of a unit stands but not its words. A Latin word is a beginning of itself: that names
// so count more than other words ranks known items better (.910 against .907).
func (m *matcher) insideOnly(u plan.Unit) (set, error) {
	return remembered(m.known, answer{field: u.Field, concept: -1, text: u.Text}, func() (set, error) {
		words, err := m.words(u)
		if err != nil {
			return nil, err
		}
		found, exact, err := m.inside(u)
		if err != nil {
			return nil, err
		}
		if u.ByBeginning() && exact {
			return found, nil
		}
		if found.without(words); exact {
			return found, nil
		}
		return m.verify(found, u.Text, u.Field, false)
	})
}

// inside finds the documents where the text of a unit can stand; exact says that it does. A Latin word is found by its beginning
// only, and only if that has three letters.
func (m *matcher) inside(u plan.Unit) (found set, exact bool, err error) {
	if !u.ByBeginning() {
		return m.candidates(u.Run, u.Field)
	}
	if utf8.RuneCountInString(u.Text) < plan.MinBeginning {
		return newSet(m.size()), true, nil
	}
	found, err = m.prefix(fieldWords, u.Text)
	return found, u.Field == "", err
}

// adjacent keeps the documents where the terms stand side by side.
func (m *matcher) adjacent(candidates set, terms []string) (set, error) {
	docs := slices.Collect(candidates.all)
	read := max(0, min(len(docs), maxReads-m.reads))
	m.reads += len(docs)
	there, err := m.look(docs[:read], func(doc uint32) (beside bool, err error) {
		err = m.stream(doc, func(s *rank.Stream) { beside = s.Run(terms) > 0 })
		return beside, err
	})
	return chosenOf(docs, there, m.size()), err
}
