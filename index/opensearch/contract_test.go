package opensearch_test

import (
	"fmt"
	"os"
	"sync/atomic"
	"testing"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/indextest"
	"github.com/fumikura/fumikura/index/opensearch"
	"github.com/fumikura/fumikura/index/opensearch/servertest"
)

var (
	server shared
	names  atomic.Int64
)

func TestMain(m *testing.M) {
	code := m.Run()
	if server.cluster != nil {
		if err := server.cluster.Close(); err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
	}
	os.Exit(code)
}

// open gives an engine with an archive of its own on the shared server.
func open(t *testing.T) *opensearch.Engine {
	t.Helper()
	servertest.Need(t)
	c := server.get(t)
	return openAt(t, c, opensearch.Options{Addresses: c.Addresses()})
}

func openAt(t testing.TB, c *servertest.Cluster, o opensearch.Options) *opensearch.Engine {
	t.Helper()
	o.Name = fmt.Sprintf("t%d", names.Add(1))
	e, err := opensearch.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
		drop(t, c.Nodes[0].Address, o.Name)
	})
	return e
}

func TestTheContractOfEveryEngine(t *testing.T) {
	servertest.Need(t)
	indextest.Run(t, func(t *testing.T) index.Engine { return open(t) })
}
