package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/fumikura/fumikura/web"
)

// agent connects to a server as a program that runs agents does.
func agent(t *testing.T, transport sdk.Transport) *sdk.ClientSession {
	t.Helper()
	session, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), transport, nil)
	if err != nil {
		t.Fatalf("connect: %v", err)
	}
	t.Cleanup(func() { _ = session.Close() }) // a server that was asked nothing more does not mind
	return session
}

func agentAt(t *testing.T, server string) *sdk.ClientSession {
	t.Helper()
	return agent(t, &sdk.StreamableClientTransport{Endpoint: server + "/mcp"})
}

// use calls a tool and gives its structured answer, or the text of its error.
func use[T any](t *testing.T, s *sdk.ClientSession, tool string, arguments map[string]any) (answer T, refused string) {
	t.Helper()
	r, err := s.CallTool(t.Context(), &sdk.CallToolParams{Name: tool, Arguments: arguments})
	if err != nil {
		t.Fatalf("call %s: %v", tool, err)
	}
	if r.IsError {
		return answer, r.Content[0].(*sdk.TextContent).Text
	}
	b, err := json.Marshal(r.StructuredContent)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &answer); err != nil {
		t.Fatalf("%s: %v", b, err)
	}
	return answer, ""
}

type agentFound struct {
	Total, Page, Pages int
	Hits               []struct {
		ID, URL, Title, Snippet, Published string
		Tags                               []string
	}
}

type agentPost struct {
	ID, Title, Text, Note string
	NextOffset            int `json:"next_offset"`
}

type agentCounted struct {
	Total  int
	Facets map[string][]struct {
		Value string
		Count int
	}
}

func TestAnAgentSearchesAndReads(t *testing.T) {
	server := serve(t, web.Options{Engine: embedded(t), MCP: true, KeptPosts: true, Title: "見本のブログ"})
	patient(t, server.URL+"/api/v1/search?q=a") // makes the tables of this process
	s := agentAt(t, server.URL)
	if got := s.InitializeResult(); got.ServerInfo.Name != "fumikura" || !strings.Contains(got.Instructions, "見本のブログ") || got.Capabilities.Tools == nil {
		t.Errorf("the server says of itself %+v", got)
	}
	list, err := s.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, tool := range list.Tools {
		names = append(names, tool.Name)
		if tool.Annotations == nil || !tool.Annotations.ReadOnlyHint || tool.OutputSchema == nil {
			t.Errorf("%s does not say that it only reads, or what it gives", tool.Name)
		}
	}
	if fmt.Sprint(names) != "[get_post list_facets search_posts]" {
		t.Errorf("tools %v", names)
	}

	found, refused := use[agentFound](t, s, "search_posts", map[string]any{"query": "コンテナ", "tag": []string{"Docker", "検索"}, "year": []int{2014, 2020}, "size": 2})
	if refused != "" || found.Total == 0 || len(found.Hits) == 0 || !strings.Contains(found.Hits[0].Snippet+found.Hits[0].Title, "コンテナ") {
		t.Fatalf("found %+v %s", found, refused)
	}
	if strings.Contains(found.Hits[0].Snippet, "<mark>") {
		t.Errorf("the snippet has markup: %s", found.Hits[0].Snippet)
	}
	for name, by := range map[string]map[string]any{"id": {"id": found.Hits[0].ID}, "address": {"url": found.Hits[0].URL}} {
		post, refused := use[agentPost](t, s, "get_post", by)
		if refused != "" || post.Title != found.Hits[0].Title || !strings.Contains(post.Text, "## つまずいたところ\n\n設定を一つ") || !strings.Contains(post.Text, "```sh\ndocker build") ||
			!strings.Contains(post.Text, "- 小さく直す\n- すぐ確かめる\n\n> 急がば回れ") {
			t.Errorf("by %s: %+v %s", name, post, refused)
		}
	}
	counted, refused := use[agentCounted](t, s, "list_facets", map[string]any{"facets": []string{"tag", "year"}, "size": 3})
	if refused != "" || counted.Total != 42 || len(counted.Facets) != 2 || len(counted.Facets["tag"]) != 3 || counted.Facets["tag"][0].Count == 0 {
		t.Errorf("counted %+v %s", counted, refused)
	}
}

