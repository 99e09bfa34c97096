package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func TestAlertsFireInTheirCaseOnly(t *testing.T) {
	promtool := tool(t, "promtool") // of Prometheus
	dir := t.TempDir()
	write(t, dir, "prometheus-alerts.yml", recipeText(t, "prometheus-alerts.yml"))
	tests, err := os.ReadFile("testdata/prometheus-alerts-test.yml")
	if err != nil {
		t.Fatal(err)
	}
	write(t, dir, "tests.yml", string(tests))
	for _, args := range [][]string{{"check", "rules", "prometheus-alerts.yml"}, {"test", "rules", "tests.yml"}} {
		cmd := exec.Command(promtool, args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("promtool %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	for _, alert := range alertNames(t) { // a new alert needs a case
		if strings.Count(string(tests), alert) < 2 {
			t.Errorf("there is no test in which %s fires and one in which it does not", alert)
		}
	}
}

// alertFile is as much of a file of rules as these tests read.
type alertFile struct {
	Groups []struct {
		Rules []struct {
			Alert       string
			Expr        string
			Annotations map[string]string
		}
	}
}

func alerts(t *testing.T) (file alertFile) {
	t.Helper()
	if err := yaml.Unmarshal([]byte(recipeText(t, "prometheus-alerts.yml")), &file); err != nil {
		t.Fatal(err)
	}
	return file
}

func alertNames(t *testing.T) (names []string) {
	for _, g := range alerts(t).Groups {
		for _, r := range g.Rules {
			names = append(names, r.Alert)
			if r.Annotations["summary"] == "" || r.Annotations["todo"] == "" {
				t.Errorf("%s does not say what is wrong and what to do", r.Alert)
			}
		}
	}
	return names
}

func TestAlertsAndDashboardAskForFiguresThatThereAre(t *testing.T) {
	var asked []string
	for _, g := range alerts(t).Groups {
		for _, r := range g.Rules {
			asked = append(asked, r.Expr)
		}
	}
	var board struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal([]byte(recipeText(t, "grafana-dashboard.json")), &board); err != nil {
		t.Fatal(err)
	}
	if len(board.Panels) < 10 || len(asked) < 9 {
		t.Fatalf("%d panels and %d alerts were read", len(board.Panels), len(asked))
	}
	for _, p := range board.Panels {
		for _, target := range p.Targets {
			asked = append(asked, target.Expr)
		}
	}
	dir := t.TempDir()
	posts := write(t, dir, "posts.jsonl", `{"url":"https://blog.example.com/1","title":"掃除の当番表","published":"2024-03-01T10:00:00+09:00","text":"金曜の仕事は、くじで当番を決めます。"}`)
	data := filepath.Join(dir, "data")
	run(t, exitDone, "import", posts, "--data", data)
	_, base := serveData(t, data)
	for _, path := range []string{"/api/v1/search?q=" + "%E6%8E%83%E9%99%A4", "/search?q=nothing"} {
		if _, err := fetchBody(base + path); err != nil {
			t.Fatal(err)
		}
	}
	body, err := fetchBody(base + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	figures := regexp.MustCompile(`(?m)^[a-z_]+`).FindAllString(body, -1)
	for _, expr := range asked {
		for _, name := range regexp.MustCompile(`\b(?:fumikura|process)_[a-z_]+`).FindAllString(expr, -1) {
			if !slices.Contains(figures, name) {
				t.Errorf("%s: there is no figure %s", expr, name)
			}
		}
	}
	for _, want := range []string{`fumikura_last_run_success 1`, `fumikura_newest_post_timestamp_seconds 1.7092548e+09`, `fumikura_build_info{goversion="`} {
		if !strings.Contains(body, "\n"+want) {
			t.Errorf("the figures lack %s", want)
		}
	}
	run(t, exitDone, "health", "--ready", "--addr", strings.TrimSuffix(strings.TrimPrefix(base, "http://"), "/"))
	cmd := exec.Command(tool(t, "promtool"), "check", "metrics")
	cmd.Stdin = strings.NewReader(body)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("promtool check metrics: %v\n%s", err, out)
	}
}

func TestAServerThatIsNotThereIsNotWell(t *testing.T) {
	addr := freeAddress(t)
	if said := run(t, exitFailed, "health", "--addr", addr); !strings.Contains(said, "is fumikura serve running there?") {
		t.Errorf("said %s", said)
	}
	_, base := serveData(t, t.TempDir())
	addr = strings.TrimPrefix(base, "http://")
	run(t, exitDone, "health", "--addr", addr)
	if said := run(t, exitFailed, "health", "--ready", "--addr", addr); !strings.Contains(said, "503") {
		t.Errorf("a server without an index is ready: %s", said)
	}
}

func TestTheComposeFileStartsWhatTheContainerDoes(t *testing.T) {
	var file struct {
		Services map[string]struct {
			Command     []string
			Healthcheck struct{ Test []string }
			Build       struct{ Context, Dockerfile string }
			ReadOnly    bool `yaml:"read_only"`
		}
	}
	if err := yaml.Unmarshal([]byte(recipeText(t, "compose.yaml")), &file); err != nil {
		t.Fatal(err)
	}
	s := file.Services["fumikura"]
	if _, err := os.Stat(filepath.Join("deploy", s.Build.Context, s.Build.Dockerfile)); err != nil {
		t.Errorf("the compose file builds from nothing: %v", err)
	}
	var container []string
	if err := json.Unmarshal([]byte(commandOf(t, "Dockerfile", `(?m)^CMD (.*)$`)), &container); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(s.Command, container) || !s.ReadOnly {
		t.Errorf("the compose file starts %q, the container %q", s.Command, container)
	}
	var check []string
	if err := json.Unmarshal([]byte(commandOf(t, "Dockerfile", `(?m)^HEALTHCHECK .* CMD (.*)$`)), &check); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(s.Healthcheck.Test, append([]string{"CMD"}, check...)) {
		t.Errorf("the compose file asks %q, the container %q", s.Healthcheck.Test, check)
	}
	if docker, err := exec.LookPath("docker"); err == nil && exec.Command(docker, "compose", "version").Run() == nil {
		if out, err := exec.Command(docker, "compose", "-f", "deploy/compose.yaml", "config", "-q").CombinedOutput(); err != nil {
			t.Errorf("docker compose config: %v\n%s", err, out)
		}
	}
}

func TestTheServiceIsHardened(t *testing.T) {
	tool, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("there is no systemd-analyze")
	}
	unit := write(t, t.TempDir(), "fumikura.service", strings.ReplaceAll(recipeText(t, "fumikura.service"), "/usr/local/bin/fumikura", binary))
	out, err := exec.Command(tool, "security", "--offline=yes", "--threshold=20", "--no-pager", unit).CombinedOutput() // in tenths: at most 2.0 of 10
	if err != nil {
		t.Errorf("systemd-analyze security: %v\n%s", err, out)
	}
}
