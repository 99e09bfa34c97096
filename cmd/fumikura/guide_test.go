package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/corpus"
	"github.com/fumikura/fumikura/internal/sample"
)

// block is a fenced block of the guide. Behind the language its info string says what the test does with it:
//
//	sh                   it runs, and must end well
//	sh exit=2            it runs, and must end with this exit code
//	sh serve NAME=VALUE  it goes on until the topic ends, with this in its environment; what it serves is what addresses lead to
//	sh not-run: why      it is left out, with the reason
type block struct {
	line       int
	lang, info string
	text       string
}

// maxNotRun is how many blocks of the whole guide may be left out.
const maxNotRun = 3

func guideBlocks(t *testing.T, topic, lang string) (text string, blocks []block) {
	t.Helper()
	text, err := guideText(topic, lang)
	if err != nil {
		t.Fatal(err)
	}
	open := false
	for i, line := range strings.Split(text, "\n") {
		info, fence := strings.CutPrefix(line, "```")
		switch {
		case fence && !open:
			lang, info, _ := strings.Cut(info, " ")
			blocks, open = append(blocks, block{line: i + 1, lang: lang, info: info}), true
		case fence:
			open = false
		case open:
			blocks[len(blocks)-1].text += line + "\n"
		}
	}
	if open {
		t.Errorf("%s.%s.md: a block is not closed", topic, lang)
	}
	return text, blocks
}

func TestTheGuideSaysTheSameInBothLanguages(t *testing.T) {
	files, err := fs.Glob(guideFiles, "guide/*.md")
	if err != nil || len(files) != 2*(len(guideTopics)-1) {
		t.Fatalf("%d files (%v), want two for each topic but the recipes", len(files), err)
	}
	comment := regexp.MustCompile(`\s+# .*`)
	heading := regexp.MustCompile(`(?m)^#+ `)
	for _, topic := range guideTopics {
		ja, jaBlocks := guideBlocks(t, topic, "ja")
		en, enBlocks := guideBlocks(t, topic, "en")
		if a, b := len(heading.FindAllString(ja, -1)), len(heading.FindAllString(en, -1)); a != b && topic != recipesTopic {
			t.Errorf("%s has %d headings in Japanese and %d in English", topic, a, b)
		}
		if len(jaBlocks) != len(enBlocks) {
			t.Errorf("%s has %d blocks in Japanese and %d in English", topic, len(jaBlocks), len(enBlocks))
			continue
		}
		for i, b := range enBlocks {
			j := jaBlocks[i]
			if b.lang+b.info != j.lang+j.info || comment.ReplaceAllString(b.text, "") != comment.ReplaceAllString(j.text, "") {
				t.Errorf("%s: the block at line %d differs from the Japanese one at line %d", topic, b.line, j.line)
			}
		}
	}
}

// guideRun is the machine on which a topic is followed: a data folder, a blog and a server.
type guideRun struct {
	t          *testing.T
	dir        string
	blog, addr string
	server     *program
}

func TestEveryCommandOfTheGuideRuns(t *testing.T) {
	corpus.Slow(t)
	for _, tool := range []string{"sh", "curl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("there is no %s, which the guide's commands need", tool)
		}
	}
	blog := httptest.NewUnstartedServer(nil)
	blog.Config.Handler = sample.Handler(sample.Options{Base: "http://" + blog.Listener.Addr().String() + "/"})
	blog.Start()
	defer blog.Close()
	read := t.TempDir()
	run(t, exitDone, "reindex", blog.URL+"/", "--data", read)
	notRun := 0
	for _, topic := range guideTopics {
		text, blocks := guideBlocks(t, topic, "en")
		for _, b := range blocks {
			if b.lang == "sh" && strings.HasPrefix(b.info, "not-run: ") {
				notRun++
			}
		}
		t.Run(topic, func(t *testing.T) {
			r := &guideRun{t: t, dir: t.TempDir(), blog: blog.URL, addr: freeAddress(t)}
			if topic != "start" { // the first hour begins with nothing
				if err := os.CopyFS(filepath.Join(r.dir, "fumikura-data"), os.DirFS(read)); err != nil {
					t.Fatal(err)
				}
			}
			if topic != "start" && topic != "platforms" { // these start their own
				r.serve("fumikura serve", "")
			}
			for _, b := range blocks {
				r.follow(b)
			}
			r.addresses(text)
		})
	}
	if notRun > maxNotRun {
		t.Errorf("%d blocks are not run, %d may be", notRun, maxNotRun)
	}
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// here puts the blog and the server of the test in the place of the guide's.
func (r *guideRun) here(s string) string {
	return strings.NewReplacer("https://blog.example.com", r.blog, "https://me:secret@blog.example.com", strings.Replace(r.blog, "http://", "http://me:secret@", 1),
		"https://search.example.com", "http://"+r.addr, "127.0.0.1:8080", r.addr).Replace(s)
}

