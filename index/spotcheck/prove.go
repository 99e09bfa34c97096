package spotcheck

import (
	"errors"
	"fmt"
	"slices"

	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
)

const (
	// askedAtOnce is how many draws are asked in one go; a cluster answers as many in one request.
	askedAtOnce = 50
	// A post that is not found is an odd post, and taken out. Where more than mostMissed of those drawn from are not found, and more
	// than fewMissed, it is the index that is at fault, and publishing what is left would lose a part of every blog.
	mostMissed = 0.10
	fewMissed  = 3
)

// ErrIndex says that it is the new index that does not find posts, and not single posts that cannot be found.
var ErrIndex = errors.New("the new index does not find what stands in the posts")

// Probe is something that a post shows, and how a reader may ask for it.
type Probe struct {
	Post *blog.Post
	Node query.Node
}

// Prove draws n times and asks finds, which says of each draw whether it leads to its post. It gives the posts that are missed, each
// once with the first draw that misses it, and those that could not be put at all. Where they are too many it is ErrIndex.
func (s *Sample) Prove(n int, finds func([]Probe) ([]bool, error)) ([]blog.Missed, error) {
	all := slices.Clone(s.spoilt)
	known := func(id blog.ID) bool {
		return slices.ContainsFunc(all, func(m blog.Missed) bool { return m.ID == id })
	}
	drawn := map[blog.ID]bool{}
	for left := n; left > 0 && s.Len() > 0; left -= askedAtOnce {
		some := s.draws(min(left, askedAtOnce))
		found, err := finds(some)
		if err != nil {
			return nil, err
		}
		for i, a := range some {
			drawn[a.Post.ID] = true
			if !found[i] && !known(a.Post.ID) {
				all = append(all, missed(a.Post, fmt.Sprintf("a search for %s, which stands in it, does not find it", query.Query{Root: a.Node})))
			}
		}
	}
	if of := len(drawn) + len(s.spoilt); len(all) > fewMissed && float64(len(all)) > mostMissed*float64(of) {
		return nil, fmt.Errorf("%w: %d of %d are missed, such as %s: %s", ErrIndex, len(all), of, all[0].URL, all[0].Reason)
	}
	return all, nil
}

// draws draws n times and leaves out the places that have nothing to ask for.
func (s *Sample) draws(n int) []Probe {
	var some []Probe
	for range n {
		if post, node := s.Draw(); node != nil {
			some = append(some, Probe{post, node})
		}
	}
	return some
}

func missed(p *blog.Post, reason string) blog.Missed {
	return blog.Missed{ID: p.ID, Site: p.Site, URL: p.URL, Reason: reason}
}
