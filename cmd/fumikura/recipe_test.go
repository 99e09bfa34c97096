package main

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/pelletier/go-toml/v2"
	"go.yaml.in/yaml/v3"

	"github.com/fumikura/fumikura/internal/corpus"
	"github.com/fumikura/fumikura/internal/sample"
)

// toolFolders are where .ci/tools puts programs that this system does not have.
var toolFolders = []string{"../../.tools/npm/node_modules/.bin", "../../.tools/debian/usr/bin", "../../.tools/debian/usr/sbin"}

// tool gives the path of a program that a recipe is for, and skips where it is not installed.
func tool(t *testing.T, name string) string {
	t.Helper()
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	for _, dir := range toolFolders {
		if path, err := filepath.Abs(filepath.Join(dir, name)); err == nil {
			if _, err := os.Stat(path); err == nil {
				return path
			}
		}
	}
	t.Skipf("there is no %s (make tools installs what it can get)", name)
	return ""
}

func recipeText(t *testing.T, name string) string {
	t.Helper()
	b, err := recipeFiles.ReadFile("deploy/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// replaced puts test values in the place of a recipe's, each of which must be there.
func replaced(t *testing.T, text string, pairs ...string) string {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(text, pairs[i]) {
			t.Fatalf("the recipe has no %q", pairs[i])
		}
		text = strings.ReplaceAll(text, pairs[i], pairs[i+1])
	}
	return text
}

func write(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// upstream is Fumikura as a proxy sees it, which notes with which headers it is asked.
type upstream struct {
	*httptest.Server
	mu   sync.Mutex
	last *http.Request
}

func newUpstream(t *testing.T) *upstream {
	t.Setenv("FUMIKURA_SERVE_BASE", "https://www.example.com/search-blog")
	_, base := serveData(t, t.TempDir())
	to, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	u := &upstream{}
	pass := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(to); r.Out.Host = r.In.Host }}
	u.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		u.mu.Lock()
		u.last = r.Clone(r.Context())
		u.mu.Unlock()
		pass.ServeHTTP(w, r)
	}))
	t.Cleanup(u.Close)
	return u
}

func TestProxiesOfTheRecipesServeUnderANameAndAPathAndKeepInsideWhatIsTheOwners(t *testing.T) {
	for name, start := range map[string]func(t *testing.T, dir, listen, upstream string) *exec.Cmd{
		"nginx": startNginx, "caddy": startCaddy, "apache2": startApache,
	} {
		t.Run(name, func(t *testing.T) {
			tool(t, name)
			up := newUpstream(t)
			listen := freeAddress(t)
			dir := t.TempDir()
			if err := os.Chmod(dir, 0o755); err != nil { // Apache reads it as another user
				t.Fatal(err)
			}
			p := launch(t, start(t, dir, listen, strings.TrimPrefix(up.URL, "http://")))
			t.Cleanup(func() {
				_ = p.Process.Signal(syscall.SIGTERM) // a master that is killed leaves its workers
				_ = p.Wait()
			})
			awaitAnswer(t, p, listen)
			checkProxy(t, up, listen)
		})
	}
}

func startNginx(t *testing.T, dir, listen, upstream string) *exec.Cmd {
	conf := replaced(t, recipeText(t, "nginx.conf"), "listen 80;", "listen "+listen+";", "127.0.0.1:8080", upstream)
	write(t, dir, "site.conf", conf)
	main := write(t, dir, "nginx.conf", "daemon off; pid "+dir+"/pid; error_log stderr; worker_processes 1;\nevents {}\nhttp { access_log off; include "+dir+"/site.conf; }\n")
	return exec.Command(tool(t, "nginx"), "-p", dir, "-e", "stderr", "-c", main)
}

