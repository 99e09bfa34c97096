package opensearch

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

const (
	// quorumNodes is from how many nodes on their majority is looked after: of two addresses nobody knows whether they are all the nodes.
	quorumNodes = 3
	// greetingTime is how long a node may take to say that it is there.
	greetingTime = 1500 * time.Millisecond
	// silentAfter is how long a greeting may go unanswered before the node is left alone. It answers one from memory, within a few
	// milliseconds; one that collects garbage for longer is asked again as soon as it has answered.
	silentAfter = 150 * time.Millisecond
)

// node is one node of the cluster, with whether it answers. The health check is a greeting (GET /), which a node answers by itself: one that
// hangs keeps its connections open and leaves it unanswered.
type node struct {
	*client
	silent atomic.Bool
	id     atomic.Pointer[string] // the cluster's name for it; nil until it has been told
	mu     sync.Mutex
	under  chan struct{} // closed when the greeting under way is over; nil when there is none
}

// ping sends a greeting unless one is under way, and gives a channel that is closed when it is over.
func (n *node) ping() <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.under != nil {
		return n.under
	}
	over := make(chan struct{})
	n.under = over
	go func() {
		defer func() {
			n.mu.Lock()
			n.under = nil
			n.mu.Unlock()
			close(over)
		}()
		ctx, cancel := context.WithTimeout(context.Background(), greetingTime)
		defer cancel()
		late := time.AfterFunc(silentAfter, func() { n.silent.Store(true) })
		r := n.attempt(ctx, http.MethodGet, "/", nil)
		late.Stop()
		n.silent.Store(r.err != nil)
		if r.err == nil && n.id.Load() == nil {
			n.learn(ctx)
		}
	}()
	return over
}

// learn asks a node for its id. An account that may not ask does without.
func (n *node) learn(ctx context.Context) {
	r := n.attempt(ctx, http.MethodGet, "/_nodes/_local?filter_path=nodes.*.name", nil)
	var told struct {
		Nodes map[string]json.RawMessage `json:"nodes"`
	}
	if r.err != nil || r.status != http.StatusOK || json.Unmarshal(r.body, &told) != nil {
		return
	}
	for id := range told.Nodes {
		n.id.Store(&id)
	}
}

// nodePool is the pool of nodes that the owner named, asked in turn (round robin); those that do not answer come last.
type nodePool struct {
	nodes []*node
	turn  atomic.Uint64
}

// newNodePool makes a client for each node.
func newNodePool(o Options) (*nodePool, error) {
	c := &nodePool{}
	for _, a := range o.Addresses {
		o.Addresses = []string{a}
		one, err := dial(o, o.Timeout, 0)
		if err != nil {
			return nil, err
		}
		c.nodes = append(c.nodes, &node{client: one})
	}
	return c, nil
}

func (c *nodePool) close() {
	for _, n := range c.nodes {
		<-n.greetingOver()
		n.client.close()
	}
}

func (n *node) greetingOver() <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.under != nil {
		return n.under
	}
	over := make(chan struct{})
	close(over)
	return over
}

// next gives the node to ask: one that answers and was not asked this yet, else one that answers, else any.
func (c *nodePool) next(asked map[*node]bool) *node {
	from := c.turn.Add(1)
	best, rank := (*node)(nil), 4
	for i := range c.nodes {
		n := c.nodes[(from+uint64(i))%uint64(len(c.nodes))]
		r := 0
		if n.silent.Load() {
			r += 2
		}
		if asked[n] {
			r++
		}
		if r < rank {
			best, rank = n, r
		}
	}
	return best
}

// silent is how many nodes do not answer.
func (c *nodePool) silent() (n int) {
	for _, one := range c.nodes {
		if one.silent.Load() {
			n++
		}
	}
	return n
}

// pingAll pings every node, and returns when all have answered, or after so long.
func (c *nodePool) pingAll(ctx context.Context, wait time.Duration) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	var under []<-chan struct{}
	for _, n := range c.nodes {
		under = append(under, n.ping())
	}
	for _, over := range under {
		select {
		case <-over:
		case <-timer.C:
			return
		case <-ctx.Done():
			return
		}
	}
}

// answering lists the ids of the nodes that answer; none when all do, or when one of them has not told its id.
func (c *nodePool) answering() string {
	if c.silent() == 0 {
		return ""
	}
	var ids []string
	for _, n := range c.nodes {
		if n.silent.Load() {
			continue
		}
		id := n.id.Load()
		if id == nil {
			return ""
		}
		ids = append(ids, *id)
	}
	return strings.Join(ids, ",")
}

// quorum is an error where most of the nodes that the owner named do not answer. A node that is cut off from the others goes on saying for
// half a minute which index is live; nothing can be built meanwhile, and a part of the index may be missing.
func (c *nodePool) quorum(ctx context.Context) error {
	c.pingAll(ctx, greetingTime)
	if ctx.Err() != nil || len(c.nodes) < quorumNodes {
		return nil
	}
	if n := len(c.nodes) - c.silent(); 2*n <= len(c.nodes) {
		return fmt.Errorf("%w: %d of %d nodes answer, which is no majority: %w", errDown, n, len(c.nodes), blog.ErrUnavailable)
	}
	return nil
}

// failed takes note of what came of asking a node: one that cannot be reached is left alone until it answers a greeting.
func (n *node) failed(ctx context.Context, r reply) {
	if ctx.Err() == nil && errors.Is(r.err, errDown) {
		n.silent.Store(true)
	}
}
