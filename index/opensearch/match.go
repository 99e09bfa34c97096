package opensearch

import (
	"errors"
	"strings"

	"github.com/fumikura/fumikura/index/plan"
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

// print writes what a plan wants matched in the cluster's language.
func (v *view) print(m plan.Match) clause {
	switch m := m.(type) {
	case *plan.All:
		return all(v.prints(m.Of)...)
	case *plan.Any:
		return either(v.prints(m.Of)...)
	case *plan.Without:
		return not(v.print(m.Of))
	case *plan.Term:
		return term(part(fieldWords, m.Field), token(m.Term))
	case *plan.Pair:
		return term(part(fieldChars, m.Field), strings.Map(cell, m.Chars))
	case *plan.Prefix:
		return prefix(part(fieldWords, m.Field), token(m.Text))
	case *plan.Adjacent:
		return adjacent(m)
	case *plan.Infix:
		return chars(part(fieldChars, m.Field), m.Text)
	case *plan.Value:
		return v.in(m.Field, m.Value)
	}
	return matchNone()
}

func (v *view) prints(parts []plan.Match) []clause {
	var out []clause
	for _, m := range parts {
		out = append(out, v.print(m))
	}
	return out
}

// adjacent finds terms side by side. The order of words is kept for whole posts only.
func adjacent(m *plan.Adjacent) clause {
	var parts []clause
	tokens := make([]string, len(m.Terms))
	for i, t := range m.Terms {
		tokens[i] = token(t)
		parts = append(parts, term(part(fieldWords, m.Field), tokens[i]))
	}
	return all(append(parts, sideBySide(fieldOrder, tokens))...)
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
