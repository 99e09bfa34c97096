package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index/opensearch/servertest"
	"github.com/fumikura/fumikura/internal/sample"
)

// TestACluster runs the commands of an owner whose index is in a cluster, and takes the cluster away under the server.
func TestACluster(t *testing.T) {
	servertest.Need(t)
	cluster, err := servertest.Start(1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := cluster.Close(); err != nil {
			t.Error(err)
		}
	})
	g, address := growingBlog(t)
	post := sample.Posts("")[0].URL
	g.lost.Store(post, true)
	h := &house{t: t, data: filepath.Join(t.TempDir(), "data"), env: []string{"FUMIKURA_CONFIG=" + clusterConfigOf(t, cluster)}}

	h.must(1, "search", "コンテナ")
	h.must(0, "reindex", address)
	first := h.clusterStatus()
	if len(first.Generations) != 1 || first.Generations[0].Bytes == 0 || first.Posts == 0 || first.Live != first.Generations[0].ID {
		t.Errorf("status tells %+v", first)
	}
	if said := h.must(0, "search", "コンテナ"); !strings.Contains(said, "コンテナ") {
		t.Errorf("search says %q", said)
	}
	h.must(0, "check")
	server, base := h.serve()
	total := mustAsk(t, base, "").Total

	g.lost.Delete(post)
	h.must(0, "reindex")
	h.takenFromCluster(base, total+1)
	second := h.clusterStatus()
	if len(second.Generations) != 2 || slices.ContainsFunc(second.Generations, func(g generationStatus) bool { return g.Bytes == 0 }) {
		t.Errorf("after a second run status tells %+v", second.Generations)
	}
	if said := h.must(0, "doctor", strings.TrimSuffix(address, "/")+post); !strings.Contains(said, "ok   indexed") {
		t.Errorf("doctor says %q", said)
	}
	h.must(0, "rollback")
	h.takenFromCluster(base, total)
	h.must(0, "reindex", "--rebuild") // which waits, for a rollback holds
	h.takenFromCluster(base, total)
	h.deskOfACluster(base, sample.Posts("")[0].Title)
	h.must(0, "publish")
	h.takenFromCluster(base, total+1)

	h.must(0, "forget", strings.TrimSuffix(address, "/")+post)
	h.takenFromCluster(base, total)
	if third := h.clusterStatus(); len(third.Generations) != 1 || third.Posts != total {
		t.Errorf("after a forget status tells %+v; older generations hold what was forgotten", third)
	}
	h.must(0, "reindex")
	h.takenFromCluster(base, total)

	h.clusterDies(cluster, base)
	if err := cluster.Restart(cluster.Nodes[0]); err != nil {
		t.Fatal(err)
	}
	h.takenFromCluster(base, total)
	if state := h.ready(base); state != "ready" {
		t.Errorf("when the cluster is back /readyz says %s", state)
	}
	stopInOrder(t, server)
}

// deskOfACluster looks at what waits in a cluster, of which a post is new, and tries and changes rules over it.
func (h *house) deskOfACluster(base, title string) {
	t := h.t
	file := filepath.Join(t.TempDir(), "queries.txt")
	if err := os.WriteFile(file, []byte(title+"\nコンテナ\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if said := h.must(0, "publish", "--dry-run", "--queries", file); !strings.Contains(said, "2 asked") || !strings.Contains(said, "→ 1  "+title) {
		t.Errorf("what waits is not compared with what is live: %s", said)
	}
	s := sit(t, base)
	for path, want := range map[string]string{"/desk?hl=en": "waits", "/desk/blogs": "100 %", "/desk/posts?q=コンテナ": "コンテナ", "/desk/query?q=コンテナ": "コンテナ",
		"/desk/review?replay=1&hl=en": title, "/desk/queries?hl=en": "Queries", "/desk/rules?propose=1": "rules/apply"} {
		if body := s.page(path); !strings.Contains(body, want) {
			t.Errorf("%s does not say %s: %s", path, want, body)
		}
	}
	hits := mustAsk(t, base, "コンテナ").Hits
	last := hits[len(hits)-1]
	form := url.Values{"since": {"0"}, "text": {"synonyms = [\"ペンギン, コンテナ\"]\n[[pin]]\nquery = \"コンテナ\"\nurls = [\"" + last.URL + "\"]\n"}}
	if body := s.send("/desk/rules/preview", "/desk/rules?hl=en", form); !strings.Contains(body, last.Title) || !strings.Contains(body, "first") {
		t.Errorf("the preview does not say what moves: %s", body)
	}
	s.send("/desk/rules/apply", "/desk/rules", form)
	if first := mustAsk(t, base, "コンテナ").Hits[0]; first.URL != last.URL {
		t.Errorf("%s comes first, and %s is pinned", first.URL, last.URL)
	}
	if found := mustAsk(t, base, "ペンギン").Total; found == 0 {
		t.Error("the synonym finds nothing")
	}
	s.send("/desk/rules/undo", "/desk/rules", url.Values{})
}

// clusterDies kills the cluster's only node, and wants the server and the commands to say so.
func (h *house) clusterDies(cluster *servertest.Cluster, base string) {
	t := h.t
	if err := cluster.Nodes[0].Kill(); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/api/v1/search?q=コンテナ", "/api/v1/suggest?q=コン"} {
		resp, err := http.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil || resp.StatusCode != http.StatusServiceUnavailable || resp.Header.Get("Retry-After") == "" || !strings.Contains(string(body), "cannot be reached") {
			t.Errorf("without its cluster %s gives %s, %s: %v", path, resp.Status, body, err)
		}
	}
	if !eventually(func() bool { return h.ready(base) != "ready" }) {
		t.Fatal("without its cluster /readyz goes on saying ready")
	}
	if said := h.must(1, "search", "コンテナ"); !strings.Contains(said, "no OpenSearch node answers") {
		t.Errorf("without its cluster search says %q", said)
	}
	if said := h.must(1, "reindex", "--rebuild"); !strings.Contains(said, "no OpenSearch node answers") {
		t.Errorf("without its cluster reindex says %q", said)
	}
}

func clusterConfigOf(t *testing.T, c *servertest.Cluster) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "fumikura.toml")
	text := fmt.Sprintf("engine = \"opensearch\"\n[opensearch]\naddresses = [%q]\ntimeout = \"2s\"\n[serve]\ndesk_token = \""+deskToken+"\"\n", c.Nodes[0].Address)
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func (h *house) clusterStatus() (s status) {
	h.t.Helper()
	said := h.must(0, "status", "--json")
	if err := json.Unmarshal([]byte(said), &s); err != nil {
		h.t.Fatalf("status --json says %q: %v", said, err)
	}
	return s
}

// takenFromCluster waits until the server finds so many posts.
func (h *house) takenFromCluster(base string, want int) {
	h.t.Helper()
	var last string
	found := func() bool {
		a, err := ask(base, "")
		last = fmt.Sprintf("%+v, %v", a, err)
		return err == nil && a.Total == want
	}
	if !eventually(found) {
		h.t.Fatalf("the server does not come to find %d posts; it gives %s", want, last)
	}
}
