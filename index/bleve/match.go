package bleve

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/query"
)

// maxReads is how many texts one search reads to see whether a run of characters really stands there, when its pairs of
// characters do. Reading takes some 10 µs; past the limit the pairs are believed for the rest. Exact phrases are never
// taken on belief.
const maxReads = 4000

// minPrefix is the shortest beginning by which a Latin word is found.
const minPrefix = 3

// matcher finds the documents that a plan asks for.
type matcher struct {
	*lookup
	plan  *plan.Plan
	cover [][]cover // for each concept the alternatives that stand for it
	reads int       // texts read so far
}

// cover is an alternative that stands for a concept, maybe with its neighbours.
type cover struct {
	first int
	alt   *plan.Alternative
}

func newMatcher(l *lookup, p *plan.Plan) *matcher {
	m := &matcher{lookup: l, plan: p, cover: make([][]cover, len(p.Concepts))}
	for i := range p.Concepts {
		for j := range p.Concepts[i].Alternatives {
			a := &p.Concepts[i].Alternatives[j]
			for k := i; k < min(i+a.Span, len(p.Concepts)); k++ {
				m.cover[k] = append(m.cover[k], cover{i, a})
			}
		}
	}
	return m
}

func (m *matcher) node(n plan.Node) (set, error) {
	switch n := n.(type) {
	case nil:
		return m.columns.live.clone(), nil
	case plan.And:
		return m.and(n.Nodes)
	case plan.Or:
		return m.or(n.Nodes)
	case plan.Not:
		s, err := m.node(n.Node)
		if err != nil {
			return nil, err
		}
		return m.columns.live.clone().without(s), nil
	case plan.Unit:
		return m.unit(n)
	case plan.Phrase:
		return m.phrase(n)
	case plan.In:
		return m.columns.in(n.Field, n.Value), nil
	}
	return nil, fmt.Errorf("match: unknown node %T", n)
}

func (m *matcher) and(nodes []plan.Node) (set, error) {
	found := m.columns.live.clone()
	for _, n := range required(nodes) {
		s, err := m.node(n)
		if err != nil {
			return nil, err
		}
		found.and(s)
	}
	return found, nil
}

// required leaves out the units that carry little, such as a particle alone, unless there is nothing else.
func required(nodes []plan.Node) []plan.Node {
	var out []plan.Node
	for _, n := range nodes {
		if u, ok := n.(plan.Unit); !ok || !u.Weak {
			out = append(out, n)
		}
	}
	if len(out) == 0 {
		return nodes
	}
	return out
}

func (m *matcher) or(nodes []plan.Node) (set, error) {
	found := newSet(m.size())
	for _, n := range nodes {
		s, err := m.node(n)
		if err != nil {
			return nil, err
		}
		found.or(s)
	}
	return found, nil
}

// unit finds a unit by its words or their alternatives, and as it stands inside other words.
func (m *matcher) unit(u plan.Unit) (set, error) {
	found, err := m.words(u)
	if err != nil {
		return nil, err
	}
	inside, err := m.inside(u, found)
	if err != nil {
		return nil, err
	}
	return found.or(inside).or(m.published(u)), nil
}