func startCaddy(t *testing.T, dir, listen, upstream string) *exec.Cmd {
	conf := replaced(t, recipeText(t, "Caddyfile"), "\nsearch.example.com {", "\nhttp://search.example.com:"+port(listen)+" {",
		"\nwww.example.com {", "\nhttp://www.example.com:"+port(listen)+" {", "127.0.0.1:8080", upstream)
	file := write(t, dir, "Caddyfile", "{\n\tadmin off\n\tauto_https off\n\tdefault_bind 127.0.0.1\n}\n"+conf)
	cmd := exec.Command(tool(t, "caddy"), "run", "--config", file, "--adapter", "caddyfile")
	cmd.Env = append(os.Environ(), "HOME="+dir, "XDG_DATA_HOME="+dir, "XDG_CONFIG_HOME="+dir)
	return cmd
}

func startApache(t *testing.T, dir, listen, upstream string) *exec.Cmd {
	conf := replaced(t, recipeText(t, "apache.conf"), "*:80>", "*:"+port(listen)+">", "127.0.0.1:8080", upstream)
	var head strings.Builder
	for _, m := range []string{"mpm_event", "authz_core", "proxy", "proxy_http", "headers"} {
		so := "/usr/lib/apache2/modules/mod_" + m + ".so"
		if _, err := os.Stat(so); err != nil {
			t.Skipf("there is no module %s of Apache", m)
		}
		fmt.Fprintf(&head, "LoadModule %s_module %s\n", m, so)
	}
	if os.Getuid() == 0 {
		head.WriteString("User www-data\nGroup www-data\n")
	}
	fmt.Fprintf(&head, "ServerRoot %s\nServerName localhost\nPidFile %s/pid\nErrorLog /dev/stderr\nListen %s\nDefaultRuntimeDir %s\n", dir, dir, listen, dir)
	return exec.Command(tool(t, "apache2"), "-D", "FOREGROUND", "-f", write(t, dir, "apache.conf", head.String()+conf))
}

func port(addr string) string { return addr[strings.LastIndex(addr, ":")+1:] }

func awaitAnswer(t *testing.T, p *program, addr string) {
	t.Helper()
	answers := func() bool {
		resp, err := http.Get("http://" + addr + "/")
		if err == nil {
			resp.Body.Close()
		}
		return err == nil
	}
	if !eventually(answers) {
		t.Fatalf("nothing answers at %s:\n%s", addr, p.said())
	}
}

func checkProxy(t *testing.T, up *upstream, listen string) {
	t.Helper()
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	ask := func(host, path string) (int, string) {
		req, err := http.NewRequest("GET", "http://"+listen+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Host = host
		req.Header.Set("X-Forwarded-For", "192.0.2.7") // what a reader makes up
		req.Header.Set("X-Forwarded-Prefix", "/elsewhere")
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, string(body)
	}
	for host, at := range map[string]string{"search.example.com": "", "www.example.com": "/search-blog"} {
		for path, want := range map[string]int{"/": 503, "/widget.js": 200, "/help": 200, "/healthz": 200, "/api/v1/search?q=a": 503, "/api/v1/reindex": 403} { // there is no index and no token
			if got, body := ask(host, at+path); got != want || strings.HasSuffix(path, "/help") && !strings.Contains(body, `href="/search-blog/`) {
				t.Errorf("%s%s%s answers %d, want %d", host, at, path, got, want)
			}
		}
		if got := up.last.Header.Get("X-Forwarded-For"); got != "127.0.0.1" {
			t.Errorf("%s: X-Forwarded-For is %q", host, got)
		}
		if got := up.last.Header.Get("X-Forwarded-Prefix"); got != "" {
			t.Errorf("%s: X-Forwarded-Prefix is %q", host, got)
		}
		if up.last.Host != host || up.last.Header.Get("X-Forwarded-Proto") != "http" {
			t.Errorf("%s: the host is %q and the scheme %q", host, up.last.Host, up.last.Header.Get("X-Forwarded-Proto"))
		}
		for _, path := range []string{"/metrics", "/desk", "/desk/", "/desk/posts"} {
			before := up.last
			if got, body := ask(host, at+path); got < 400 || strings.Contains(body, "fumikura_") || up.last != before {
				t.Errorf("%s%s%s is open: %d", host, at, path, got)
			}
		}
	}
}

func TestTheLinesOfTheCrontabRun(t *testing.T) {
	corpus.Slow(t)
	blog, data, dir := sampleBlog(t), t.TempDir(), t.TempDir()
	run(t, exitDone, "reindex", blog, "--data", data)
	lines := regexp.MustCompile(`(?m)^[*0-9]\S* \S+ \S+ \S+ \S+ (.+)$`).FindAllStringSubmatch(recipeText(t, "crontab"), -1)
	if len(lines) != 3 {
		t.Fatalf("%d lines", len(lines))
	}
	for _, line := range lines {
		for range 2 { // the backup of a week ago is there
			text := strings.ReplaceAll(strings.NewReplacer("/var/log/", dir+"/", "/var/backups/", dir+"/").Replace(line[1]), `\%`, "%")
			cmd := exec.Command("sh", "-c", text)
			cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(binary)+":"+os.Getenv("PATH"), "FUMIKURA_DATA="+data)
			if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 { // cron mails whatever is printed
				t.Errorf("%s: %v\n%s", line[1], err, out)
			}
		}
	}
}

