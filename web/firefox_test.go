package web_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/websocket"
)

// fox is a Firefox with one tab, driven over WebDriver BiDi, which it speaks itself.
type fox struct {
	t       testing.TB
	tab     string
	conn    *websocket.Conn
	mu      sync.Mutex
	last    int
	waiting map[int]chan reply
}

// reply is what Firefox answers to a command.
type reply struct {
	ID      int             `json:"id"`
	Method  string          `json:"method"` // of an event
	Params  json.RawMessage `json:"params"`
	Result  json.RawMessage `json:"result"`
	Error   string          `json:"error"`
	Message string          `json:"message"`
}

// settings of the profile: the language of the pages, a caret that does not blink, and no going out.
var settings = map[string]any{
	"intl.accept_languages": "ja", "ui.caretBlinkTime": 0, "ui.prefersReducedMotion": 1, "browser.shell.checkDefaultBrowser": false,
	"app.update.enabled": false, "datareporting.policy.dataSubmissionEnabled": false, "remote.active-protocols": 1,
	"network.captive-portal-service.enabled": false, "network.connectivity-service.enabled": false, "extensions.update.enabled": false,
	"browser.safebrowsing.downloads.enabled": false, "services.settings.server": "data:,",
}

// firefox starts a Firefox of its own for the test.
func firefox(t testing.TB) *fox {
	t.Helper()
	var path string
	for _, name := range []string{"firefox-esr", "firefox"} {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Skip("no Firefox: install firefox-esr or firefox, or run .ci/tools")
	}
	profile := t.TempDir()
	var prefs strings.Builder
	for name, value := range settings {
		v, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&prefs, "user_pref(%q, %s);\n", name, v)
	}
	if err := os.WriteFile(filepath.Join(profile, "user.js"), []byte(prefs.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	command := exec.CommandContext(ctx, path, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0",
		"--remote-allow-origins", "http://127.0.0.1", "about:blank")
	command.Env = append(os.Environ(), "HOME="+profile, "MOZ_CRASHREPORTER_DISABLE=1")
	out, err := command.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatalf("start Firefox: %v", err)
	}
	t.Cleanup(func() {
		stop()
		_ = command.Wait() // it was killed
	})
	f := &fox{t: t, waiting: map[int]chan reply{}}
	f.connect(listening(t, out))
	f.begin()
	return f
}

// listening reads the address at which Firefox takes commands, and goes on reading so that it never has to wait.
func listening(t testing.TB, out io.Reader) string {
	t.Helper()
	said := bufio.NewScanner(out)
	form := regexp.MustCompile(`WebDriver BiDi listening on (ws://\S+)`)
	var all []string
	for said.Scan() {
		if m := form.FindStringSubmatch(said.Text()); m != nil {
			go func() { _, _ = io.Copy(io.Discard, out) }()
			return m[1]
		}
		all = append(all, said.Text())
	}
	t.Fatalf("Firefox takes no commands: %s", strings.Join(all, "\n"))
	return ""
}

func (f *fox) connect(address string) {
	f.t.Helper()
	config, err := websocket.NewConfig(address+"/session", "http://127.0.0.1")
	if err != nil {
		f.t.Fatal(err)
	}
	if f.conn, err = websocket.DialConfig(config); err != nil {
		f.t.Fatalf("connect to Firefox: %v", err)
	}
	f.conn.MaxPayloadBytes = 64 << 20
	f.t.Cleanup(func() { _ = f.conn.Close() })
	go f.listen()
}

// listen hands on what Firefox answers, and tells of scripts that fail.
func (f *fox) listen() {
	for {
		var r reply
		if err := websocket.JSON.Receive(f.conn, &r); err != nil {
			f.mu.Lock()
			for id, c := range f.waiting {
				c <- reply{ID: id, Error: "closed", Message: err.Error()}
				delete(f.waiting, id)
			}
			f.mu.Unlock()
			return
		}
		var said struct{ Type, Level, Text string }
		if r.Method == "log.entryAdded" && json.Unmarshal(r.Params, &said) == nil && said.Type == "javascript" && said.Level == "error" && !strings.Contains(said.Text, "/favicon.ico") {
			f.t.Errorf("a script failed: %s", said.Text) // the icon is Firefox's own wish, which a strict policy forbids
		}
		f.mu.Lock()
		if c := f.waiting[r.ID]; c != nil && r.Method == "" {
			delete(f.waiting, r.ID)
			c <- r
		}
		f.mu.Unlock()
	}
}

