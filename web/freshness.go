package web

import (
	"context"
	"runtime"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/fumikura/fumikura/index"
)

// What an alert asks of a search that is fed by runs elsewhere: when the last run was, how long it took, whether it went well, when one last
// did; and how old what readers see is. Times are Unix times, so that the alert and not this server knows what is too old.

// freshness collects them from the live generation and from the last run.
type freshness struct {
	server  *Server
	lastRun func() map[string]float64 // nil: no run is known of

	mu         sync.Mutex
	generation string // the one of which newest is known
	newest     time.Time
}

var (
	runTimeDesc     = describe("last_run_timestamp_seconds", "When the last run of reindex or import ended.")
	runTookDesc     = describe("last_run_duration_seconds", "How long the last run took.")
	runSuccessDesc  = describe("last_run_success", "Whether the last run came to its end (1) or failed and published nothing (0).")
	successTimeDesc = describe("last_success_timestamp_seconds", "When a run last came to its end without failing.")
	builtDesc       = describe("generation_timestamp_seconds", "When the live generation was built.")
	newestDesc      = describe("newest_post_timestamp_seconds", "When the newest post in the live generation was published.")
)

func describe(name, help string) *prometheus.Desc {
	return prometheus.NewDesc("fumikura_"+name, help, nil, nil)
}

// Describe names the metrics.
func (f *freshness) Describe(ch chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{runTimeDesc, runTookDesc, runSuccessDesc, successTimeDesc, builtDesc, newestDesc} {
		ch <- d
	}
}

// Collect gives what is known; what is not is left out, so that no alert takes a zero for a time.
func (f *freshness) Collect(ch chan<- prometheus.Metric) {
	give := func(d *prometheus.Desc, v float64) { ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v) }
	if run := f.run(); run != nil {
		give(runTimeDesc, run["started"]+run["seconds"])
		give(runTookDesc, run["seconds"])
		give(runSuccessDesc, 1-run["failed"])
		if at := run["succeeded"]; at > 0 {
			give(successTimeDesc, at)
		}
	}
	stats, err := f.server.live(context.Background())
	if err != nil {
		return
	}
	give(builtDesc, float64(stats.Built.Unix()))
	if newest := f.newestPost(stats); !newest.IsZero() {
		give(newestDesc, float64(newest.Unix()))
	}
}

func (f *freshness) run() map[string]float64 {
	if f.lastRun == nil {
		return nil
	}
	return f.lastRun()
}

// newestPost asks the engine once a generation.
func (f *freshness) newestPost(stats index.Stats) time.Time {
	f.mu.Lock()
	defer f.mu.Unlock()
	if stats.Generation == f.generation {
		return f.newest
	}
	ctx, cancel := context.WithTimeout(context.Background(), searchTimeout)
	defer cancel()
	r, err := f.server.Engine.Search(ctx, index.Request{Sort: index.Newest, Page: 1, Size: 1, Fold: index.FoldNone})
	if err != nil {
		return time.Time{} // it is asked again
	}
	f.generation, f.newest = stats.Generation, time.Time{}
	if len(r.Hits) > 0 {
		f.newest = r.Hits[0].Post.Published
	}
	return f.newest
}

// buildInfo is 1, with what the program was built from.
func buildInfo(version string) prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "fumikura_build_info", Help: "1, with the version of the program and of Go.",
		ConstLabels: prometheus.Labels{"version": version, "goversion": runtime.Version()},
	}, func() float64 { return 1 })
}
