// Package eval measures how well a search finds: it reads queries with what is right for them, takes the ranked answers, and
// gives the usual figures. It does not search.
package eval

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// Depth is how many answers count: the first page.
const Depth = 10

// Topic is a query with the documents that are right for it.
type Topic struct {
	ID       string
	Query    string
	Kind     string         // a class of queries, to be counted apart; may be empty
	Relevant map[string]int // documents by their grade; 0 and less is judged not relevant
}

// Run is the ranked documents found for each topic, by its ID. A topic that is missing found nothing.
type Run map[string][]string

// Figures are means over topics.
type Figures struct {
	Topics int     `json:"topics"`
	MRR    float64 `json:"mrr"`    // of 1/rank of the first right answer among the first ten
	NDCG   float64 `json:"ndcg"`   // gain by grade, discounted by rank, against the best order there is
	Recall float64 `json:"recall"` // share of what is right among the first ten
	Missed int     `json:"missed"` // topics without any right answer among the first ten
}

// Outcome is how one topic went.
type Outcome struct {
	Topic  Topic   `json:"-"`
	Rank   int     `json:"rank"` // of the first right answer, 0 when there is none among the first ten
	MRR    float64 `json:"mrr"`
	NDCG   float64 `json:"ndcg"`
	Recall float64 `json:"recall"`
}

// Report is how a run went.
type Report struct {
	All      Figures            `json:"all"`
	Kinds    map[string]Figures `json:"kinds"` // by kind, for those that have one
	Outcomes []Outcome          `json:"-"`     // in the order of the topics; those without anything relevant are left out
}

// Measure compares a run with what is right. A topic for which nothing is relevant has no figures and is left out.
func Measure(topics []Topic, run Run) Report {
	r := Report{Kinds: map[string]Figures{}}
	byKind := map[string][]Outcome{}
	for _, t := range topics {
		if len(grades(t)) == 0 {
			continue
		}
		o := outcome(t, run[t.ID])
		r.Outcomes = append(r.Outcomes, o)
		if t.Kind != "" {
			byKind[t.Kind] = append(byKind[t.Kind], o)
		}
	}
	r.All = mean(r.Outcomes)
	for kind, outcomes := range byKind {
		r.Kinds[kind] = mean(outcomes)
	}
	return r
}

// outcome measures one topic.
func outcome(t Topic, ranked []string) Outcome {
	o := Outcome{Topic: t}
	best := grades(t)
	seen := map[string]bool{}
	gain, found := 0.0, 0
	for i, doc := range ranked[:min(Depth, len(ranked))] {
		grade := t.Relevant[doc]
		if grade <= 0 || seen[doc] {
			continue
		}
		seen[doc] = true
		found++
		gain += discounted(grade, i)
		if o.Rank == 0 {
			o.Rank = i + 1
			o.MRR = 1 / float64(o.Rank)
		}
	}
	ideal := 0.0
	for i, grade := range best[:min(Depth, len(best))] {
		ideal += discounted(grade, i)
	}
	o.NDCG = gain / ideal
	o.Recall = float64(found) / float64(len(best))
	return o
}

// discounted is the gain of a grade at a rank from 0, as TREC counts it: the grade over the logarithm of the rank.
func discounted(grade, i int) float64 { return float64(grade) / math.Log2(float64(i+2)) }

// grades gives the grades of what is relevant, the best first.
func grades(t Topic) []int {
	var out []int
	for _, grade := range t.Relevant {
		if grade > 0 {
			out = append(out, grade)
		}
	}
	slices.SortFunc(out, func(a, b int) int { return cmp.Compare(b, a) })
	return out
}

func mean(outcomes []Outcome) Figures {
	f := Figures{Topics: len(outcomes)}
	if f.Topics == 0 {
		return f
	}
	for _, o := range outcomes {
		f.MRR += o.MRR
		f.NDCG += o.NDCG
		f.Recall += o.Recall
		if o.Rank == 0 {
			f.Missed++
		}
	}
	n := float64(f.Topics)
	f.MRR, f.NDCG, f.Recall = f.MRR/n, f.NDCG/n, f.Recall/n
	return f
}

// Misses gives the outcomes without a right answer among the first ten.
func (r Report) Misses() []Outcome {
	var out []Outcome
	for _, o := range r.Outcomes {
		if o.Rank == 0 {
			out = append(out, o)
		}
	}
	return out
}

// KindNames gives the kinds in order.
func (r Report) KindNames() []string { return slices.Sorted(maps.Keys(r.Kinds)) }

// Change is a topic whose first right answer moved between two runs.
type Change struct {
	Topic    Topic
	Old, New int // ranks; 0 for none among the first ten
}

// Diff tells which topics went another way than before, those that lost most first, then those that won, most last.
func Diff(old, now Report) []Change {
	before := map[string]Outcome{}
	for _, o := range old.Outcomes {
		before[o.Topic.ID] = o
	}
	var out []Change
	for _, o := range now.Outcomes {
		if b, ok := before[o.Topic.ID]; ok && b.Rank != o.Rank {
			out = append(out, Change{o.Topic, b.Rank, o.Rank})
		}
	}
	slices.SortStableFunc(out, func(a, b Change) int { return cmp.Compare(a.gain(), b.gain()) })
	return out
}

// gain is what the change does to the reciprocal rank.
func (c Change) gain() float64 {
	rr := func(rank int) float64 {
		if rank == 0 {
			return 0
		}
		return 1 / float64(rank)
	}
	return rr(c.New) - rr(c.Old)
}