// ask sends a command; the time-out is against a hang, no test waits for it.
func (f *fox) ask(method string, params map[string]any) (json.RawMessage, error) {
	answer := make(chan reply, 1)
	f.mu.Lock()
	f.last++
	id := f.last
	f.waiting[id] = answer
	f.mu.Unlock()
	if err := websocket.JSON.Send(f.conn, map[string]any{"id": id, "method": method, "params": params}); err != nil {
		return nil, fmt.Errorf("%s: %w", method, err)
	}
	select {
	case r := <-answer:
		if r.Error != "" {
			return nil, fmt.Errorf("%s: %s: %s", method, r.Error, r.Message)
		}
		return r.Result, nil
	case <-time.After(time.Minute):
		return nil, fmt.Errorf("%s: no answer", method)
	}
}

func (f *fox) call(method string, params map[string]any) json.RawMessage {
	f.t.Helper()
	result, err := f.ask(method, params)
	if err != nil {
		f.t.Fatal(err)
	}
	return result
}

func (f *fox) begin() {
	f.t.Helper()
	f.call("session.new", map[string]any{"capabilities": map[string]any{}})
	f.call("session.subscribe", map[string]any{"events": []string{"log.entryAdded"}})
	var tree struct {
		Contexts []struct{ Context string }
	}
	if err := json.Unmarshal(f.call("browsingContext.getTree", map[string]any{}), &tree); err != nil || len(tree.Contexts) == 0 {
		f.t.Fatalf("Firefox has no tab: %v", err)
	}
	f.tab = tree.Contexts[0].Context
	f.size(1280, 900)
}

func (f *fox) size(width, height int) {
	f.t.Helper()
	f.call("browsingContext.setViewport", map[string]any{"context": f.tab, "viewport": map[string]int{"width": width, "height": height}})
}

func (f *fox) visit(address string) {
	f.t.Helper()
	f.call("browsingContext.navigate", map[string]any{"context": f.tab, "url": address, "wait": "complete"})
}

func (f *fox) back() {
	f.t.Helper()
	f.call("browsingContext.traverseHistory", map[string]any{"context": f.tab, "delta": -1})
}

// evaluate gives the value of a JavaScript expression, which may be a promise, as JSON.
func (f *fox) evaluate(expression string) (string, error) {
	result, err := f.ask("script.evaluate", map[string]any{
		"expression": "(async () => JSON.stringify(await (" + expression + ")) ?? 'null')()", "awaitPromise": true, "target": map[string]string{"context": f.tab},
	})
	if err != nil {
		return "", err
	}
	var value struct {
		Type             string
		Result           struct{ Value string }
		ExceptionDetails struct{ Text string }
	}
	if err := json.Unmarshal(result, &value); err != nil {
		return "", fmt.Errorf("read a value: %w", err)
	}
	if value.Type != "success" {
		return "", errors.New(value.ExceptionDetails.Text)
	}
	return value.Result.Value, nil
}

// read is evaluate into a value of Go.
func read[T any](f *fox, expression string) T {
	f.t.Helper()
	var v T
	text, err := f.evaluate(expression)
	if err == nil {
		err = json.Unmarshal([]byte(text), &v)
	}
	if err != nil {
		f.t.Fatalf("evaluate %s: %v", expression, err)
	}
	return v
}

// until waits for a JavaScript expression to be true.
func (f *fox) until(expression string) {
	f.t.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		got, err := f.evaluate("Boolean(" + expression + ")")
		if got == "true" {
			return
		}
		if time.Now().After(end) {
			f.t.Fatalf("waited in vain for %s: %v", expression, err)
		}
	}
}

// webdriverKeys are keys without a character, as WebDriver writes them.
var webdriverKeys = map[string]string{"Enter": "\ue007", "Escape": "\ue00c", "ArrowUp": "\ue013", "ArrowDown": "\ue015", "ArrowLeft": "\ue012", "ArrowRight": "\ue014", "Tab": "\ue004"}

// press presses keys one after the other, by name or as the characters of a text.
func (f *fox) press(keys ...string) {
	f.t.Helper()
	var actions []map[string]string
	for _, key := range keys {
		if named := webdriverKeys[key]; named != "" {
			key = named
		}
		for _, r := range key {
			actions = append(actions, map[string]string{"type": "keyDown", "value": string(r)}, map[string]string{"type": "keyUp", "value": string(r)})
		}
	}
	f.call("input.performActions", map[string]any{"context": f.tab, "actions": []any{map[string]any{"type": "key", "id": "keyboard", "actions": actions}}})
}

func (f *fox) shot(name string) {
	f.t.Helper()
	var picture struct{ Data []byte }
	if err := json.Unmarshal(f.call("browsingContext.captureScreenshot", map[string]any{"context": f.tab}), &picture); err != nil {
		f.t.Fatal(err)
	}
	dir := filepath.Join("..", "shots")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		f.t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "firefox-"+name+".png"), picture.Data, 0o644); err != nil {
		f.t.Fatal(err)
	}
}
