//go:build unix

package opensearch_test

import (
	"context"
	"errors"
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/opensearch"
	"github.com/fumikura/fumikura/index/opensearch/servertest"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
)

const (
	// searchDeadline is how long a reader's search may take, as the web front has it; searchSlack times as long as the slowest one of a whole
	// cluster took, where this machine is so busy that this is more.
	searchDeadline = 2 * time.Second
	searchSlack    = 8
	// searchesBeside is how many searches are made while a node hangs.
	searchesBeside = 40
	// pauseBetween spreads them over more than one round of greetings.
	pauseBetween = 100 * time.Millisecond
)

// A node that is stopped keeps its connections open and answers nothing: the kernel of its machine takes requests that nobody reads, and the
// cluster itself takes half a minute to leave it. Each node is stopped in turn, also the one that manages the cluster.
func TestAStoppedNodeFailsNoSearch(t *testing.T) {
	servertest.Need(t)
	c, err := servertest.Start(3)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	for _, shards := range []int{1, 3} {
		e := openAt(t, c, opensearch.Options{Addresses: c.Addresses(), Shards: shards, Replicas: 1})
		if _, err := build(t.Context(), e, index.Rebuild, posts(0, 300), nil); err != nil {
			t.Fatal(err)
		}
		number := 0
		for i := range c.Nodes {
			becomeWhole(t, c)
			_, slowest := searchBeside(t, e, &number, time.Minute)
			deadline := max(searchDeadline, searchSlack*slowest)
			restart := stopNodes(t, c.Nodes[i])
			failed, longest := searchBeside(t, e, &number, deadline)
			_, ready := e.Stats(t.Context())
			restart()
			t.Logf("%d shards, node %d stopped: %d of %d searches failed within %s, the longest took %s, %s with all nodes", shards, i, failed, searchesBeside,
				deadline.Round(time.Millisecond), longest.Round(time.Millisecond), slowest.Round(time.Millisecond))
			if failed > 0 || ready != nil {
				t.Errorf("%d shards, node %d stopped: %d of %d searches failed; ready: %v", shards, i, failed, searchesBeside, ready)
			}
		}
		loseMajority(t, c, e)
	}
}

// loseMajority stops two nodes of three, and wants the engine to say so, and to come back.
func loseMajority(t *testing.T, c *servertest.Cluster, e *opensearch.Engine) {
	t.Helper()
	becomeWhole(t, c)
	restart := stopNodes(t, c.Nodes[0], c.Nodes[2])
	start := time.Now()
	eventually(t, "without a majority of its nodes the engine is not ready", func() bool {
		_, err := e.Stats(t.Context())
		return errors.Is(err, blog.ErrUnavailable)
	})
	t.Logf("that no majority is there was known after %s", time.Since(start).Round(time.Millisecond))
	restart()
	becomeWhole(t, c)
	eventually(t, "with a majority the engine is ready again", func() bool {
		_, err := e.Stats(t.Context())
		return err == nil
	})
}

// stopNodes stops the processes of nodes; restart lets them go on.
func stopNodes(t *testing.T, nodes ...*servertest.Node) (restart func()) {
	t.Helper()
	signal := func(s syscall.Signal) {
		for _, n := range nodes {
			if err := syscall.Kill(n.PID(), s); err != nil {
				t.Fatal(err)
			}
		}
	}
	signal(syscall.SIGSTOP)
	return func() { signal(syscall.SIGCONT) }
}

// becomeWhole waits until every node is in the cluster and every shard has its copies. A cluster that has left a node waits a minute for it.
func becomeWhole(t *testing.T, c *servertest.Cluster) {
	t.Helper()
	for c.Whole() != nil {
		if t.Context().Err() != nil {
			t.Fatal("the cluster does not become whole")
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// searchBeside makes searches that nobody has made before, so that each has to ask the cluster.
func searchBeside(t *testing.T, e *opensearch.Engine, number *int, deadline time.Duration) (failed int, longest time.Duration) {
	t.Helper()
	for n := range searchesBeside {
		*number++
		q, err := query.Parse(fmt.Sprintf("コンテナ その%d", *number))
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), deadline)
		res, err := e.Search(ctx, index.Request{Query: q, Facets: query.Facets()})
		cancel()
		longest = max(longest, time.Since(start))
		if err != nil || res.Total == 0 {
			failed++
			t.Logf("search %d: %v", n, err)
		}
		time.Sleep(pauseBetween)
	}
	return failed, longest
}
