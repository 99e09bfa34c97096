package eval

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Judge adds the judgements of a TREC qrels file to topics: lines of a topic, something unused, a document and its grade.
// Judgements of topics that are not there are passed over.
func Judge(topics []Topic, r io.Reader) error {
	data, err := all(r)
	if err != nil {
		return fmt.Errorf("read judgements: %w", err)
	}
	byID := map[string]int{}
	for i, t := range topics {
		byID[t.ID] = i
	}
	for n, line := range lines(data) {
		f := strings.Fields(string(line))
		if len(f) != 4 {
			return fmt.Errorf("read judgements: line %d has %d fields, want topic, 0, document and grade", n, len(f))
		}
		grade, err := strconv.Atoi(f[3])
		if err != nil {
			return fmt.Errorf("read judgements: line %d: the grade %q is no number", n, f[3])
		}
		if i, ok := byID[f[0]]; ok {
			topics[i].Relevant[f[2]] = grade
		}
	}
	return nil
}

// ReadRun reads a run in TREC's form: lines of a topic, Q0, a document, its rank, its score and a name.
func ReadRun(r io.Reader) (Run, error) {
	data, err := all(r)
	if err != nil {
		return nil, fmt.Errorf("read a run: %w", err)
	}
	type ranked struct {
		doc  string
		rank int
	}
	found := map[string][]ranked{}
	for n, line := range lines(data) {
		f := strings.Fields(string(line))
		if len(f) != 6 {
			return nil, fmt.Errorf("read a run: line %d has %d fields, want six", n, len(f))
		}
		rank, err := strconv.Atoi(f[3])
		if err != nil {
			return nil, fmt.Errorf("read a run: line %d: the rank %q is no number", n, f[3])
		}
		found[f[0]] = append(found[f[0]], ranked{f[2], rank})
	}
	run := Run{}
	for id, docs := range found {
		slices.SortStableFunc(docs, func(a, b ranked) int { return a.rank - b.rank })
		for _, d := range docs {
			run[id] = append(run[id], d.doc)
		}
	}
	return run, nil
}

// WriteRun writes a run in TREC's form, in the order of the topics. The score is 1/rank: ranks are all that is compared.
func WriteRun(w io.Writer, topics []Topic, run Run) error {
	b := bufio.NewWriter(w)
	for _, t := range topics {
		for i, doc := range run[t.ID] {
			fmt.Fprintf(b, "%s Q0 %s %d %.4f fumikura\n", t.ID, doc, i+1, 1/float64(i+1))
		}
	}
	return b.Flush()
}
