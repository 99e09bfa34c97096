package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/eval"
	"github.com/fumikura/fumikura/internal/blog"
)

// answering is an engine that knows the answers to some queries.
type answering struct {
	index.Engine
	hits map[string][]string // addresses by query
}

func (a answering) Search(_ context.Context, r index.Request) (*index.Result, error) {
	res := &index.Result{}
	for _, url := range a.hits[r.Query.String()] {
		res.Hits = append(res.Hits, index.Hit{Post: blog.Post{ID: blog.NewID(url), URL: url}})
	}
	return res, nil
}

const evalQueries = `{"qid":"1","query":"猫","kind":"kw","rel":["https://blog.example.com/cat"]}
{"qid":"2","query":"犬","kind":"kw","rel":["2016/dog"]}
{"qid":"3","query":"鳥","kind":"nl","rel":["bird"]}
`

func evalTopics(t *testing.T) []eval.Topic {
	t.Helper()
	file := filepath.Join(t.TempDir(), "queries.jsonl")
	if err := os.WriteFile(file, []byte(evalQueries), 0o600); err != nil {
		t.Fatal(err)
	}
	topics, err := readTopics([]string{file})
	if err != nil {
		t.Fatal(err)
	}
	return topics
}

func runEval(t *testing.T, engine index.Engine, f evalFlags) string {
	t.Helper()
	var out bytes.Buffer
	a := &app{stdout: &out}
	if err := a.eval(t.Context(), engine, evalTopics(t), f); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestEvalPrintsFiguresMissesAndChanges(t *testing.T) {
	saved := filepath.Join(t.TempDir(), "before.run")
	runEval(t, answering{hits: map[string][]string{
		"猫": {"https://blog.example.com/cat"},
		"鳥": {"https://blog.example.com/bird.html"},
	}}, evalFlags{save: saved})
	got := runEval(t, answering{hits: map[string][]string{
		"猫": {"https://blog.example.com/other", "http://blog.example.com/cat"},
		"犬": {"https://blog.example.com/2016/dog/"},
	}}, evalFlags{diff: saved})
	for _, want := range []string{
		"before             3    0.667    0.667     0.667       1\n",
		"all                3    0.500    0.544     0.667       1\n",
		"kw                 2    0.750    0.815     1.000       0\n",
		"nl                 1    0.000    0.000     0.000       1\n",
		"missed  3  鳥\n",
		"1 → none  3  鳥\n1 → 2  1  猫\nnone → 1  2  犬\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("got\n%s, want in it\n%s", got, want)
		}
	}
}

func TestEvalPrintsJSON(t *testing.T) {
	var report struct {
		All    struct{ MRR float64 }
		Kinds  map[string]struct{ Missed int }
		Misses []struct{ QID string }
	}
	out := runEval(t, answering{}, evalFlags{json: true})
	if err := json.Unmarshal([]byte(out), &report); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if len(report.Misses) != 3 || report.Kinds["kw"].Missed != 2 || report.All.MRR != 0 {
		t.Errorf("got %s", out)
	}
}

func TestEvalRefusesWhatItCannotRead(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, files := range map[string][]string{
		"no such file":   {filepath.Join(dir, "none")},
		"no queries":     {file("empty", "")},
		"bad judgements": {file("q", evalQueries), file("bad", "1 0 a")},
	} {
		if _, err := readTopics(files); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	topics, err := readTopics([]string{file("bare.tsv", "1\t猫\n")})
	if err != nil {
		t.Fatal(err)
	}
	a := &app{stdout: &bytes.Buffer{}}
	if err := a.eval(t.Context(), answering{}, topics, evalFlags{}); !errors.Is(err, blog.ErrUsage) {
		t.Errorf("queries without judgements give %v", err)
	}
}
