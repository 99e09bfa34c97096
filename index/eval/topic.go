package eval

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// maxFile is how large a file of topics, judgements or answers may be. Larger ones are no test of one blog.
const maxFile = 64 << 20

// Topics reads queries in one of three forms: JSON lines {"qid": "1", "query": "…", "rel": ["doc"], "kind": "…"} (rel may
// also give grades: {"doc": 2}), TREC topics (<top> with <num> and <title>), or lines of an id, a tab, and the query.
func Topics(r io.Reader) ([]Topic, error) {
	data, err := all(r)
	if err != nil {
		return nil, fmt.Errorf("read topics: %w", err)
	}
	var topics []Topic
	switch start := bytes.TrimSpace(data); {
	case bytes.HasPrefix(start, []byte("{")):
		topics, err = jsonTopics(data)
	case bytes.Contains(start[:min(len(start), 4096)], []byte("<top>")):
		topics, err = trecTopics(string(data))
	default:
		topics, err = tabTopics(data)
	}
	if err != nil {
		return nil, fmt.Errorf("read topics: %w", err)
	}
	if len(topics) == 0 {
		return nil, errors.New("read topics: there are none")
	}
	seen := map[string]bool{}
	for _, t := range topics {
		if t.ID == "" || t.Query == "" || seen[t.ID] {
			return nil, fmt.Errorf("read topics: topic %q %q has no id or no query, or its id is taken", t.ID, t.Query)
		}
		seen[t.ID] = true
	}
	return topics, nil
}

func all(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err == nil && len(data) > maxFile {
		err = fmt.Errorf("more than %d bytes", maxFile)
	}
	return bytes.TrimPrefix(data, []byte("\ufeff")), err
}

func jsonTopics(data []byte) ([]Topic, error) {
	var topics []Topic
	for n, line := range lines(data) {
		var in struct {
			QID   string          `json:"qid"`
			Query string          `json:"query"`
			Kind  string          `json:"kind"`
			Rel   json.RawMessage `json:"rel"`
		}
		if err := json.Unmarshal(line, &in); err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		rel, err := relevant(in.Rel)
		if err != nil {
			return nil, fmt.Errorf("line %d: rel is neither a list of documents nor grades by document: %w", n, err)
		}
		topics = append(topics, Topic{ID: in.QID, Query: in.Query, Kind: in.Kind, Relevant: rel})
	}
	return topics, nil
}

// relevant reads a list of documents, each of grade 1, or an object of grades.
func relevant(raw json.RawMessage) (map[string]int, error) {
	grades := map[string]int{}
	if len(raw) == 0 {
		return grades, nil
	}
	var list []string
	if err := json.Unmarshal(raw, &list); err == nil {
		for _, doc := range list {
			grades[doc] = 1
		}
		return grades, nil
	}
	err := json.Unmarshal(raw, &grades)
	return grades, err
}

var (
	trecTopic = regexp.MustCompile(`(?s)<top>(.*?)(?:</top>|\z)`)
	trecNum   = regexp.MustCompile(`<num>\s*(?:Number:)?\s*([^\s<]+)`)
	trecTitle = regexp.MustCompile(`(?s)<title>\s*(?:Topic:)?\s*(.*?)\s*(?:<|\z)`)
)

func trecTopics(text string) ([]Topic, error) {
	var topics []Topic
	for _, m := range trecTopic.FindAllStringSubmatch(text, -1) {
		num, title := trecNum.FindStringSubmatch(m[1]), trecTitle.FindStringSubmatch(m[1])
		if num == nil || title == nil {
			return nil, fmt.Errorf("topic %d has no <num> or no <title>", len(topics)+1)
		}
		query := strings.Join(strings.Fields(unescaped(title[1])), " ")
		topics = append(topics, Topic{ID: num[1], Query: query, Relevant: map[string]int{}})
	}
	return topics, nil
}

// unescaped reads &amp; and its like; what is no XML stays as it is.
func unescaped(s string) string {
	var out string
	if err := xml.Unmarshal([]byte("<t>"+s+"</t>"), &out); err != nil {
		return s
	}
	return out
}

func tabTopics(data []byte) ([]Topic, error) {
	var topics []Topic
	for n, line := range lines(data) {
		id, query, ok := strings.Cut(string(line), "\t")
		if !ok {
			return nil, fmt.Errorf("line %d: no tab between the id and the query", n)
		}
		topics = append(topics, Topic{ID: strings.TrimSpace(id), Query: strings.TrimSpace(query), Relevant: map[string]int{}})
	}
	return topics, nil
}

// lines gives the lines that are not blank, with their numbers from 1.
func lines(data []byte) func(yield func(int, []byte) bool) {
	return func(yield func(int, []byte) bool) {
		n := 0
		for line := range bytes.Lines(data) {
			n++
			if line = bytes.TrimSpace(line); len(line) > 0 && !yield(n, line) {
				return
			}
		}
	}
}
