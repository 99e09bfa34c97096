package opensearch

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/fumikura/fumikura/internal/blog"
)

// clause is a piece of a request in the cluster's query language.
type clause = map[string]any

// answer is what a search gives.
type answer struct {
	TimedOut bool `json:"timed_out"`
	Hits     struct {
		Total struct {
			Value int `json:"value"`
		} `json:"total"`
		Hits []found `json:"hits"`
	} `json:"hits"`
	Aggs   map[string]aggregation `json:"aggregations"`
	Error  *failure               `json:"error"`  // of one search of several
	Status int                    `json:"status"` // of one search of several
}

// found is a document that matched.
type found struct {
	ID     string   `json:"_id"`
	Score  *float64 `json:"_score"`
	Source struct {
		Post *blog.Post `json:"post"`
	} `json:"_source"`
	Fields  map[string][]json.RawMessage `json:"fields"`
	Matched []string                     `json:"matched_queries"`
	Sort    []json.RawMessage            `json:"sort"`
	Inner   struct {
		Folded struct {
			Hits struct {
				Hits []found `json:"hits"`
			} `json:"hits"`
		} `json:"folded"`
	} `json:"inner_hits"`
}

// aggregation is a number, buckets, or a part of the documents with aggregations of its own.
type aggregation struct {
	Value   *float64 `json:"value"`
	Count   int      `json:"doc_count"`
	Others  int      `json:"sum_other_doc_count"`
	Buckets []bucket `json:"buckets"`
	Values  *struct {
		Buckets []bucket `json:"buckets"`
	} `json:"values"`
	Number *struct {
		Value *float64 `json:"value"`
	} `json:"number"`
	Chosen struct {
		Buckets map[string]bucket `json:"buckets"`
	} `json:"chosen"`
	Several struct {
		Buckets map[string]bucket `json:"buckets"`
	} `json:"several"`
}

type bucket struct {
	Key   string `json:"key"`
	Count int    `json:"doc_count"`
}

func (a aggregation) number() float64 {
	if a.Value == nil {
		return 0
	}
	return *a.Value
}

func (a aggregation) buckets() []bucket {
	if a.Values != nil {
		return a.Values.Buckets
	}
	return a.Buckets
}

// search asks the index. Searches with the same preference go to the same copies of shards, whose scores are the same.
func (v *view) search(ctx context.Context, body clause, preference string, out *answer) error {
	if size(body["query"]) > maxClauses {
		return errTooLarge
	}
	// Shards agree on how rare a word is; the cluster leaves that out where there is one.
	path := "/" + v.index + "/_search?allow_partial_search_results=false&search_type=dfs_query_then_fetch"
	if preference != "" {
		path += "&preference=" + url.QueryEscape(preference)
	}
	if err := v.asking.do(ctx, http.MethodPost, path, body, out); err != nil {
		return err
	}
	if out.TimedOut {
		return fmt.Errorf("the search took too long: %w", blog.ErrUnavailable)
	}
	return nil
}

// count gives how many posts match each clause.
func (v *view) count(ctx context.Context, clauses []clause) ([]int, error) {
	out := make([]int, len(clauses))
	asked := map[string][]int{} // the places of a clause in out
	var keys []string
	for i, c := range clauses {
		if size(c) > maxClauses {
			return nil, errTooLarge
		}
		key, err := json.Marshal(c)
		if err != nil {
			return nil, fmt.Errorf("count: %w", err)
		}
		if n, ok := v.counts.get(string(key)); ok {
			out[i] = n
			continue
		}
		if asked[string(key)] == nil {
			keys = append(keys, string(key))
		}
		asked[string(key)] = append(asked[string(key)], i)
	}
	if len(keys) == 0 {
		return out, nil
	}
	var body bytes.Buffer
	for _, key := range keys {
		body.WriteString(`{"allow_partial_search_results":false,` + string(anyCopy) + "}\n" + `{"size":0,"track_total_hits":true,"query":{"bool":{"filter":[` + key + "]}}}\n")
	}
	answers, err := v.searches(ctx, body.Bytes(), len(keys))
	if err != nil {
		return nil, fmt.Errorf("count: %w", err)
	}
	for i, key := range keys {
		n := answers[i].Hits.Total.Value
		v.counts.set(key, n)
		for _, at := range asked[key] {
			out[at] = n
		}
	}
	return out, nil
}

// retries is how often searches that failed beside others are asked again: a node that dies fails some of them only.
const retries = 4

// searches asks several questions at once.
func (v *view) searches(ctx context.Context, body []byte, n int) ([]answer, error) {
	var err error
	for range retries {
		var out struct {
			Responses []answer `json:"responses"`
		}
		if err = v.asking.do(ctx, http.MethodPost, "/"+v.index+"/_msearch", body, &out); err != nil {
			return nil, err
		}
		if len(out.Responses) != n {
			return nil, fmt.Errorf("%d questions have %d answers", n, len(out.Responses))
		}
		if err = anyFailure(out.Responses); err == nil || !errors.Is(err, blog.ErrUnavailable) {
			return out.Responses, err
		}
	}
	return nil, err
}

func anyFailure(answers []answer) error {
	for _, a := range answers {
		switch {
		case a.Error != nil && a.Status == http.StatusNotFound:
			return fmt.Errorf("%w: %s", errGone, a.Error)
		case a.Error != nil && (a.Status >= http.StatusInternalServerError || a.Status == http.StatusTooManyRequests):
			return fmt.Errorf("OpenSearch answers %d: %w: %s", a.Status, blog.ErrUnavailable, a.Error)
		case a.Error != nil:
			return fmt.Errorf("OpenSearch answers %d: %s", a.Status, a.Error)
		}
	}
	return nil
}
