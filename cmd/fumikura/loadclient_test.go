package main

import (
	"fmt"
	"io"
	"math"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"
)

// load asks a server.
type load struct {
	base    string
	queries []string
}

// seen is what came of many requests: how long each took, by status; 0 is no answer at all.
type seen struct {
	mu   sync.Mutex
	took map[int][]time.Duration
}

func (s *seen) add(status int, took time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.took[status] = append(s.took[status], took)
}

func (s *seen) count(status int) int { return len(s.took[status]) }

// saturate has so many clients ask one request after the other.
func (l *load) saturate(clients int, long time.Duration) *seen {
	s := &seen{took: map[int][]time.Duration{}}
	client, end := newLoadClient(), time.Now().Add(long)
	var group sync.WaitGroup
	for c := range clients {
		group.Go(func() {
			for i := c; time.Now().Before(end); i += clients {
				began := time.Now()
				s.add(l.ask(client, i, ""), time.Since(began))
			}
		})
	}
	group.Wait()
	client.CloseIdleConnections()
	return s
}

// offer asks at a rate, as readers do who know nothing of each other: a request is sent when it is due, however many are under way,
// and how long it takes counts from when it was due.
func (l *load) offer(rate float64, long time.Duration, reader func(int) string) *seen {
	s := &seen{took: map[int][]time.Duration{}}
	client, start := newLoadClient(), time.Now()
	var group sync.WaitGroup
	for i := range int(rate * long.Seconds()) {
		due := start.Add(time.Duration(float64(i) / rate * float64(time.Second)))
		time.Sleep(time.Until(due))
		group.Go(func() { s.add(l.ask(client, i, reader(i)), time.Since(due)) })
	}
	group.Wait()
	client.CloseIdleConnections()
	return s
}

func newLoadClient() *http.Client {
	const connections = 1000 // as browsers, which keep theirs
	return &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: connections, DisableCompression: true}}
}

// ask sends request number i and gives the status of the answer.
func (l *load) ask(client *http.Client, i int, reader string) int {
	req, err := http.NewRequest(http.MethodGet, l.base+"/api/v1/search?"+l.queries[i%len(l.queries)], nil)
	if err != nil {
		return 0
	}
	if reader != "" {
		req.Header.Set("X-Forwarded-For", reader)
	}
	resp, err := client.Do(req)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return 0
	}
	return resp.StatusCode
}

// report tells rates and waits; an answer that is neither a result nor a refusal fails the benchmark.
func (s *seen) report(b *testing.B, long time.Duration) {
	all := 0
	for status, took := range s.took {
		all += len(took)
		slices.Sort(took)
		at := func(p float64) float64 {
			return float64(took[int(math.Ceil(p*float64(len(took))))-1].Microseconds()) / 1000
		}
		switch status {
		case http.StatusOK:
			b.ReportMetric(float64(len(took))/long.Seconds(), "answered/s")
			b.ReportMetric(at(.50), "p50-ms")
			b.ReportMetric(at(.95), "p95-ms")
			b.ReportMetric(at(.99), "p99-ms")
		case http.StatusTooManyRequests, http.StatusServiceUnavailable:
			b.ReportMetric(float64(len(took))/long.Seconds(), fmt.Sprintf("refused-%d/s", status))
			b.ReportMetric(at(.95), fmt.Sprintf("refusal-%d-p95-ms", status))
		default:
			b.Errorf("%d requests have status %d", len(took), status)
		}
	}
	b.ReportMetric(float64(all)/long.Seconds(), "offered/s")
	b.ReportMetric(0, "ns/op")
}
