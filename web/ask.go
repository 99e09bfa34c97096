package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
)

// Limits of one request for a search.
const (
	defaultSize   = 10
	maxSize       = 100
	maxBody       = 64 << 10 // bytes; the longest query with all filters takes a tenth
	maxValues     = 32       // values of filters; more than a reader can click together
	maxValue      = 256      // characters of one value
	searchTimeout = 2 * time.Second
)

// facets are the fields that count and filter, in the order in which they are shown.
var facets = query.Facets()

// ask is a checked request for a search.
type ask struct {
	text      string      // q as it came
	query     query.Query // q with the filters merged in
	sort      index.Sort
	page      int
	size      int
	counted   []query.Field // facets to count
	facetSize int
	facetFind string // only values that contain it are listed
	fold      index.Fold
	langs     []string // of the reader, the best first
	verbatim  bool     // no correction is wanted
	suggest   bool     // suggestions are wanted beside the hits
	reader    string   // the network of whoever asks; empty for a program on this machine
}

// single are the parameters of a search that take one value, beside those of facets.
var single = []string{"q", "sort", "page", "size", "facets", "facet_size", "facet_query", "fold", "verbatim", "suggest"}

// flags are those of them that are on or off.
var flags = []string{"verbatim", "suggest"}

// parseAsk checks the parameters of a search and merges the filters into the query. Parameters it does not know do no harm:
// other programs append theirs to links.
func parseAsk(v url.Values) (ask, error) {
	a := ask{text: v.Get("q")}
	var err error
	if a.query, err = query.Parse(a.text); err != nil {
		return a, fmt.Errorf("read q: %w", err)
	}
	if err := a.merge(v); err != nil {
		return a, err
	}
	if a.sort, err = parseSort(v.Get("sort")); err != nil {
		return a, err
	}
	if a.page, err = number(v, "page", 1, index.MaxResults); err != nil {
		return a, err
	}
	if a.size, err = number(v, "size", defaultSize, maxSize); err != nil {
		return a, err
	}
	if a.counted, err = parseCounted(v["facets"]); err != nil {
		return a, err
	}
	if a.facetSize, err = number(v, "facet_size", index.MaxValues, index.MaxValues); err != nil {
		return a, err
	}
	if a.facetFind = strings.TrimSpace(v.Get("facet_query")); utf8.RuneCountInString(a.facetFind) > maxValue {
		return a, usageError(fmt.Sprintf("facet_query has more than %d characters", maxValue))
	}
	if a.fold, err = parseFold(v.Get("fold")); err != nil {
		return a, err
	}
	if a.verbatim, err = flag(v, "verbatim"); err != nil {
		return a, err
	}
	if a.suggest, err = flag(v, "suggest"); err != nil {
		return a, err
	}
	if a.page*a.size > index.MaxResults {
		return a, usageError(fmt.Sprintf("page %d of %d results each is beyond result %d; narrow the search instead", a.page, a.size, index.MaxResults))
	}
	return a, nil
}

// merge adds the filters to the query: tag=旅行 is the same as tag:旅行.
func (a *ask) merge(v url.Values) error {
	count := 0
	for _, f := range facets {
		for _, value := range v[string(f)] {
			value = strings.TrimSpace(value)
			if value == "" {
				continue
			}
			if count++; count > maxValues {
				return usageError(fmt.Sprintf("more than %d values of filters", maxValues))
			}
			if utf8.RuneCountInString(value) > maxValue {
				return usageError(fmt.Sprintf("a value of %s has more than %d characters", f, maxValue))
			}
			if _, _, ok := query.ParseDate(value); f == query.Year && !ok {
				return usageError(fmt.Sprintf("year %q is no year of four digits", value))
			}
			a.query = a.query.With(f, value)
		}
	}
	return nil
}

func parseSort(s string) (index.Sort, error) {
	switch s {
	case "", "relevance":
		return index.ByRelevance, nil
	case "newest":
		return index.Newest, nil
	case "oldest":
		return index.Oldest, nil
	}
	return "", usageError(fmt.Sprintf("sort %q is none of relevance, newest, oldest", s))
}