func sampleBlog(t *testing.T) string {
	t.Helper()
	server := httptest.NewUnstartedServer(nil)
	server.Config.Handler = sample.Handler(sample.Options{Base: "http://" + server.Listener.Addr().String() + "/"})
	server.Start()
	t.Cleanup(server.Close)
	return server.URL + "/"
}

// wordPress stands in for WordPress: what the plugin hooks into, with real requests.
const wordPress = `<?php
define('ABSPATH', '/'); define('FUMIKURA_SERVER', getenv('SERVER') . '/'); define('FUMIKURA_TOKEN', getenv('TOKEN'));
$hooks = []; $scheduled = [];
function add_action($name, $f, $priority = 10, $args = 1) { global $hooks; $hooks[$name][] = $f; }
function wp_enqueue_script($handle, $src, $deps, $version, $args) { echo "script $src $args[strategy]\n"; }
function wp_next_scheduled($hook) { global $scheduled; return in_array($hook, $scheduled); }
function wp_schedule_single_event($time, $hook) { global $scheduled; $scheduled[] = $hook; echo "scheduled $hook\n"; }
function is_wp_error($answer) { return $answer === null; }
function wp_remote_retrieve_response_code($answer) { return $answer; }
function wp_remote_post($url, $args) {
	$head = ''; foreach ($args['headers'] as $name => $value) { $head .= "$name: $value\r\n"; }
	$http = ['method' => 'POST', 'header' => $head, 'ignore_errors' => true, 'timeout' => $args['timeout']];
	file_get_contents($url, false, stream_context_create(['http' => $http]));
	preg_match('/ (\d+) /', $http_response_header[0], $m); echo "answer $m[1]\n"; return (int) $m[1];
}
require $argv[1];
function fire($name, ...$args) { global $hooks; foreach ($hooks[$name] as $f) { $f(...$args); } }
$post = (object) ['post_type' => 'post']; $page = (object) ['post_type' => 'revision'];
fire('wp_enqueue_scripts');
fire('transition_post_status', 'draft', 'new', $post); fire('transition_post_status', 'publish', 'draft', $page); echo "quiet\n";
fire('transition_post_status', 'publish', 'draft', $post); fire('transition_post_status', 'publish', 'publish', $post);
fire('fumikura_reindex'); fire('fumikura_reindex');
`