// published finds what was published at the date that a unit is. A bare year is not taken for one: it may be a number, or the
// version of a product.
func (m *matcher) published(u plan.Unit) set {
	if len(u.Date) <= len("2006") {
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
	all := m.allWeak(u)
	for i := u.First; i < u.Last; i++ {
		if m.plan.Concepts[i].Weak && !all {
			continue
		}
		s, err := m.concept(u, i)
		if err != nil {
			return nil, err
		}
		found.and(s)
	}
	return found, nil
}

func (m *matcher) allWeak(u plan.Unit) bool {
	for _, c := range m.plan.Concepts[u.First:u.Last] {
		if !c.Weak {
			return false
		}
	}
	return true
}

// concept finds the documents that have one word of a unit, or an alternative to it.
func (m *matcher) concept(u plan.Unit, i int) (set, error) {
	own, err := m.term(u.Field, m.plan.Concepts[i].Term)
	if err != nil {
		return nil, err
	}
	if err := m.joints(u, i, own); err != nil {
		return nil, err
	}
	for _, c := range m.cover[i] {
		s, err := m.alternative(u.Field, c.alt)
		if err != nil {
			return nil, err
		}
		own.or(s)
	}
	return own, nil
}

// joints keeps of the documents with concept i those where it can stand next to its neighbours in the unit, where one of the two is
// a single character: 化 of 自動化 says nothing unless it follows 自動.
func (m *matcher) joints(u plan.Unit, i int, own set) error {
	c := m.plan.Concepts
	for _, right := range []int{i, i + 1} {
		if right <= u.First || right >= u.Last || !c[right].Joint {
			continue
		}
		a, b := c[right-1].Surface, c[right].Surface
		if utf8.RuneCountInString(a) > 1 && utf8.RuneCountInString(b) > 1 || isASCII(a) || isASCII(b) {
			continue
		}
		last, _ := utf8.DecodeLastRuneInString(a)
		first, _ := utf8.DecodeRuneInString(b)
		l, err := m.list(fieldGrams, string(last)+string(first))
		if err != nil {
			return err
		}
		own.and(l.in(u.Field, m.size()))
	}
	return nil
}

// isLatin says whether r is a letter or digit of the kind that makes words, not grams.
func isLatin(r rune) bool {
	return unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Armenian, unicode.Georgian, unicode.Nd)
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

func (m *matcher) term(field query.Field, term string) (set, error) {
	l, err := m.list(fieldWords, term)
	if err != nil {
		return nil, err
	}
	return l.in(field, m.size()), nil
}

// in gives the documents of a list, in the title or in code only where a field says so.
func (l *list) in(field query.Field, n int) set {
	s := newSet(n)
	for i, d := range l.docs {
		t := unpack(l.tallys[i])
		if field == query.Title && t.title == 0 || field == query.CodeIn && !t.code {
			continue
		}
		s.add(d)
	}
	return s
}

// alternative finds another way of writing; several terms have to stand side by side.
func (m *matcher) alternative(field query.Field, a *plan.Alternative) (set, error) {
	found := m.columns.live.clone()
	for _, t := range a.Terms {
		s, err := m.term(field, t)
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

// inside finds the documents where the text of a unit stands, leaving out those that are known to match. A Latin word is found
// by its beginning only, and only if that has three letters.
func (m *matcher) inside(u plan.Unit, known set) (set, error) {
	if n := utf8.RuneCountInString(u.Text); len(u.Grams) == 0 && (n > 1 || isASCII(u.Text)) {
		if n < minPrefix {
			return newSet(m.size()), nil
		}
		found, err := m.prefix(fieldWords, u.Text)
		if err != nil || u.Field == "" {
			return found, err
		}
		return m.verify(found.without(known), u.Text, u.Field, false)
	}
	candidates, exact, err := m.candidates(u.Run, u.Field)
	if err != nil {
		return nil, err
	}
	candidates.without(known)
	if exact {
		return candidates, nil
	}
	return m.verify(candidates, u.Text, u.Field, false)
}

func (m *matcher) phrase(p plan.Phrase) (set, error) {
	candidates, exact, err := m.candidates(p.Run, p.Field)
	if err != nil || exact {
		return candidates, err
	}
	return m.verify(candidates, p.Run.Text, p.Field, true)
}

// candidates finds where a run can stand by its pairs of characters; exact says that it does stand there.
func (m *matcher) candidates(r plan.Run, field query.Field) (found set, exact bool, err error) {
	n := utf8.RuneCountInString(r.Text)
	if first, _ := utf8.DecodeRuneInString(r.Text); n == 1 && first >= utf8.RuneSelf && !isLatin(first) {
		found, err = m.prefix(fieldGrams, r.Text)
		return found, field == "", err
	}
	if len(r.Grams) == 0 {
		found, err = m.containing(r.Text)
		return found, false, err
	}
	found = m.columns.live.clone()
	for _, g := range r.Grams {
		l, err := m.list(fieldGrams, g)
		if err != nil {
			return nil, false, err
		}
		found.and(l.in(field, m.size()))
	}
	return found, n == 2, nil
}

// containing finds where the longest Latin word of a run can stand inside a word; every post where the run has none.
func (m *matcher) containing(run string) (set, error) {
	longest := ""
	for _, w := range strings.FieldsFunc(run, func(r rune) bool { return !isLatin(r) }) {
		if len(w) > len(longest) {
			longest = w
		}
	}
	if longest == "" {
		return m.columns.live.clone(), nil
	}
	return m.terms(fieldWords, "", func(term string) bool { return strings.Contains(term, longest) })
}

// verify keeps the documents in whose text the run stands. When too many would have to be read, the rest is believed unless
// strict.
func (m *matcher) verify(candidates set, run string, field query.Field, strict bool) (set, error) {
	found := newSet(m.size())
	for doc := range candidates.all {
		if m.reads++; m.reads > maxReads && !strict {
			found.add(doc)
			continue
		}
		if err := m.ctx.Err(); err != nil {
			return nil, err
		}
		err := m.text(doc, func(_, folded []byte) error {
			if stands(folded, run, field) {
				found.add(doc)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// stands says whether a run stands in a folded text, or in a part of it.
func stands(folded []byte, run string, field query.Field) bool {
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

// adjacent keeps the documents where the terms stand side by side.
func (m *matcher) adjacent(candidates set, terms []string) (set, error) {
	found := newSet(m.size())
	var s stream
	for doc := range candidates.all {
		if m.reads++; m.reads > maxReads {
			found.add(doc)
			continue
		}
		if err := m.ctx.Err(); err != nil {
			return nil, err
		}
		if err := m.stream(doc, &s); err != nil {
			return nil, err
		}
		if s.run(terms) > 0 {
			found.add(doc)
		}
	}
	return found, nil
}