// parseCounted reads which facets are to be counted, as names between commas; all of them where none is named.
func parseCounted(lists []string) ([]query.Field, error) {
	var named []query.Field
	for _, list := range lists {
		for name := range strings.SplitSeq(list, ",") {
			f := query.Field(strings.TrimSpace(name))
			switch {
			case f == "" || slices.Contains(named, f):
			case !slices.Contains(facets, f):
				return nil, usageError(fmt.Sprintf("facets %q: %q is none of %s", list, f, joined(facets)))
			default:
				named = append(named, f)
			}
		}
	}
	if len(named) == 0 {
		return facets, nil
	}
	return named, nil
}

func parseFold(s string) (index.Fold, error) {
	switch s {
	case "", "translations":
		return index.FoldTranslations, nil
	case "series":
		return index.FoldSeries, nil
	case "none":
		return index.FoldNone, nil
	}
	return "", usageError(fmt.Sprintf("fold %q is none of translations, series, none", s))
}

// flag reads a parameter that is on or off.
func flag(v url.Values, name string) (bool, error) {
	switch s := v.Get(name); s {
	case "", "0", "false":
		return false, nil
	case "1", "true":
		return true, nil
	default:
		return false, usageError(fmt.Sprintf("%s %q is neither 1 nor 0", name, s))
	}
}

func joined(fields []query.Field) string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = string(f)
	}
	return strings.Join(names, ", ")
}

// number reads a parameter from 1 to most; an absent or empty one is missing.
func number(v url.Values, name string, missing, most int) (int, error) {
	s := v.Get(name)
	if s == "" {
		return missing, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > most {
		return 0, usageError(fmt.Sprintf("%s %q is no number from 1 to %d", name, s, most))
	}
	return n, nil
}

// request is what the engine is asked.
func (a ask) request() index.Request {
	return index.Request{Query: a.query, Sort: a.sort, Page: a.page, Size: a.size, Facets: a.counted, FacetSize: a.facetSize,
		FacetFind: a.facetFind, Fold: a.fold, Langs: a.langs, Verbatim: a.verbatim}
}

// values reads the parameters of a search from the address, or from the body of a POST.
func (s *Server) values(w http.ResponseWriter, r *http.Request) (url.Values, error) {
	if r.Method != http.MethodPost {
		v, err := url.ParseQuery(r.URL.RawQuery)
		if err != nil {
			return nil, usageError("the part of the address after ? is not well formed")
		}
		return v, nil
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if large := (*http.MaxBytesError)(nil); errors.As(err, &large) || r.Context().Err() != nil {
		return nil, fmt.Errorf("read the body: %w", err)
	}
	if err != nil { // a chunk that is none, or an end before the length that was said
		return nil, usageError("the body does not come to its end as it was announced")
	}
	return bodyValues(body)
}

// bodyValues reads a JSON object with the names of the parameters; each may hold one value, several or null.
func bodyValues(body []byte) (url.Values, error) {
	if !utf8.Valid(body) {
		return nil, usageError("the body is not UTF-8")
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil || fields == nil {
		return nil, usageError("the body is no JSON object")
	}
	v := url.Values{}
	for name, raw := range fields {
		many := slices.Contains(facets, query.Field(name))
		if !many && !slices.Contains(single, name) {
			return nil, usageError(fmt.Sprintf("unknown field %q; known are %s, %s", name, joined(facets), strings.Join(single, ", ")))
		}
		values, err := fieldValues(raw, slices.Contains(flags, name))
		if err != nil {
			return nil, usageError(fmt.Sprintf("field %q: %v", name, err))
		}
		if !many && name != "facets" && len(values) > 1 {
			return nil, usageError(fmt.Sprintf("field %q takes one value", name))
		}
		v[name] = values
	}
	return v, nil
}

// fieldValues reads a string, a number, where it may be also a boolean, null or a list of these.
func fieldValues(raw json.RawMessage, boolean bool) ([]string, error) {
	var items []json.RawMessage
	if raw[0] != '[' {
		items = []json.RawMessage{raw}
	} else if err := json.Unmarshal(raw, &items); err != nil {
		return nil, fmt.Errorf("read a list: %w", err)
	}
	var values []string
	for _, item := range items {
		switch c := item[0]; {
		case c == '"':
			var s string
			if err := json.Unmarshal(item, &s); err != nil {
				return nil, fmt.Errorf("read a string: %w", err)
			}
			values = append(values, s)
		case c == '-' || c >= '0' && c <= '9':
			values = append(values, string(item))
		case boolean && (c == 't' || c == 'f'):
			values = append(values, string(item))
		case string(item) != "null":
			return nil, usageError("must be a string, a number or a list of these")
		}
	}
	return values, nil
}
