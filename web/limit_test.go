package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/fumikura/fumikura/web"
)

func TestASearchThatTakesTooLongIsEnded(t *testing.T) {
	engine := newFake()
	engine.before = func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
	server := serve(t, web.Options{Engine: engine})
	got := get(t, server.URL+"/api/v1/search?q=a")
	if got.StatusCode != http.StatusServiceUnavailable || got.Header.Get("Retry-After") != "1" || !strings.Contains(got.body, "too long") {
		t.Errorf("status %d, Retry-After %q\n%s", got.StatusCode, got.Header.Get("Retry-After"), got.body)
	}
}

func TestTheSearchAfterThe64thIsRefused(t *testing.T) {
	engine := newFake()
	entered, leave := make(chan struct{}, 64), make(chan struct{})
	engine.before = func(context.Context) error { entered <- struct{}{}; <-leave; return nil }
	server := serve(t, web.Options{Engine: engine, Searches: 64})
	var group sync.WaitGroup
	for range 64 {
		group.Go(func() { get(t, server.URL+"/api/v1/search?q=a") })
	}
	for range 64 {
		<-entered
	}
	got := get(t, server.URL+"/api/v1/search?q=a")
	if got.StatusCode != http.StatusServiceUnavailable || got.Header.Get("Retry-After") == "" {
		t.Errorf("status %d, Retry-After %q", got.StatusCode, got.Header.Get("Retry-After"))
	}
	close(leave)
	group.Wait()
	if got := get(t, server.URL+"/api/v1/search?q=a"); got.StatusCode != http.StatusOK {
		t.Errorf("afterwards: status %d", got.StatusCode)
	}
}

func TestSearchesWaitForTheirTurn(t *testing.T) {
	engine := newFake()
	var running, most atomic.Int64
	engine.before = func(context.Context) error {
		most.Store(max(most.Load(), running.Add(1)))
		runtime.Gosched()
		running.Add(-1)
		return nil
	}
	server := serve(t, web.Options{Engine: engine, Searches: 1})
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			if got := get(t, server.URL+"/api/v1/search?q=a"); got.StatusCode != http.StatusOK {
				t.Errorf("status %d", got.StatusCode)
			}
		})
	}
	group.Wait()
	if most.Load() != 1 {
		t.Errorf("%d searches ran side by side", most.Load())
	}
}

func TestASearchThatIsGivenUpWhileItWaitsDoesNotRun(t *testing.T) {
	engine := newFake()
	entered, leave := make(chan struct{}, 1), make(chan struct{})
	engine.before = func(context.Context) error { entered <- struct{}{}; <-leave; return nil }
	s, err := web.New(web.Options{Engine: engine, Searches: 1})
	if err != nil {
		t.Fatal(err)
	}
	search := func(ctx context.Context) int {
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, httptest.NewRequestWithContext(ctx, http.MethodGet, "/api/v1/search?q=a", nil))
		return w.Code
	}
	first := make(chan int)
	go func() { first <- search(t.Context()) }()
	<-entered
	ctx, giveUp := context.WithCancel(t.Context())
	second := make(chan int)
	go func() { second <- search(ctx) }()
	giveUp()
	if status := <-second; status == http.StatusOK {
		t.Errorf("status %d", status)
	}
	close(leave)
	if status := <-first; status != http.StatusOK || engine.searches.Load() != 1 {
		t.Errorf("status %d after %d searches", status, engine.searches.Load())
	}
}

func TestEachAddressIsHeldToItsRate(t *testing.T) {
	now := time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)
	server := serve(t, web.Options{RateLimit: 2, Burst: 3, Clock: func() time.Time { return now }})
	address := server.URL + "/api/v1/search?q=a"
	status := func(header string) int { return get(t, address, header).StatusCode }
	for range 10 {
		if status("") != 200 {
			t.Fatal("a request of the machine itself is held")
		}
	}
	for range 3 {
		if status("X-Forwarded-For: 203.0.113.7") != 200 {
			t.Fatal("a request within the burst is held")
		}
	}
	got := get(t, address, "X-Forwarded-For: 203.0.113.7")
	if got.StatusCode != 429 || got.Header.Get("Retry-After") != "1" || got.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("the fourth: status %d, Retry-After %q", got.StatusCode, got.Header.Get("Retry-After"))
	}
	for name, header := range map[string]string{
		"what a client writes in front does not help": "X-Forwarded-For: 198.51.100.1, 203.0.113.7",
		"another header says the same":                `Forwarded: for="203.0.113.7:4711";proto=https`,
		"behind a second trusted proxy":               "X-Forwarded-For: 203.0.113.7, 127.0.0.2",
	} {
		if got := status(header); got != 429 {
			t.Errorf("%s: status %d", name, got)
		}
	}
	for name, header := range map[string]string{"another address": "X-Forwarded-For: 203.0.113.8", "an address of IPv6": `Forwarded: for="[2001:db8::1]"`} {
		if got := status(header); got != 200 {
			t.Errorf("%s: status %d", name, got)
		}
	}
	if status(`Forwarded: for="[2001:db8::2]"`) != 200 || status(`Forwarded: for="[2001:db8::3]:80"`) != 200 || status("X-Forwarded-For: 2001:db8::4") != 429 {
		t.Error("addresses of one IPv6 network do not count as one")
	}
	if got := get(t, server.URL+"/widget.js", "X-Forwarded-For: 203.0.113.7").StatusCode; got != 200 {
		t.Errorf("the box itself: status %d", got)
	}
	now = now.Add(time.Second)
	if status("X-Forwarded-For: 203.0.113.7") != 200 {
		t.Error("a second later it is still held")
	}
}

func TestAForwardingHeaderCountsFromTrustedProxiesOnly(t *testing.T) {
	server := serve(t, web.Options{RateLimit: 1, Burst: 1, TrustedProxies: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}})
	first := get(t, server.URL+"/search", "X-Forwarded-For: 203.0.113.1").StatusCode
	second := get(t, server.URL+"/search", "X-Forwarded-For: 203.0.113.2").StatusCode
	if first != 200 || second != 429 {
		t.Errorf("two made-up addresses from one peer: %d, %d", first, second)
	}
}
