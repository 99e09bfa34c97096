package web_test

import (
	"context"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/web"
)

var errNoGeneration = fmt.Errorf("open CURRENT: %w", blog.ErrNotFound)

// runner is a Reindexer whose run never ends.
type runner struct{ run web.Run }

func (r *runner) Start(context.Context) (web.Run, error) {
	if r.run.State == "running" {
		return r.run, fmt.Errorf("start a run: lock: %w", blog.ErrUnavailable)
	}
	now := time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)
	r.run = web.Run{State: "running", Started: &now}
	return r.run, nil
}

func (r *runner) State() web.Run { return r.run }

func TestReindexAsksForItsToken(t *testing.T) {
	server := serve(t, web.Options{Token: "secret", Reindex: &runner{}})
	address := server.URL + "/api/v1/reindex"
	for name, c := range map[string]struct {
		header string
		status int
	}{
		"no token":         {"", 401},
		"a wrong token":    {"Authorization: Bearer Secret", 401},
		"an empty token":   {"Authorization: Bearer ", 401},
		"another scheme":   {"Authorization: Basic secret", 401},
		"a prefix of it":   {"Authorization: Bearer secre", 401},
		"the right token":  {"Authorization: Bearer secret", 200},
		"the scheme small": {"Authorization: bearer secret", 200},
	} {
		if got := get(t, address, c.header); got.StatusCode != c.status {
			t.Errorf("%s: status %d, want %d", name, got.StatusCode, c.status)
		}
	}
	if got := get(t, address); got.Header.Get("WWW-Authenticate") == "" {
		t.Error("a 401 does not say how to authenticate")
	}
}

func TestReadinessTellsADegradedGeneration(t *testing.T) {
	engine := newFake()
	engine.stats.Degraded = "generation g2 is damaged: checksum of 00a.zap"
	server := serve(t, web.Options{Engine: engine})
	got := get(t, server.URL+"/readyz")
	if v := got.object(t); got.StatusCode != 200 || v["status"] != "degraded" || !strings.Contains(v["degraded"].(string), "damaged") {
		t.Errorf("status %d, %v", got.StatusCode, v)
	}
}

func TestReadersAreToldWhyThereIsNoAnswerNow(t *testing.T) {
	for name, c := range map[string]struct {
		err        error
		page, says string
	}{
		"CURRENT is not there":     {errNoGeneration, "記事はまだ読み込まれていません", "no index was published yet"},
		"nothing is published yet": {fmt.Errorf("search: %w", blog.ErrNoIndex), "記事はまだ読み込まれていません", "no index was published yet"},
		"no node lets us in":       {fmt.Errorf("OpenSearch does not let us in (401): inside: %w", blog.ErrUsage), "現在、検索を利用できません", "cannot be asked"},
		"no node answers":          {fmt.Errorf("no node answers at https://inside:9200: %w", blog.ErrUnavailable), "現在、検索を利用できません", "cannot be reached"},
	} {
		t.Run(name, func(t *testing.T) {
			engine := newFake()
			engine.statsErr = c.err
			server := serve(t, web.Options{Engine: engine})
			for path, want := range map[string]string{"/search?q=a": c.page, "/readyz": c.says, "/api/v1/search": c.says} {
				got := get(t, server.URL+path)
				if got.StatusCode != http.StatusServiceUnavailable || got.Header.Get("Retry-After") == "" || !strings.Contains(got.body, want) {
					t.Errorf("%s: status %d, Retry-After %q, %s", path, got.StatusCode, got.Header.Get("Retry-After"), got.body)
				}
				if strings.Contains(got.body, "CURRENT") || strings.Contains(got.body, "inside") {
					t.Errorf("%s tells of the inside of the server", path)
				}
			}
		})
	}
}

func TestMetricsCountWhatHappened(t *testing.T) {
	engine := newFake(&blog.Post{ID: "p", URL: "https://blog.example.com/p", Title: "題", Published: time.Unix(1714500000, 0)})
	engine.stats.Built = time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)
	last := map[string]float64{"started": 1714561200, "seconds": 42, "failed": 1, "succeeded": 1714500000}
	server := serve(t, web.Options{Engine: engine, Clock: func() time.Time { return engine.stats.Built.Add(time.Hour) }, Version: "1.2.3",
		LastRun: func() map[string]float64 { return last }})
	get(t, server.URL+"/api/v1/search?q=zzz")
	get(t, server.URL+"/api/v1/search?page=x")
	get(t, server.URL+"/search")
	got := get(t, server.URL+"/metrics").body
	for _, line := range []string{
		`fumikura_requests_total{class="api",status="200"} 1`,
		`fumikura_requests_total{class="api",status="400"} 1`,
		`fumikura_requests_total{class="page",status="200"} 1`,
		`fumikura_request_seconds_count{class="api"} 2`,
		`fumikura_empty_searches_total 1`,
		`fumikura_generation_age_seconds 3600`,
		`fumikura_posts 1`,
		`fumikura_generation_timestamp_seconds 1.7145648e+09`,
		`fumikura_build_info{goversion="` + runtime.Version() + `",version="1.2.3"} 1`,
		`fumikura_last_run_timestamp_seconds 1.714561242e+09`,
		`fumikura_last_run_duration_seconds 42`,
		`fumikura_last_run_success 0`,
		`fumikura_last_success_timestamp_seconds 1.7145e+09`,
		`fumikura_newest_post_timestamp_seconds 1.7145e+09`,
	} {
		if !strings.Contains(got, line+"\n") {
			t.Errorf("no line %s", line)
		}
	}
}
