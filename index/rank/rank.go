// Package rank makes hits of what an engine found: in which order posts come, which words they may lack, what else a reader may
// have meant, and how a hit is shown. It is the same for every engine, so that an archive that moves keeps its ranking; it knows
// no postings and asks no index itself.
package rank

import (
	"cmp"
	"math"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/weight"
)

// Depth is how many hits, the best by their words alone, are ranked again by what stands where in them; a hundred give the same
// ranking as all.
const Depth = 100

// Rarity is the idf of what stands in some of all posts.
func Rarity(posts, all int) float64 {
	df, n := float64(posts), float64(max(all, posts))
	return math.Log(1 + (n-df+.5)/(df+.5))
}

// Worth is what another way of writing a word scores in place of its idf, from the idf of that way and of the word as typed, which is
// 0 where no post has it. What is only guessed to be meant never counts more than what was typed.
func Worth(a *plan.Alternative, way, typed float64) float64 {
	if w := a.Weight * way; !a.Guess || typed == 0 || w < typed {
		return w
	}
	return typed
}

// ScoresByFrequency says whether a way of writing scores by how often it stands in a post. A guess in several terms counts only for where it
// stands (Places): to find all posts that have it is dear, and it matches none by itself.
func ScoresByFrequency(a *plan.Alternative) bool { return !a.Guess || len(a.Terms) == 1 }

// SecondsYear is how many seconds a year has.
const SecondsYear = 365.25 * 24 * 3600

// Undated is the time of a post that has none.
const Undated = math.MinInt64

// Recency is the factor by which the score of a post rises for its age, from the seconds at which it and the newest were published.
// Age counts against the newest post, so that a result does not change while nothing is published.
func Recency(w weight.Weights, published, newest int64) float64 {
	if published == Undated {
		return 1
	}
	return 1 + w.Recency/(1+float64(newest-published)/(w.RecencyYears*SecondsYear))
}

// Aged is the factor of a post's age where the owner has it count so many times as much as usual.
func Aged(recency, times float64) float64 { return 1 + (recency-1)*times }

// ByDate compares the times of two posts for an order: the newest come first unless the oldest are wanted, those without a date
// last.
func ByDate(a, b int64, order index.Sort) int {
	if order == index.Oldest && a != Undated && b != Undated {
		return cmp.Compare(a, b)
	}
	return cmp.Compare(b, a)
}
