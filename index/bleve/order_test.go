package bleve

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestTheFirstOfManyAreThoseOfASort holds the selection against sorting all, with equal scores among them and for any place to begin.
func TestTheFirstOfManyAreThoseOfASort(t *testing.T) {
	before := func(a, b ranked) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.doc, b.doc)) }
	random := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		all := make([]ranked, random.IntN(60))
		for i := range all {
			all[i] = ranked{doc: uint32(i), score: float64(random.IntN(12))}
		}
		random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		most, from := random.IntN(40), random.IntN(40)
		l := leaders{most: most, before: before}
		for _, r := range all {
			l.add(r)
		}
		got := l.sorted(from)
		slices.SortFunc(all, before)
		want := all[:min(most, len(all))]
		if from = min(from, len(want)); len(got) != len(want) || !slices.Equal(got[from:], want[from:]) {
			t.Fatalf("the first %d from %d on of %v: %v", most, from, all, got)
		}
	}
}