func TestThePluginOfWordPressAddsTheBoxAndTellsOfNews(t *testing.T) {
	php := tool(t, "php")
	dir := t.TempDir()
	plugin := write(t, dir, "fumikura.php", recipeText(t, "wordpress-fumikura.php"))
	if out, err := exec.Command(php, "-l", plugin).CombinedOutput(); err != nil {
		t.Fatalf("php -l: %v\n%s", err, out)
	}
	blog, data := sampleBlog(t), t.TempDir()
	t.Setenv("FUMIKURA_SERVE_TOKEN", "word")
	t.Setenv("FUMIKURA_BLOGS", blog)
	server, base := serveData(t, data)
	defer stopInOrder(t, server) // with the run that was asked for
	cmd := exec.Command(php, write(t, dir, "wordpress.php", wordPress), plugin)
	cmd.Env = append(os.Environ(), "SERVER="+base, "TOKEN=word")
	out, err := cmd.CombinedOutput()
	want := "script " + base + "/widget.js defer\nquiet\nscheduled fumikura_reindex\nanswer 202\nanswer 409\nscheduled fumikura_reindex\n"
	if err != nil || string(out) != want {
		t.Errorf("the plugin does\n%s(%v), want\n%s", out, err, want)
	}
}

const boxLine = `<script src="https://search.example.com/widget.js"`

func TestThePartialOfHugoAddsTheBox(t *testing.T) {
	hugo := tool(t, "hugo")
	dir := t.TempDir()
	write(t, dir, "config.toml", "baseURL = 'https://blog.example.com/'\nlanguageCode = 'ja'\ndefaultContentLanguage = 'ja'\ndisableKinds = ['taxonomy', 'term']\n[params]\nfumikura = 'https://search.example.com'\n")
	write(t, dir, "layouts/partials/fumikura.html", recipeText(t, "hugo-fumikura.html"))
	write(t, dir, "layouts/_default/baseof.html", `<html lang="ja"><body>{{ block "main" . }}{{ end }}{{ partial "fumikura.html" . }}</body></html>`)
	write(t, dir, "layouts/_default/single.html", `{{ define "main" }}<article><h1>{{ .Title }}</h1><time datetime="{{ .Date.Format "2006-01-02T15:04:05Z07:00" }}">{{ .Date.Format "2006-01-02" }}</time>{{ .Content }}</article>{{ end }}`)
	write(t, dir, "layouts/_default/list.html", `{{ define "main" }}{{ range site.RegularPages }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}{{ end }}`)
	write(t, dir, "content/posts/hello.md", "---\ntitle: 港の朝\ndate: 2024-05-01T08:00:00+09:00\n---\n朝の港で、渡し船を待ちました。潮の匂いがして、鴎が鳴いていました。\n")
	cmd := exec.Command(hugo, "--quiet", "-s", dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("hugo: %v\n%s", err, out)
	}
	page, err := os.ReadFile(filepath.Join(dir, "public/posts/hello/index.html"))
	if err != nil || !strings.Contains(string(page), boxLine+` data-lang="ja" defer></script>`) {
		t.Errorf("the page has no box (%v):\n%s", err, page)
	}
	t.Run("the action imports what was built and asks the server", func(t *testing.T) { runAction(t, filepath.Join(dir, "public")) })
}

// runAction runs the steps of the composite action as a runner does.
func runAction(t *testing.T, built string) {
	tool(t, "bash")
	tool(t, "curl")
	var action struct {
		Inputs map[string]struct{ Default string }
		Runs   struct {
			Steps []struct {
				Name, If, Run string
				Env           map[string]string
			}
		}
	}
	if err := yaml.Unmarshal([]byte(recipeText(t, "action/action.yml")), &action); err != nil {
		t.Fatal(err)
	}
	t.Setenv("FUMIKURA_SERVE_TOKEN", "word")
	t.Setenv("FUMIKURA_BLOGS", sampleBlog(t))
	server, base := serveData(t, t.TempDir())
	defer stopInOrder(t, server) // with the run that was asked for
	dir := t.TempDir()
	given := map[string]string{"server": base, "token": "word", "import": built, "blog": "https://blog.example.com/"}
	input := regexp.MustCompile(`\$\{\{ inputs\.([a-z]+) \}\}`)
	for _, step := range action.Runs.Steps {
		cmd := exec.Command("bash", "-eo", "pipefail", "-c", step.Run)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(binary)+":"+os.Getenv("PATH"))
		for name, value := range step.Env {
			value = input.ReplaceAllStringFunc(value, func(s string) string {
				key := input.FindStringSubmatch(s)[1]
				in, known := action.Inputs[key]
				if !known {
					t.Errorf("the action has no input %s", key)
				}
				if v, ok := given[key]; ok {
					return v
				}
				return in.Default
			})
			cmd.Env = append(cmd.Env, name+"="+value)
		}
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v\n%s", step.Name, err, out)
		}
		if want := map[string]string{"Import": "Published 1 post", "Ask the server": "a run has begun"}[step.Name]; !strings.Contains(string(out), want) {
			t.Errorf("%s does not say %q:\n%s", step.Name, want, out)
		}
	}
}

