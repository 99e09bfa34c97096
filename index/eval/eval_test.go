package eval_test

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index/eval"
)

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

// The figures of these topics were worked out by hand.
func TestMeasureGivesWhatWasWorkedOutByHand(t *testing.T) {
	topics := []eval.Topic{
		{ID: "second", Kind: "x", Relevant: map[string]int{"a": 1}},
		{ID: "graded", Kind: "x", Relevant: map[string]int{"a": 3, "b": 1, "c": 0}},
		{ID: "missed", Kind: "y", Relevant: map[string]int{"a": 1}},
		{ID: "eleventh", Kind: "y", Relevant: map[string]int{"a": 1}},
		{ID: "nothing is right", Relevant: map[string]int{"a": 0}},
		{ID: "twice", Relevant: map[string]int{"a": 1, "b": 1}},
	}
	run := eval.Run{
		"second":   {"x", "a"},
		"graded":   {"c", "b", "x", "a"},
		"eleventh": {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "a"},
		"twice":    {"a", "a"},
	}
	r := eval.Measure(topics, run)
	// second: 1/log2(3) = .63093; graded: (1/log2(3) + 3/log2(5)) / (3 + 1/log2(3)) = (.63093+1.29203)/3.63093; twice: 1/(1+.63093).
	l3, l5 := math.Log2(3), math.Log2(5)
	want := map[string]eval.Outcome{
		"second":   {Rank: 2, MRR: 0.5, NDCG: 1 / l3, Recall: 1},
		"graded":   {Rank: 2, MRR: 0.5, NDCG: (1/l3 + 3/l5) / (3 + 1/l3), Recall: 1},
		"missed":   {},
		"eleventh": {},
		"twice":    {Rank: 1, MRR: 1, NDCG: 1 / (1 + 1/l3), Recall: 0.5},
	}
	if len(r.Outcomes) != len(want) {
		t.Fatalf("%d topics were measured, want %d", len(r.Outcomes), len(want))
	}
	for _, o := range r.Outcomes {
		w := want[o.Topic.ID]
		if o.Rank != w.Rank || !near(o.MRR, w.MRR) || !near(o.NDCG, w.NDCG) || !near(o.Recall, w.Recall) {
			t.Errorf("%s: got %+v, want %+v", o.Topic.ID, o, w)
		}
	}
	if !near(r.All.MRR, 2.0/5) || !near(r.All.Recall, 2.5/5) || r.All.Missed != 2 || r.All.Topics != 5 {
		t.Errorf("all: %+v", r.All)
	}
	if x := r.Kinds["x"]; !near(x.MRR, 0.5) || x.Topics != 2 || x.Missed != 0 {
		t.Errorf("kind x: %+v", x)
	}
	if got := r.KindNames(); !reflect.DeepEqual(got, []string{"x", "y"}) {
		t.Errorf("kinds %v", got)
	}
	if m := r.Misses(); len(m) != 2 || m[0].Topic.ID != "missed" {
		t.Errorf("misses %v", m)
	}
}

func TestDiffTellsLossesFirst(t *testing.T) {
	topics := []eval.Topic{}
	for _, id := range []string{"won", "same", "lost", "gone"} {
		topics = append(topics, eval.Topic{ID: id, Relevant: map[string]int{"a": 1}})
	}
	old := eval.Measure(topics, eval.Run{"won": {"x", "a"}, "same": {"a"}, "lost": {"a"}, "gone": {"a"}})
	now := eval.Measure(topics, eval.Run{"won": {"a"}, "same": {"a"}, "lost": {"x", "a"}})
	var got []string
	for _, c := range eval.Diff(old, now) {
		got = append(got, c.Topic.ID)
	}
	if want := []string{"gone", "lost", "won"}; !reflect.DeepEqual(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestEveryFormOfTopicsIsRead(t *testing.T) {
	want := []eval.Topic{
		{ID: "1", Query: "コンテナ 監視", Relevant: map[string]int{"a": 1, "b": 2}},
		{ID: "2", Query: "C++ & C#", Relevant: map[string]int{"c": 1}},
	}
	files, err := filepath.Glob("testdata/topics.*")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			f, err := os.Open(file)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			topics, err := eval.Topics(f)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(file, ".jsonl") {
				if err := eval.Judge(topics, strings.NewReader("1 0 a 1\n1\t0\tb\t2\n\n2 0 c 1\n9 0 z 1\n")); err != nil {
					t.Fatal(err)
				}
			}
			if !reflect.DeepEqual(topics, want) {
				t.Errorf("got\n%+v, want\n%+v", topics, want)
			}
		})
	}
}

func TestWhatCannotBeReadIsRefusedWithItsLine(t *testing.T) {
	for text, want := range map[string]string{
		"":                                    "there are none",
		"{\"qid\": \"1\"":                     "line 1",
		"{\"qid\":\"1\",\"query\":\"a\"}\n{}": "no id",
		"{\"qid\":\"1\",\"query\":\"a\",\"rel\":3}": "rel is neither",
		"1\ta\n1\tb":              "taken",
		"no tab":                  "no tab",
		"<top><num>1</num></top>": "no <title>",
	} {
		if _, err := eval.Topics(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want an error about %q", text, err, want)
		}
	}
	for text, want := range map[string]string{"1 0 a": "line 1 has 3", "1 0 a x": "no number"} {
		if err := eval.Judge(nil, strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want an error about %q", text, err, want)
		}
	}
	for text, want := range map[string]string{"1 Q0 a": "line 1 has 3", "1 Q0 a x 1 n": "no number"} {
		if _, err := eval.ReadRun(strings.NewReader(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want an error about %q", text, err, want)
		}
	}
}

func TestARunSurvivesBeingWritten(t *testing.T) {
	topics := []eval.Topic{{ID: "1"}, {ID: "2"}, {ID: "3"}}
	run := eval.Run{"1": {"b", "a"}, "2": {"https://blog.example.com/c"}}
	var b bytes.Buffer
	if err := eval.WriteRun(&b, topics, run); err != nil {
		t.Fatal(err)
	}
	if got, err := eval.ReadRun(&b); err != nil || !reflect.DeepEqual(got, run) {
		t.Errorf("got %v, %v", got, err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(`{"qid":"1","query":"a","rel":["x"]}`))
	f.Add([]byte("<top><num> Number: 1\n<title> a &amp; b\n</top>"))
	f.Add([]byte("1\ta\n2\tb"))
	f.Add([]byte("1 Q0 a 1 0.5 n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		topics, err := eval.Topics(bytes.NewReader(data))
		if err == nil {
			_ = eval.Judge(topics, bytes.NewReader(data))
			eval.Measure(topics, eval.Run{topics[0].ID: {"a"}})
		}
		if run, err := eval.ReadRun(bytes.NewReader(data)); err == nil && run == nil {
			t.Error("no run and no error")
		}
	})
}
