package opensearch

import (
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/query"
)

func matchAll() clause                 { return clause{"match_all": clause{}} }
func matchNone() clause                { return clause{"match_none": clause{}} }
func term(field, value string) clause  { return clause{"term": clause{field: value}} }
func prefix(field, text string) clause { return clause{"prefix": clause{field: text}} }
func not(c clause) clause              { return clause{"bool": clause{"must_not": []clause{c}}} }

// all matches what all clauses match; none means everything.
func all(clauses ...clause) clause {
	switch len(clauses) {
	case 0:
		return matchAll()
	case 1:
		return clauses[0]
	}
	return clause{"bool": clause{"filter": clauses}}
}

// either matches what any clause matches; none means nothing.
func either(clauses ...clause) clause {
	switch len(clauses) {
	case 0:
		return matchNone()
	case 1:
		return clauses[0]
	}
	return clause{"bool": clause{"should": clauses, "minimum_should_match": 1}}
}

// sideBySide matches where the tokens follow each other in one value of the field.
func sideBySide(field string, tokens []string) clause {
	if len(tokens) == 1 {
		return term(field, tokens[0])
	}
	return clause{"match_phrase": clause{field: strings.Join(tokens, " ")}}
}

// compiler turns a plan into clauses.
type compiler struct {
	*view
	plan   *plan.Plan
	cover  [][]*plan.Alternative // for each concept the alternatives that stand for it
	coarse bool                  // leave out other ways of writing and what makes matches of one character precise; see maxClauses
}

func (v *view) compiler(p *plan.Plan) *compiler {
	return &compiler{view: v, plan: p, cover: p.Cover()}
}

// coarsely compiles a plan of very many words so that the cluster takes it.
func (v *view) coarsely(p *plan.Plan) *compiler {
	for i := range p.Concepts {
		p.Concepts[i].Alternatives = nil
	}
	c := v.compiler(p)
	c.coarse = true
	return c
}

// node gives what matches a node; nil is everything.
func (c *compiler) node(n plan.Node) clause {
	switch n := n.(type) {
	case plan.And:
		return c.and(n.Nodes)
	case plan.Or:
		var parts []clause
		for _, m := range n.Nodes {
			parts = append(parts, c.node(m))
		}
		return either(parts...)
	case plan.Not:
		return not(c.node(n.Node))
	case plan.Unit:
		return c.unit(n)
	case plan.Phrase:
		return c.run(n.Run, n.Field)
	case plan.In:
		return c.in(n.Field, n.Value)
	}
	return matchAll()
}

func (c *compiler) and(nodes []plan.Node) clause {
	var parts []clause
	for _, n := range plan.Required(plan.Flat(nodes)) {
		parts = append(parts, c.node(n))
	}
	return all(parts...)
}

// unit finds a unit by its words or their alternatives, as it stands inside other words, and by its date.
func (c *compiler) unit(u plan.Unit) clause {
	ways := append(c.inside(u), c.published(u)...)
	return either(append(ways, c.wordsOf(u)...)...)
}

// published finds what was published at the date that a unit is. A bare year is not taken for one: it may be a number, or the
// version of a product.
func (c *compiler) published(u plan.Unit) []clause {
	if !u.OnlyDate || len(u.Date) <= len("2006") {
		return nil
	}
	return []clause{c.in(query.Year, u.Date)}
}

// wordsOf finds where every word of the unit stands that carries something.
func (c *compiler) wordsOf(u plan.Unit) []clause {
	if u.First == u.Last {
		return nil
	}
	var parts []clause
	for _, i := range c.plan.Carrying(u) {
		parts = append(parts, c.concept(u, i))
	}
	return []clause{all(parts...)}
}

// concept finds one word of a unit, or an alternative to it.
func (c *compiler) concept(u plan.Unit, i int) clause {
	own := append([]clause{term(part(fieldWords, u.Field), token(c.plan.Concepts[i].Term))}, c.joints(u, i)...)
	parts := []clause{all(own...)}
	for _, a := range c.cover[i] {
		parts = append(parts, c.alternative(u.Field, a))
	}
	return either(parts...)
}

// joints asks that concept i can stand next to its neighbours in the unit.
func (c *compiler) joints(u plan.Unit, i int) []clause {
	if c.coarse {
		return nil
	}
	var parts []clause
	for _, pair := range c.plan.Joints(u, i) {
		parts = append(parts, term(part(fieldChars, u.Field), strings.Map(cell, pair)))
	}
	return parts
}

// alternative finds another way of writing; several terms have to stand side by side.
func (c *compiler) alternative(field query.Field, a *plan.Alternative) clause {
	var parts []clause
	for _, t := range a.Terms {
		parts = append(parts, term(part(fieldWords, field), token(t)))
	}
	if len(a.Terms) > 1 {
		parts = append(parts, sideBySide(fieldOrder, tokensOf(a)))
	}
	return all(parts...)
}

func tokensOf(a *plan.Alternative) []string {
	out := make([]string, len(a.Terms))
	for i, t := range a.Terms {
		out[i] = token(t)
	}
	return out
}

// inside finds where the text of a unit stands. A Latin word is found by its beginning only, and only if that has three letters.
func (c *compiler) inside(u plan.Unit) []clause {
	if !u.ByBeginning() {
		return []clause{c.run(u.Run, u.Field)}
	}
	if utf8.RuneCountInString(u.Text) < plan.MinBeginning {
		return nil
	}
	return []clause{prefix(part(fieldWords, u.Field), token(u.Text))}
}

// insideOnly finds where the text of a unit stands but not its words. A Latin word is a beginning of itself; names count more so.
func (c *compiler) insideOnly(u plan.Unit) []clause {
	inside := c.inside(u)
	if len(inside) == 0 || u.ByBeginning() && u.Field == "" {
		return inside
	}
	for _, known := range c.wordsOf(u) {
		inside = append(inside, not(known))
	}
	return []clause{all(inside...)}
}

// run finds where a run of characters stands.
func (c *compiler) run(r plan.Run, field query.Field) clause {
	return chars(part(fieldChars, field), r.Text)
}

// chars finds a folded text in a field of pairs of characters.
func chars(field, text string) clause {
	p := pairs(text)
	switch len(p) {
	case 0:
		return matchAll()
	case 1:
		return prefix(field, p[0])
	}
	return sideBySide(field, p[:len(p)-1])
}

// The cluster refuses more than 1,024 clauses in one query; every word makes some. A query that would have more is compiled anew
// without what makes it a little more precise.
const (
	maxClauses = 1000
	maxScored  = 100 // words, and as many pairs of characters
)

// errTooLarge says that a query has too many clauses.
var errTooLarge = errors.New("the query has too many clauses for OpenSearch")

// size counts the clauses of a query that the cluster counts.
func size(v any) int {
	n := 0
	switch v := v.(type) {
	case clause:
		for key, inner := range v {
			switch key {
			case "term", "terms", "prefix", "range", "match_phrase", "exists", "match_all", "match_none", "more_like_this":
				n++
			default:
				n += size(inner)
			}
		}
	case []clause:
		for _, inner := range v {
			n += size(inner)
		}
	case []any:
		for _, inner := range v {
			n += size(inner)
		}
	}
	return n
}
