package opensearch_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/fumikura/fumikura/index/opensearch"
	"github.com/fumikura/fumikura/internal/blog"
)

func TestServersOfOtherKindsAndVersionsAreRefusedByName(t *testing.T) {
	for name, c := range map[string]struct{ greeting, want string }{
		"Elasticsearch":        {`{"version":{"number":"8.15.0"},"tagline":"You Know, for Search"}`, "Elasticsearch 8.15.0"},
		"OpenSearch 1":         {`{"version":{"number":"1.3.20","distribution":"opensearch"}}`, "OpenSearch 1.3.20"},
		"OpenSearch 4":         {`{"version":{"number":"4.0.0","distribution":"opensearch"}}`, "OpenSearch 4.0.0"},
		"something else":       {`{"hello":"world"}`, "an unknown server"},
		"an odd version":       {`{"version":{"number":"x","distribution":"opensearch"}}`, "OpenSearch x"},
		"a wrong kind of blob": {`{"version":{"number":"3"}}`, "unknown server of version 3"},
	} {
		t.Run(name, func(t *testing.T) {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, c.greeting) }))
			defer s.Close()
			_, err := opensearch.Open(t.Context(), opensearch.Options{Addresses: []string{s.URL}})
			if !errors.Is(err, blog.ErrUsage) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("it gives %v, want wrong usage naming %q", err, c.want)
			}
		})
	}
}

func TestWrongOptionsAreWrongUsage(t *testing.T) {
	for name, o := range map[string]opensearch.Options{
		"no address":            {},
		"an address of nothing": {Addresses: []string{"search-1:9200"}},
		"a name of others":      {Addresses: []string{"http://127.0.0.1:1"}, Name: "a,b*"},
		"no such authority":     {Addresses: []string{"https://127.0.0.1:1"}, CA: "no such file"},
		"no such synonyms":      {Addresses: []string{"http://127.0.0.1:1"}, Synonyms: "no such file"},
	} {
		if _, err := opensearch.Open(t.Context(), o); !errors.Is(err, blog.ErrUsage) {
			t.Errorf("%s gives %v", name, err)
		}
	}
}

func TestWhoIsNotLetInIsToldWhatToCheck(t *testing.T) {
	var lock sync.Mutex // the nodes are asked at once
	var asked []string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		lock.Lock()
		asked = append(asked, r.Header.Get("Authorization"))
		lock.Unlock()
		w.WriteHeader(http.StatusUnauthorized)
	}))
	defer s.Close()
	for name, o := range map[string]opensearch.Options{
		"Basic dTpw":  {User: "u", Password: "p"},
		"Bearer abc1": {Token: "abc1"},
	} {
		lock.Lock()
		asked = nil
		lock.Unlock()
		o.Addresses = []string{s.URL}
		_, err := opensearch.Open(t.Context(), o)
		if !errors.Is(err, blog.ErrUsage) || !strings.Contains(err.Error(), "check user, password and token") {
			t.Errorf("a refusal gives %v", err)
		}
		lock.Lock()
		if len(asked) == 0 || asked[0] != name {
			t.Errorf("the server was asked with %q, want %q", asked, name)
		}
		lock.Unlock()
	}
}