func (r *guideRun) command(text, extra string) *exec.Cmd {
	cmd := exec.Command("sh", "-e", "-c", r.here(text))
	cmd.Dir = r.dir
	cmd.Env = append(os.Environ(), "PATH="+filepath.Dir(binary)+string(os.PathListSeparator)+os.Getenv("PATH"), "HOME="+r.dir,
		"TOKEN=a-long-random-word", "FUMIKURA_SERVE_ADDR="+r.addr, "FUMIKURA_SERVE_MCP=true", "FUMIKURA_SERVE_DESK_TOKEN=a-long-random-word")
	if name, _, ok := strings.Cut(extra, "="); ok {
		cmd.Env = append(cmd.Env, name+"=a-long-random-word")
	}
	return cmd
}

// follow does what a reader of the guide would do with a block.
func (r *guideRun) follow(b block) {
	r.t.Helper()
	extra, serves := strings.CutPrefix(b.info, "serve")
	switch {
	case b.lang != "sh" || strings.HasPrefix(b.info, "not-run: "):
	case serves:
		r.serve(b.text, strings.TrimSpace(extra))
	default:
		want := cmp.Or(strings.TrimPrefix(b.info, "exit="), "0")
		out, err := r.command(b.text, "").CombinedOutput()
		got := 0
		if exit, ok := err.(*exec.ExitError); ok {
			got = exit.ExitCode()
		} else if err != nil {
			r.t.Fatal(err)
		}
		if fmt.Sprint(got) != want {
			r.t.Errorf("line %d exits with %d, want %s:\n%s\n%s", b.line, got, want, b.text, out)
		}
	}
}

// serve starts what goes on, and ends what went on before.
func (r *guideRun) serve(text, extra string) {
	r.t.Helper()
	if r.server != nil {
		stopInOrder(r.t, r.server)
	}
	cmd := r.command("exec "+strings.TrimPrefix(text[strings.LastIndex(text, "fumikura "):], "exec "), extra)
	dir := cmd.Dir
	p := &program{t: r.t, Cmd: cmd}
	p.Dir, p.Stdout, p.Stderr = dir, p, p
	if err := p.Cmd.Start(); err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() {
		if p.ProcessState == nil {
			_ = p.Process.Kill() // it may have ended by itself
			_ = p.Wait()
		}
	})
	found := p.await(`(?:serves .* at|The search is at) http://(127\.0\.0\.1:\d+)/`)
	r.server, r.addr = p, found[1]
}

var guideAddress = regexp.MustCompile(`https?://[^\s"'<>)|` + "`" + `]+`)

// elsewhere are addresses that stand for those of the owner, and cannot be asked.
var elsewhere = []string{"https://search.example.com", "https://www.example.com", "http://proxy.example.com:3128", "https://search-1.example.com:9200",
	"https://search-2.example.com:9200", "https://search-3.example.com:9200", "https://blog.example.com/entry/1", "https://blog.example.com/logo.svg", "https://me:secret@"}

// addresses asks for every address of a text, and for every path that it names as one of the server.
func (r *guideRun) addresses(text string) {
	r.t.Helper()
	text = regexp.MustCompile("(?s)\n```sh.*?\n```").ReplaceAllString(text, "") // those have been asked by their commands
	for _, address := range guideAddress.FindAllString(text, -1) {
		address = strings.TrimRight(address, ".,;")
		if address == "https://" || slices.ContainsFunc(elsewhere, func(e string) bool { return strings.HasPrefix(address, e) }) && !strings.HasSuffix(address, "/widget.js") {
			continue
		}
		address = strings.Replace(address, "https://www.example.com/search-blog", "https://search.example.com", 1)
		r.answers(r.here(address), false)
	}
	for _, m := range regexp.MustCompile("`(?:(?:GET|POST) )?(/[a-z][a-z0-9./]*)`").FindAllStringSubmatch(text, -1) {
		switch m[1] {
		case "/robots.txt", "/api/v1", "/websub/": // of the blog; the beginnings of others
		default:
			r.answers("http://"+r.addr+m[1], true)
		}
	}
}

