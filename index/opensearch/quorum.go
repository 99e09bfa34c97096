package opensearch

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

const (
	// quorumNodes is from how many nodes on their majority is looked after: of two addresses nobody knows whether they are all the nodes.
	quorumNodes = 3
	// quorumTime is how long a node may take to say that it is there.
	quorumTime = 1500 * time.Millisecond
)

// quorum is an error where most of the nodes that the owner named do not answer. A node that is cut off from the others goes on saying for
// half a minute which index is live; nothing can be built meanwhile, and a part of the index may be missing.
func (e *Engine) quorum(ctx context.Context) error {
	if len(e.each) < quorumNodes {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, quorumTime)
	defer cancel()
	var answered atomic.Int64
	var asked sync.WaitGroup
	for _, node := range e.each {
		asked.Go(func() {
			if r := node.attempt(ctx, http.MethodGet, "/", nil); r.err == nil {
				answered.Add(1)
			}
		})
	}
	asked.Wait()
	if n := int(answered.Load()); 2*n <= len(e.each) {
		return fmt.Errorf("%w: %d of %d nodes answer, which is no majority: %w", errDown, n, len(e.each), blog.ErrUnavailable)
	}
	return nil
}

// dialEach makes a client for each node.
func dialEach(o Options) ([]*client, error) {
	var all []*client
	for _, a := range o.Addresses {
		o.Addresses = []string{a}
		c, err := dial(o, quorumTime)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}
