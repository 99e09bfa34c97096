package prefix_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index/prefix"
)

func TestTheHeaviestComeFirstAsASortWouldHaveIt(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 127, 128, 129, 3000} {
		keys, weights := make([]string, n), make([]uint32, n)
		for i := range keys {
			keys[i], weights[i] = fmt.Sprintf("%03x", r.IntN(0x400)), uint32(r.IntN(50))
		}
		slices.Sort(keys)
		x := prefix.New(n, func(i int) string { return keys[i] }, func(i int) uint32 { return weights[i] })
		for _, p := range []string{"", "0", "1a", "3ff", "zz"} {
			var want, got []int
			for i, k := range keys {
				if strings.HasPrefix(k, p) {
					want = append(want, i)
				}
			}
			slices.SortStableFunc(want, func(a, b int) int { return int(weights[b]) - int(weights[a]) })
			x.Each(p, func(i int) bool { got = append(got, i); return true })
			if !slices.Equal(got, want) {
				t.Fatalf("of %d strings those beginning with %q come as %v, want %v", n, p, got, want)
			}
			if len(want) > 3 {
				got = nil
				x.Each(p, func(i int) bool { got = append(got, i); return len(got) < 3 })
				if !slices.Equal(got, want[:3]) {
					t.Errorf("the first three of %q are %v, want %v", p, got, want[:3])
				}
			}
		}
	}
}