func (r *guideRun) answers(address string, anything bool) {
	r.t.Helper()
	resp, err := http.Get(address)
	if err != nil {
		r.t.Errorf("%s: %v", address, err)
		return
	}
	defer resp.Body.Close()
	_, _ = io.Copy(io.Discard, resp.Body)
	if resp.StatusCode == http.StatusNotFound || resp.StatusCode >= 400 && !anything {
		r.t.Errorf("%s answers %d", address, resp.StatusCode)
	}
}

// spans are what stands between backquotes outside of blocks.
func guideSpans(text string) []string {
	var out []string
	for _, m := range regexp.MustCompile("`([^`\n]+)`").FindAllStringSubmatch(regexp.MustCompile("(?s)\n```.*?\n```").ReplaceAllString(text, ""), -1) {
		out = append(out, m[1])
	}
	return out
}

func TestEveryCommandFlagAndKeyThatTheGuideNamesIsThere(t *testing.T) {
	a := &app{stdout: io.Discard, stderr: io.Discard, getenv: func(string) string { return "" }}
	root := a.rootCommand()
	keys := configKeys()
	etc := t.TempDir() + "/"
	write(t, etc, "synonyms.txt", "a, b\n")
	write(t, etc, "cluster-ca.pem", "")
	for _, topic := range guideTopics {
		for _, lang := range []string{"ja", "en"} {
			text, blocks := guideBlocks(t, topic, lang)
			for _, b := range blocks {
				if b.lang != "toml" {
					continue
				}
				c := defaultConfig()
				if err := decodeConfig([]byte(strings.ReplaceAll(b.text, "/etc/fumikura/", etc)), "fumikura.toml", &c); err != nil {
					t.Errorf("%s.%s.md:%d: %v", topic, lang, b.line, err)
				} else if err := c.check(); err != nil {
					t.Errorf("%s.%s.md:%d: %v", topic, lang, b.line, err)
				}
			}
			for _, span := range guideSpans(text) {
				words := strings.Fields(span)
				if words[0] == "fumikura" && len(words) > 1 {
					c, _, err := root.Find(words[1:])
					if err != nil || c == root && !strings.HasPrefix(words[1], "-") {
						t.Errorf("%s.%s.md: there is no command %q", topic, lang, span)
						continue
					}
					c.InitDefaultHelpFlag()
					for _, w := range words[2:] {
						if name, ok := strings.CutPrefix(w, "--"); ok && c.Flags().Lookup(name) == nil && c.InheritedFlags().Lookup(name) == nil {
							t.Errorf("%s.%s.md: %q: there is no flag --%s", topic, lang, span, name)
						}
					}
				}
				if m := regexp.MustCompile(`^(log|crawl|serve|page|import|opensearch)\.([a-z_]+)(?: = .*)?$`).FindStringSubmatch(span); m != nil && !slices.Contains(keys, m[1]+"."+m[2]) {
					t.Errorf("%s.%s.md: there is no key %s.%s", topic, lang, m[1], m[2])
				}
			}
		}
	}
}

// configKeys are the keys of the file that init writes.
func configKeys() []string {
	var keys []string
	table := ""
	for line := range strings.Lines(configTemplate()) {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			table = strings.Trim(line, "[]")
		}
		if m := regexp.MustCompile(`^# ([a-z_]+) = `).FindStringSubmatch(line); m != nil {
			keys = append(keys, table+"."+m[1])
		}
	}
	return keys
}

func TestTheGuideNamesEveryFieldOfTheQueryLanguage(t *testing.T) {
	for _, lang := range []string{"ja", "en"} {
		text, _ := guideBlocks(t, "search", lang)
		for _, d := range query.FieldTable() {
			if !strings.Contains(text, "`"+string(d.Name)+":") {
				t.Errorf("search.%s.md does not tell of %s:", lang, d.Name)
			}
		}
	}
}