func TestTheScriptOfHexoAddsTheBox(t *testing.T) {
	node := tool(t, "node")
	dir := t.TempDir()
	script := write(t, dir, "scripts/fumikura.js", recipeText(t, "hexo-fumikura.js"))
	t.Run("with what Hexo gives a script", func(t *testing.T) {
		out, err := exec.Command(node, "-e", `global.hexo = {config: {fumikura: 'https://search.example.com/'}, extend: {injector: {register(at, html) { console.log(at, html) }}}};
			require(process.argv[1])`, script).CombinedOutput()
		if err != nil || !strings.HasPrefix(string(out), "body_end "+boxLine) {
			t.Errorf("the script registers %s (%v)", out, err)
		}
	})
	t.Run("with Hexo itself", func(t *testing.T) {
		hexo := tool(t, "hexo")
		modules := filepath.Dir(filepath.Dir(hexo)) // its plugins lie beside it
		if err := os.Symlink(modules, filepath.Join(dir, "node_modules")); err != nil {
			t.Fatal(err)
		}
		write(t, dir, "package.json", `{"name":"blog","private":true,"hexo":{},"dependencies":{"hexo":"*","hexo-renderer-marked":"*","hexo-generator-index":"*","hexo-renderer-ejs":"*"}}`)
		write(t, dir, "_config.yml", "title: Blog\nurl: https://blog.example.com\ntheme: plain\nfumikura: https://search.example.com\n")
		write(t, dir, "themes/plain/layout/index.ejs", "<html><head></head><body><% page.posts.each(function(p) { %><h1><%= p.title %></h1><% }) %></body></html>")
		write(t, dir, "source/_posts/hello.md", "---\ntitle: 港の朝\ndate: 2024-05-01 08:00:00\n---\n渡し船を待ちました。\n")
		cmd := exec.Command(hexo, "generate")
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		page, _ := os.ReadFile(filepath.Join(dir, "public/index.html"))
		if err != nil || !strings.Contains(string(page), boxLine) {
			t.Errorf("the page has no box (%v):\n%s\n%s", err, out, page)
		}
	})
}

func TestTheIncludeOfJekyllAddsTheBox(t *testing.T) {
	jekyll := tool(t, "jekyll")
	dir := t.TempDir()
	write(t, dir, "_config.yml", "url: https://blog.example.com\nlang: ja\nfumikura: https://search.example.com\n")
	write(t, dir, "_includes/fumikura.html", recipeText(t, "jekyll-fumikura.html"))
	write(t, dir, "_layouts/default.html", "<html><body>{{ content }}{% include fumikura.html %}</body></html>")
	write(t, dir, "index.md", "---\nlayout: default\n---\n港の朝\n")
	out, err := exec.Command(jekyll, "build", "-s", dir, "-d", filepath.Join(dir, "_site")).CombinedOutput()
	page, _ := os.ReadFile(filepath.Join(dir, "_site/index.html"))
	if err != nil || !strings.Contains(string(page), boxLine+` data-lang="ja" defer></script>`) || strings.Contains(string(page), "Save this") {
		t.Errorf("the page has no box (%v):\n%s\n%s", err, out, page)
	}
}

