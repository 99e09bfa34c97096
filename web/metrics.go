package web

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics counts what the server does, for Prometheus.
type metrics struct {
	requests *prometheus.CounterVec
	latency  *prometheus.HistogramVec
	empty    prometheus.Counter
	handler  http.Handler
}

func newMetrics(s *Server) *metrics {
	m := &metrics{
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "fumikura_requests_total", Help: "Requests by class and status.",
		}, []string{"class", "status"}),
		latency: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "fumikura_request_seconds", Help: "Time to answer by class.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5},
		}, []string{"class"}),
		empty: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "fumikura_empty_searches_total", Help: "Searches that found nothing.",
		}),
	}
	registry := prometheus.NewRegistry()
	if s.LastRun != nil {
		registry.MustRegister(lastRun{s.LastRun, prometheus.NewDesc("fumikura_last_run", "Figures of the last run of reindex, by what was counted.", []string{"what"}, nil)})
	}
	registry.MustRegister(m.requests, m.latency, m.empty, generationAge(s), posts(s), &freshness{server: s, lastRun: s.LastRun}, buildInfo(s.Version),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.handler = promhttp.HandlerFor(registry, promhttp.HandlerOpts{DisableCompression: true})
	return m
}

// generationAge is in seconds; -1 while no generation is open.
func generationAge(s *Server) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "fumikura_generation_age_seconds", Help: "Time since the live generation was built; -1 without one.",
	}, func() float64 {
		stats, err := s.live(context.Background())
		if err != nil {
			return -1
		}
		return s.Clock().Sub(stats.Built).Seconds()
	})
}

func posts(s *Server) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "fumikura_posts", Help: "Posts in the live generation.",
	}, func() float64 {
		stats, err := s.live(context.Background())
		if err != nil {
			return 0
		}
		return float64(stats.Posts)
	})
}

func (m *metrics) count(c class, status int, took time.Duration) {
	m.requests.WithLabelValues(string(c), strconv.Itoa(status)).Inc()
	m.latency.WithLabelValues(string(c)).Observe(took.Seconds())
}

func (m *metrics) answer(w http.ResponseWriter, r *http.Request) error {
	w.Header().Set("Cache-Control", "no-store")
	m.handler.ServeHTTP(w, r)
	return nil
}

// lastRun collects the figures of the last run of reindex, which another process made.
type lastRun struct {
	figures func() map[string]float64
	desc    *prometheus.Desc
}

// Describe names the metric.
func (l lastRun) Describe(ch chan<- *prometheus.Desc) { ch <- l.desc }

// Collect gives a value for each figure.
func (l lastRun) Collect(ch chan<- prometheus.Metric) {
	for what, value := range l.figures() {
		ch <- prometheus.MustNewConstMetric(l.desc, prometheus.GaugeValue, value, what)
	}
}
