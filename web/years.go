package web

import (
	"context"
	"strconv"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
)

// maxYears is how many bars fit beside the hits; blogs are younger.
const maxYears = 60

// yearsView is the histogram of the years of publication, on which a range is chosen. Without scripts each bar is a link to its year.
type yearsView struct {
	Bars     []yearBar
	Min, Max int
	From, To int    // the range that is chosen
	Words    string // of the query, without a range
}

// yearBar is one year.
type yearBar struct {
	link
	Year   int
	Label  string
	Height int // of 100
	Top    int // what is left above it
}

// span is the range of years that a query chooses by after: and before:, as years from and to; ok is false where it has none, or one that is
// finer than years.
func span(q query.Query, first, last int) (from, to int, ok bool) {
	after, before := q.Values(query.After), q.Values(query.Before)
	if len(after)+len(before) == 0 || len(after) > 1 || len(before) > 1 {
		return first, last, false
	}
	from, to = first, last
	if len(after) == 1 {
		y, err := strconv.Atoi(after[0])
		if err != nil {
			return first, last, false
		}
		from = y
	}
	if len(before) == 1 {
		y, err := strconv.Atoi(before[0])
		if err != nil {
			return first, last, false
		}
		to = y - 1
	}
	return from, to, true
}

// undated is the query without the range that it chooses.
func undated(q query.Query) query.Query {
	for _, f := range []query.Field{query.After, query.Before} {
		for _, v := range q.Values(f) {
			q = q.Without(f, v)
		}
	}
	return q
}

// between is the query for a range of years.
func between(q query.Query, from, to int) query.Query {
	return undated(q).With(query.After, strconv.Itoa(from)).With(query.Before, strconv.Itoa(to+1))
}

// years counts the years of what a search finds whatever range it chooses.
func (s *Server) years(ctx context.Context, a ask, r *index.Result) []index.Value {
	all := undated(a.query)
	if all.Equal(a.query) {
		return r.Facets[query.Year]
	}
	result, err := s.look(ctx, ask{query: all, page: 1, size: 1, counted: []query.Field{query.Year}})
	if err != nil { // the hits are worth more than the bars
		return r.Facets[query.Year]
	}
	return result.Facets[query.Year]
}

// newYears is nil where there are not two years to choose from.
func newYears(f frame, at searchState, a ask, counted []index.Value) *yearsView {
	count := map[int]int{}
	v := yearsView{Words: undated(a.query).Words()}
	most := 1
	for _, c := range counted {
		y, err := strconv.Atoi(c.Value)
		if err != nil {
			continue
		}
		count[y] = c.Count
		most = max(most, c.Count)
		if v.Min == 0 || y < v.Min {
			v.Min = y
		}
		v.Max = max(v.Max, y)
	}
	if v.Min == v.Max {
		return nil
	}
	v.Min = max(v.Min, v.Max-maxYears+1)
	from, to, _ := span(a.query, v.Min, v.Max)
	v.From, v.To = min(max(from, v.Min), v.Max), max(min(to, v.Max), v.Min)
	for y := v.Min; y <= v.Max; y++ {
		bar := yearBar{Year: y, Label: f.Say("years.bar", y, count[y]), Height: count[y] * 100 / most}
		if count[y] > 0 {
			bar.Height = max(bar.Height, 4)
			to := at
			to.words = between(a.query, y, y).Words()
			bar.URL = to.url(1)
		}
		bar.Top = 100 - bar.Height
		bar.On = v.From <= y && y <= v.To
		v.Bars = append(v.Bars, bar)
	}
	return &v
}

// rangeChip takes the range of years off again, nil where none is chosen.
func rangeChip(f frame, at searchState, a ask) *link {
	from, to, ok := span(a.query, 0, 0)
	if !ok {
		return nil
	}
	text := f.Say("years.range", from, to)
	switch {
	case from == to:
		text = strconv.Itoa(from)
	case from == 0:
		text = f.Say("years.until", to)
	case to == 0:
		text = f.Say("years.since", from)
	}
	at.words = undated(a.query).Words()
	return &link{Text: f.Say(string(query.Year)) + ": " + text, URL: at.url(1)}
}
