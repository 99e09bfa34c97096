package opensearch_test

import (
	"context"
	"net/http"
	"os"
	"testing"

	"github.com/fumikura/fumikura/index/opensearch/servertest"
)

// given is the address of a running server to test instead of the tests' own, such as one of another version; its indices of the
// names of tests are removed.
const given = "FUMIKURA_TEST_OPENSEARCH"

// shared is the server that most tests ask; TestMain ends it.
type shared struct {
	cluster *servertest.Cluster
	err     error
	started bool
}

func (s *shared) get(t testing.TB) *servertest.Cluster {
	t.Helper()
	if !s.started {
		s.started = true
		if address := os.Getenv(given); address != "" {
			s.cluster = servertest.At(address)
		} else {
			s.cluster, s.err = servertest.Start(1)
		}
	}
	if s.err != nil {
		t.Fatalf("a server does not start: %v", s.err)
	}
	return s.cluster
}

// drop removes the indices of a test.
func drop(t testing.TB, address, name string) {
	req, err := http.NewRequestWithContext(context.Background(), http.MethodDelete, address+"/"+name+"-*,"+name+"_lexicon?ignore_unavailable=true", nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Errorf("the indices %s cannot be removed: %v", name, err)
		return
	}
	res.Body.Close()
}
