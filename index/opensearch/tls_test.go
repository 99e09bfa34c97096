package opensearch_test

import (
	"encoding/pem"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/opensearch"
	"github.com/fumikura/fumikura/index/opensearch/servertest"
	"github.com/fumikura/fumikura/internal/blog"
)

// guarded stands before a node with a certificate of its own authority and lets in who shows the right header.
func guarded(t *testing.T, address, authorization string) (urlOf, ca string) {
	t.Helper()
	node, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(node)
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != authorization {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	s.StartTLS()
	t.Cleanup(s.Close)
	ca = filepath.Join(t.TempDir(), "ca.pem")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	if err := os.WriteFile(ca, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return s.URL, ca
}

func TestAClusterBehindTLSAndAPasswordOrATokenIsBuiltAndAsked(t *testing.T) {
	servertest.Need(t)
	c := server.get(t)
	for name, test := range map[string]struct {
		header string
		opts   opensearch.Options
	}{
		"a password": {"Basic dTpw", opensearch.Options{User: "u", Password: "p"}},
		"a token":    {"Bearer abc1", opensearch.Options{Token: "abc1"}},
	} {
		t.Run(name, func(t *testing.T) {
			address, ca := guarded(t, c.Nodes[0].Address, test.header)
			opts := test.opts
			opts.Addresses, opts.CA = []string{address}, ca
			e := openAt(t, c, opts)
			if _, err := build(t.Context(), e, index.Rebuild, posts(0, 20), nil); err != nil {
				t.Fatal(err)
			}
			if n, err := total(t.Context(), e); n != 20 || err != nil {
				t.Errorf("%d posts of 20 are found: %v", n, err)
			}
			wrong := opensearch.Options{Addresses: opts.Addresses, CA: ca, User: "u", Password: "wrong"}
			if _, err := opensearch.Open(t.Context(), wrong); !errors.Is(err, blog.ErrUsage) || !strings.Contains(err.Error(), "check user, password and token") {
				t.Errorf("a wrong password gives %v", err)
			}
		})
	}
}

func TestACertificateThatNobodyVouchesForIsNotBelieved(t *testing.T) {
	asked := false
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	s.StartTLS()
	defer s.Close()
	e, err := opensearch.Open(t.Context(), opensearch.Options{Addresses: []string{s.URL}, User: "u", Password: "p"})
	if err == nil {
		t.Cleanup(func() { _ = e.Close() }) // it was only opened
		_, err = e.Stats(t.Context())
	}
	if err == nil || asked || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("a server of an unknown authority was asked (%v), with %v", asked, err)
	}
}