// TestTheConfigurationOfDocusaurusNamesTheBox reads the configuration as Docusaurus does. A build of Docusaurus itself takes too long for a test.
func TestTheConfigurationOfDocusaurusNamesTheBox(t *testing.T) {
	file := write(t, t.TempDir(), "docusaurus.config.js", recipeText(t, "docusaurus.config.js"))
	out, err := exec.Command(tool(t, "node"), "-e", `const s = require(process.argv[1]).scripts[0]; console.log(s.src, s.defer)`, file).CombinedOutput()
	if err != nil || string(out) != "https://search.example.com/widget.js true\n" {
		t.Errorf("the configuration says %s (%v)", out, err)
	}
}

func TestTheLayoutOfAstroAddsTheBox(t *testing.T) {
	astro, dir := tool(t, "astro"), t.TempDir()
	if err := os.Symlink(filepath.Dir(filepath.Dir(astro)), filepath.Join(dir, "node_modules")); err != nil { // what it needs lies beside it
		t.Fatal(err)
	}
	write(t, dir, "package.json", `{"name":"blog","private":true}`)
	write(t, dir, "src/layouts/Layout.astro", recipeText(t, "astro-Layout.astro"))
	write(t, dir, "src/pages/index.astro", "---\nimport Layout from '../layouts/Layout.astro';\n---\n<Layout title=\"港の朝\"><p>渡し船を待ちました。</p></Layout>\n")
	cmd := exec.Command(astro, "build")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "ASTRO_TELEMETRY_DISABLED=1", "CI=true")
	out, err := cmd.CombinedOutput()
	page, _ := os.ReadFile(filepath.Join(dir, "dist/index.html")) // it says what is missing
	if err != nil || !strings.Contains(string(page), boxLine+` defer></script>`) {
		t.Errorf("the page has no box (%v):\n%s\n%s", err, out, page)
	}
}

// TestPagesWithTheLineHaveItAsTheServerExpectsIt looks at recipes whose platform cannot be had.
func TestPagesWithTheLineHaveItAsTheServerExpectsIt(t *testing.T) {
	for _, name := range []string{"hatena-footer.html", "ghost-footer.html"} {
		live := regexp.MustCompile(`(?s)<!--.*?-->`).ReplaceAllString(recipeText(t, name), "")
		if !regexp.MustCompile(`<script src="https://search\.example\.com/widget\.js"[^>]* defer></script>`).MatchString(live) {
			t.Errorf("%s has no such line", name)
		}
	}
}

func TestTheFilesOfCloudsSayWhatTheProgramTakes(t *testing.T) {
	var fly struct {
		Env   map[string]string
		Build struct{ Dockerfile string }
		HTTP  struct {
			Port   int `toml:"internal_port"`
			Checks []struct{ Path string }
		} `toml:"http_service"`
	}
	if err := toml.Unmarshal([]byte(recipeText(t, "fly.toml")), &fly); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat("../../" + fly.Build.Dockerfile); err != nil || fly.HTTP.Port != 8080 || len(fly.HTTP.Checks) != 1 {
		t.Errorf("fly.toml: %+v (%v)", fly, err)
	}
	var run struct {
		Spec struct {
			Template struct {
				Spec struct {
					Containers []struct {
						Args []string
						Env  []struct{ Name, Value string }
					}
				}
			}
		}
	}
	if err := yaml.Unmarshal([]byte(recipeText(t, "cloud-run.yaml")), &run); err != nil {
		t.Fatal(err)
	}
	c := run.Spec.Template.Spec.Containers[0]
	env := map[string]string{}
	for _, e := range c.Env {
		env[e.Name] = e.Value
	}
	for _, env := range []map[string]string{fly.Env, env} {
		taken := 0
		if _, err := loadConfig("", environment{get: func(name string) string {
			if env[name] != "" {
				taken++
			}
			return env[name]
		}}); err != nil || taken < len(env) {
			t.Errorf("%v: %d are taken (%v)", env, taken, err)
		}
	}
	c.Args[len(c.Args)-1] = "127.0.0.1:0"
	start(t, append(c.Args, "--data", t.TempDir())...).await(`at (http://127\.0\.0\.1:\d+)/`)
}
