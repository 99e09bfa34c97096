package prefix

import (
	"container/heap"
	"sort"
	"strings"
)

// block is how many strings share one highest weight: enough for few blocks, few enough to look through one.
const block = 128

// Index is a sorted list of strings with weights. It does not change and is safe for concurrent use.
type Index struct {
	n      int
	key    func(int) string
	weight func(int) uint32
	most   []uint32 // the highest weight of each block
}

// New makes an index of n strings in order. Key and weight have to answer as long as it is used.
func New(n int, key func(int) string, weight func(int) uint32) *Index {
	x := &Index{n: n, key: key, weight: weight, most: make([]uint32, (n+block-1)/block)}
	for i := range n {
		x.most[i/block] = max(x.most[i/block], weight(i))
	}
	return x
}

// Range gives the strings that begin with a prefix: from the first to before the last.
func (x *Index) Range(prefix string) (from, to int) {
	from = sort.Search(x.n, func(i int) bool { return x.key(i) >= prefix })
	to = from + sort.Search(x.n-from, func(i int) bool { return !strings.HasPrefix(x.key(from+i), prefix) })
	return from, to
}

// Each gives the numbers of the strings that begin with a prefix, the heaviest first and those of one weight in order, until yield
// returns false.
func (x *Index) Each(prefix string, yield func(i int) bool) {
	from, to := x.Range(prefix)
	var q queue
	for b := from / block; b*block < to; b++ {
		q = append(q, item{x.most[b], b, true})
	}
	heap.Init(&q)
	for len(q) > 0 {
		top := heap.Pop(&q).(item)
		if !top.whole {
			if !yield(top.number) {
				return
			}
			continue
		}
		for i := max(from, top.number*block); i < min(to, (top.number+1)*block); i++ {
			heap.Push(&q, item{x.weight(i), i, false})
		}
	}
}

// item is a string, or a whole block of them that has not been looked through.
type item struct {
	weight uint32
	number int
	whole  bool
}

// queue is a priority queue (a binary heap) of items; a block comes before the strings of its weight, since it may hold one in front of them.
type queue []item

func (q queue) Len() int { return len(q) }
func (q queue) Less(i, j int) bool {
	a, b := q[i], q[j]
	if a.weight != b.weight {
		return a.weight > b.weight
	}
	if a.whole != b.whole {
		return a.whole
	}
	return a.number < b.number
}
func (q queue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)   { *q = append(*q, x.(item)) }
func (q *queue) Pop() any {
	last := len(*q) - 1
	x := (*q)[last]
	*q = (*q)[:last]
	return x
}