// TestEveryMessageOfTheGuideIsOneOfTheProgram looks for the messages in the tables of troubleshooting in the source; … stands for what
// varies.
func TestEveryMessageOfTheGuideIsOneOfTheProgram(t *testing.T) {
	var source bytes.Buffer
	for _, floor := range []string{"cmd", "web", "index", "internal"} {
		err := filepath.WalkDir(filepath.Join("../..", floor), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			b, err := os.ReadFile(path)
			source.Write(b)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	said := regexp.MustCompile(`" \+\s+"`).ReplaceAllString(source.String(), "")
	messages := 0
	for _, lang := range []string{"ja", "en"} {
		text, _ := guideBlocks(t, "troubleshooting", lang)
		for _, m := range regexp.MustCompile("(?m)^\\| (?:`fumikura init` [^`]*)?`([^`]+)`").FindAllStringSubmatch(text, -1) {
			messages++
			for part := range strings.SplitSeq(m[1], "…") {
				if part = strings.TrimSpace(part); len(part) > 1 && !strings.Contains(said, part) {
					t.Errorf("troubleshooting.%s.md: the program does not say %q", lang, m[1])
				}
			}
		}
	}
	if messages < 50 {
		t.Errorf("%d messages were found in the tables, so that the test looks at the wrong place", messages)
	}
}

func TestTheGuideNamesFiguresThatThereAre(t *testing.T) {
	data := t.TempDir()
	_, base := serveData(t, data)
	body, err := fetchBody(base + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	metrics, err := os.ReadFile("../../web/metrics.go") // one without a value is not shown
	if err != nil {
		t.Fatal(err)
	}
	text, _ := guideBlocks(t, "operations", "en")
	for _, name := range regexp.MustCompile(`\bfumikura_[a-z_]+`).FindAllString(text, -1) {
		if !strings.Contains(body+string(metrics), name) {
			t.Errorf("there is no figure %s", name)
		}
	}
}

func TestTheGuideIsServedUnlessItIsSwitchedOff(t *testing.T) {
	data := t.TempDir()
	_, base := serveData(t, data)
	for _, lang := range []string{"ja", "en"} {
		for _, topic := range append(slices.Clone(guideTopics), "") {
			body, err := fetchBody(base + "/guide/" + topic + "?hl=" + lang)
			if err != nil {
				t.Fatal(err)
			}
			if topic != "" && (!strings.Contains(body, "<h2") && topic != recipesTopic || strings.Contains(body, ".md\"")) {
				t.Errorf("/guide/%s?hl=%s shows no text, or links to a file", topic, lang)
			}
			for _, link := range regexp.MustCompile(`href="(/guide/[^"#]*)(?:#[^"]*)?"`).FindAllStringSubmatch(body, -1) {
				resp, err := http.Get(base + link[1])
				if err != nil {
					t.Fatal(err)
				}
				resp.Body.Close()
				if resp.StatusCode != http.StatusOK {
					t.Errorf("/guide/%s links to %s, which answers %d", topic, link[1], resp.StatusCode)
				}
			}
		}
	}
	for path, want := range map[string]int{"/guide/nothing": 404, "/guide/../start": 404} {
		resp, err := http.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != want {
			t.Errorf("%s answers %d, want %d", path, resp.StatusCode, want)
		}
	}
	t.Setenv("FUMIKURA_SERVE_GUIDE", "false")
	_, base = serveData(t, data)
	resp, err := http.Get(base + "/guide")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusNotFound {
		t.Errorf("/guide answers %d with serve.guide = false", resp.StatusCode)
	}
}

func TestASlipInATopicIsAnsweredWithTheNearest(t *testing.T) {
	for typed, want := range map[string]string{"troubleshoot": "troubleshooting", "proxi": "proxy", "strat": "start", "recipes/nginx": "nginx.conf", "recipes/caddyfile": "Caddyfile"} {
		if out := run(t, exitUsage, "guide", typed); !strings.Contains(out, "did you mean "+want+"?") {
			t.Errorf("fumikura guide %s says %s", typed, out)
		}
	}
	run(t, exitUsage, "guide", "start", "--lang", "fr")
}

func TestTheReadmeIsShortAndItsLinksLeadSomewhere(t *testing.T) {
	body, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if n := len(strings.Fields(string(body))); n > 1200 {
		t.Errorf("README has %d words, 1200 are enough", n)
	}
	for _, m := range regexp.MustCompile(`\]\(([^)#]+)`).FindAllStringSubmatch(string(body), -1) {
		if _, err := os.Stat("../../" + m[1]); err != nil {
			t.Errorf("README links to %s: %v", m[1], err)
		}
	}
	for _, topic := range guideTopics {
		if topic != recipesTopic && !strings.Contains(string(body), "guide/"+topic+".en.md") {
			t.Errorf("README does not tell of the guide's %s", topic)
		}
	}
}
