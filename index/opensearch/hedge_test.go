package opensearch

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

// nodes gives a client of two nodes, of which the first hangs until the test ends: it takes a request and never answers.
func nodes(t *testing.T, second http.HandlerFunc) *client {
	t.Helper()
	over := make(chan struct{})
	hanging := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-over:
		case <-r.Context().Done():
		}
	}))
	answering := httptest.NewServer(second)
	t.Cleanup(func() {
		close(over)
		hanging.Close()
		answering.Close()
	})
	o := Options{Addresses: []string{hanging.URL, answering.URL}, Timeout: askTimeout}
	c, err := dial(o, askTimeout, 0)
	if err != nil {
		t.Fatal(err)
	}
	if c.pool, err = newNodePool(o); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.close)
	c.late = 50 * time.Millisecond
	return c
}

func TestANodeThatHangsFailsNoQuestionThatAnotherAnswers(t *testing.T) {
	var preferred atomic.Int64
	c := nodes(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("preference") == "_local" {
			preferred.Add(1)
		}
		_, _ = w.Write([]byte(`{"ok":true}`))
	})
	for i := range 6 {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // the node hangs longer
		var out struct{ OK bool }
		err := c.do(ctx, http.MethodPost, "/x/_search?preference=q1&a=b", nil, &out)
		cancel()
		if err != nil || !out.OK {
			t.Fatalf("question %d: %v", i, err)
		}
	}
	if preferred.Load() == 0 {
		t.Error("no second question was asked of the node's own copies")
	}
}

func TestNobodyWaitsLongerThanHeWould(t *testing.T) {
	c := nodes(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	err := c.do(ctx, http.MethodGet, "/x", nil, nil)
	if !errors.Is(err, blog.ErrUnavailable) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("two nodes that hang give %v", err)
	}
}

func TestAnIndexOfAnotherArchiveIsNotBuiltOver(t *testing.T) {
	for _, c := range []struct {
		own, other string
		force      bool
		foreign    bool
	}{{"a", "b", false, true}, {"a", "b", true, false}, {"a", "a", false, false}, {"a", "", false, false}, {"", "b", false, true}} {
		e := &Engine{opts: Options{Archive: c.own, Force: c.force}}
		if got := e.foreign(manifest{Archive: c.other}); got != c.foreign {
			t.Errorf("to %q, forced %v, an index of %q is foreign: %v", c.own, c.force, c.other, got)
		}
	}
}

func TestASecondQuestionIsForOtherCopies(t *testing.T) {
	for _, c := range []struct{ path, body, wantPath, wantBody string }{
		{"/x/_search?a=b&preference=q1", "{}", "/x/_search?a=b&preference=_prefer_nodes%3An1%2Cn2", "{}"},
		{"/x/_search", "{}", "/x/_search?preference=_prefer_nodes%3An1%2Cn2", "{}"},
		{"/x/_msearch", "{" + string(anyCopy) + "}\n{}", "/x/_msearch", `{"preference":"_prefer_nodes:n1,n2"}` + "\n{}"},
		{"/_alias/x", "", "/_alias/x", ""},
	} {
		path, body := preferring("_prefer_nodes:n1,n2", c.path, []byte(c.body))
		if path != c.wantPath || string(body) != c.wantBody {
			t.Errorf("%s with %s becomes %s with %s", c.path, c.body, path, body)
		}
	}
}