func TestAnAgentIsToldWhatIsWrong(t *testing.T) {
	server := serve(t, web.Options{MCP: true, KeptPosts: true})
	s := agentAt(t, server.URL)
	for name, c := range map[string]struct {
		tool      string
		arguments map[string]any
		says      string
	}{
		"a query that is too long":     {"search_posts", map[string]any{"query": strings.Repeat("猫", 257)}, "256 characters"},
		"too many words":               {"search_posts", map[string]any{"query": strings.Repeat("a b c d ", 10)}, "32 words"},
		"a sort that is none":          {"search_posts", map[string]any{"sort": "best"}, "relevance, newest, oldest"},
		"a page too deep":              {"search_posts", map[string]any{"page": 1001}, "narrow the search"},
		"a size too large":             {"search_posts", map[string]any{"size": 101}, "1 to 100"},
		"a field that is none":         {"search_posts", map[string]any{"q": "a"}, "q"},
		"a facet that is none":         {"list_facets", map[string]any{"facets": []string{"colour"}}, "none of tag"},
		"a post that is not there":     {"get_post", map[string]any{"id": "x"}, "no such post"},
		"a post without a name":        {"get_post", map[string]any{}, "by id or by url"},
		"an offset behind the end":     {"get_post", map[string]any{"id": samplePosts()[0].ID, "offset": 100_000}, "behind the end"},
		"an offset before the start":   {"get_post", map[string]any{"id": samplePosts()[0].ID, "offset": -1}, "from 0"},
		"a value that is too long":     {"search_posts", map[string]any{"tag": []string{strings.Repeat("x", 300)}}, "256 characters"},
		"more filters than are taken":  {"search_posts", map[string]any{"tag": strings.Fields(strings.Repeat("x ", 33))}, "32 values"},
		"an answer that is not public": {"get_post", map[string]any{"id": "x", "url": "y"}, "by id or by url"},
	} {
		if _, refused := use[map[string]any](t, s, c.tool, c.arguments); !strings.Contains(refused, c.says) {
			t.Errorf("%s: told %q, want %q in it", name, refused, c.says)
		}
	}
}

func TestALongPostIsReadInParts(t *testing.T) {
	engine := newFake()
	p := engine.posts[0]
	p.Blocks[0].Text = strings.Repeat("長い話の続きです。", 3000)
	s := agentAt(t, serve(t, web.Options{Engine: engine, MCP: true, KeptPosts: true}).URL)
	var text strings.Builder
	parts := 0
	for offset := 0; parts == 0 || offset > 0; parts++ {
		post, refused := use[agentPost](t, s, "get_post", map[string]any{"id": p.ID, "offset": offset})
		if refused != "" {
			t.Fatal(refused)
		}
		text.WriteString(post.Text)
		offset = post.NextOffset
	}
	if !strings.HasPrefix(text.String(), p.Blocks[0].Text+"\n\n## ") || parts != 2 {
		t.Errorf("%d parts, %d bytes", parts, text.Len())
	}
}

func TestATextThatIsKeptBackIsNotGivenToAgents(t *testing.T) {
	s := agentAt(t, serve(t, web.Options{MCP: true}).URL)
	post, refused := use[agentPost](t, s, "get_post", map[string]any{"id": samplePosts()[0].ID})
	if refused != "" || post.Text != "" || !strings.Contains(post.Note, "keeps the text") {
		t.Errorf("%+v %s", post, refused)
	}
}

// message sends one message of the protocol as a program that knows no library.
func message(t *testing.T, server, body string, header ...string) answer {
	t.Helper()
	return ask(t, http.MethodPost, server+"/mcp", body, append(header, "Accept: application/json, text/event-stream", "Content-Type: application/json")...)
}

const callSearch = `{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":"search_posts","arguments":{"query":"a"}}}`

func TestAgentsAreHeldToTheRate(t *testing.T) {
	server := serve(t, web.Options{MCP: true, RateLimit: 0.001, Burst: 4})
	from := "X-Forwarded-For: 203.0.113.9"
	for i := range 4 {
		if got := message(t, server.URL, fmt.Sprintf(callSearch, i), from); got.StatusCode != 200 || strings.Contains(got.body, `"isError":true`) {
			t.Fatalf("call %d: %d %s", i, got.StatusCode, got.body)
		}
	}
	if got := message(t, server.URL, fmt.Sprintf(callSearch, 5), from); got.StatusCode != 429 || got.Header.Get("Retry-After") == "" {
		t.Errorf("a fifth: %d %s", got.StatusCode, got.body)
	}
	if got := get(t, server.URL+"/api/v1/search?q=a", from); got.StatusCode != 429 {
		t.Errorf("the API does not count what was asked by /mcp: %d", got.StatusCode)
	}
	// Of several calls in one request, which older versions of the protocol allow, each counts.
	var calls []string
	for i := range 10 {
		calls = append(calls, fmt.Sprintf(callSearch, i))
	}
	got := message(t, server.URL, "["+strings.Join(calls, ",")+"]", "X-Forwarded-For: 203.0.113.10")
	if refused := strings.Count(got.body, `"isError":true`); got.StatusCode != 200 || refused != 6 {
		t.Errorf("of ten calls at once %d are refused, want 6: %d %s", refused, got.StatusCode, got.body)
	}
}

func TestAgentsPassTheGate(t *testing.T) {
	engine := newFake()
	engine.before = func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }
	s := agentAt(t, serve(t, web.Options{Engine: engine, MCP: true}).URL)
	if _, refused := use[agentFound](t, s, "search_posts", map[string]any{"query": "a"}); !strings.Contains(refused, "took too long") || !strings.Contains(refused, "try again") {
		t.Errorf("told %q", refused)
	}
}

func TestTheDoorForAgentsIsShutToStrangers(t *testing.T) {
	origins := func() []string { return []string{"https://blog.example.com"} }
	server := serve(t, web.Options{MCP: true, Origins: origins, Base: "https://search.example.com/s"})
	for origin, status := range map[string]int{
		"":                           200,
		"https://blog.example.com":   200,
		"https://search.example.com": 200,
		"http://localhost:6274":      200,
		"http://search.example.com":  403,
		"https://evil.example":       403,
		"null":                       403,
	} {
		got := message(t, server.URL, fmt.Sprintf(callSearch, 1), "Origin: "+origin)
		if got.StatusCode != status {
			t.Errorf("from %q: %d, want %d", origin, got.StatusCode, status)
		}
	}
	for name, c := range map[string]struct {
		method, body string
		header       []string
		status       int
	}{
		"a stream":             {"GET", "", nil, 405},
		"the end of a session": {"DELETE", "", nil, 405},
		"a body too large":     {"POST", strings.Repeat(" ", 70_000), []string{"Content-Type: application/json", "Accept: application/json, text/event-stream"}, 413},
		"no JSON":              {"POST", "a", []string{"Content-Type: application/json", "Accept: application/json, text/event-stream"}, 400},
		"no accepted form":     {"POST", "{}", []string{"Content-Type: application/json"}, 400},
	} {
		if got := ask(t, c.method, server.URL+"/mcp", c.body, c.header...); got.StatusCode != c.status {
			t.Errorf("%s: %d, want %d: %s", name, got.StatusCode, c.status, got.body)
		}
	}
	if got := message(t, serve(t, web.Options{}).URL, fmt.Sprintf(callSearch, 1)); got.StatusCode != 404 {
		t.Errorf("switched off: %d", got.StatusCode)
	}
}

func TestAnAgentThatWaitsForNewsIsLetGo(t *testing.T) {
	server := serve(t, web.Options{MCP: true})
	body := `{"jsonrpc":"2.0","id":1,"method":"subscriptions/listen","params":{"notifications":{"toolsListChanged":true},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",` +
		`"io.modelcontextprotocol/clientInfo":{"name":"a","version":"1"},"io.modelcontextprotocol/clientCapabilities":{}}}}`
	got := message(t, server.URL, body, "MCP-Protocol-Version: 2026-07-28", "Mcp-Method: subscriptions/listen")
	if got.StatusCode != 200 && got.StatusCode != 400 {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
	t.Log(got.StatusCode, got.body)
}

func TestAnAgentOnAPairOfStreams(t *testing.T) {
	server, err := web.New(web.Options{Engine: newFake(), KeptPosts: true})
	if err != nil {
		t.Fatal(err)
	}
	in, toServer := io.Pipe()
	fromServer, out := io.Pipe()
	ended := make(chan error, 1)
	go func() { ended <- server.TalkToAgent(t.Context(), in, out) }()
	s := agent(t, &sdk.IOTransport{Reader: fromServer, Writer: toServer})
	if found, refused := use[agentFound](t, s, "search_posts", map[string]any{"query": "containers"}); refused != "" || found.Total == 0 || !strings.Contains(found.Hits[0].Snippet, "**Containers**") {
		t.Errorf("%+v %s", found, refused)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-ended; err != nil {
		t.Errorf("it ends with %v", err)
	}
}
