package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/fumikura/fumikura/web"
)

// contract checks answers against /openapi.json.
type contract struct {
	doc      map[string]any
	compiler *jsonschema.Compiler
}

func readContract(t *testing.T, server string) contract {
	t.Helper()
	got := get(t, server+"/openapi.json")
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(got.body))
	if err != nil {
		t.Fatalf("read /openapi.json: %v", err)
	}
	c := contract{doc: doc.(map[string]any), compiler: jsonschema.NewCompiler()}
	c.compiler.DefaultDraft(jsonschema.Draft2020)
	c.compiler.AssertFormat()
	if err := c.compiler.AddResource("openapi.json", doc); err != nil {
		t.Fatalf("add /openapi.json: %v", err)
	}
	return c
}

// check says what is wrong with an answer to an operation, or nil.
func (c contract) check(method, path string, a answer) error {
	at := "#/paths/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(path) + "/" + strings.ToLower(method) + "/responses/" + fmt.Sprint(a.StatusCode)
	response, ok := c.follow(at).(map[string]any)
	if !ok {
		return fmt.Errorf("%s %s may not answer %d", method, path, a.StatusCode)
	}
	if ref, ok := response["$ref"].(string); ok {
		at = ref
		response = c.follow(at).(map[string]any)
	}
	mediaType, _, _ := strings.Cut(a.Header.Get("Content-Type"), ";")
	if _, ok := response["content"].(map[string]any)[mediaType]; !ok {
		return fmt.Errorf("%s %s may not answer %d as %q", method, path, a.StatusCode, mediaType)
	}
	schema, err := c.compiler.Compile("openapi.json" + at + "/content/" + strings.ReplaceAll(mediaType, "/", "~1") + "/schema")
	if err != nil {
		return err
	}
	body, err := jsonschema.UnmarshalJSON(strings.NewReader(a.body))
	if err != nil {
		return err
	}
	return schema.Validate(body)
}

// follow gives what a JSON pointer leads to.
func (c contract) follow(pointer string) any {
	var at any = c.doc
	for part := range strings.SplitSeq(strings.TrimPrefix(pointer, "#/"), "/") {
		m, ok := at.(map[string]any)
		if !ok {
			return nil
		}
		at = m[strings.NewReplacer("~1", "/", "~0", "~").Replace(part)]
	}
	return at
}

func TestEveryAnswerIsAsTheDescriptionSays(t *testing.T) {
	engine := newFake()
	id := string(engine.posts[2].ID)
	server := serve(t, web.Options{Engine: engine, KeptPosts: true, Token: "secret", Reindex: &runner{}})
	none := newFake()
	none.statsErr = errNoGeneration
	unready := serve(t, web.Options{Engine: none})
	c := readContract(t, server.URL)
	bearer := "Authorization: Bearer secret"
	for _, r := range []struct {
		method, path, address, body, header string
		status                              int
	}{
		{"GET", "/api/v1/search", server.URL + "/api/v1/search?q=" + url.QueryEscape("コンテナ tag:Docker"), "", "", 200},
		{"GET", "/api/v1/search", server.URL + "/api/v1/search?q=zzz", "", "", 200},
		{"GET", "/api/v1/search", server.URL + "/api/v1/search?page=1001", "", "", 400},
		{"GET", "/api/v1/search", unready.URL + "/api/v1/search?q=a", "", "", 503},
		{"POST", "/api/v1/search", server.URL + "/api/v1/search", `{"q":"containers"}`, "", 200},
		{"POST", "/api/v1/search", server.URL + "/api/v1/search", strings.Repeat("x", 70_000), "", 413},
		{"GET", "/api/v1/suggest", server.URL + "/api/v1/suggest?q=Do", "", "", 200},
		{"GET", "/api/v1/suggest", server.URL + "/api/v1/suggest", "", "", 200},
		{"GET", "/api/v1/start", server.URL + "/api/v1/start", "", "", 200},
		{"GET", "/api/v1/facets", server.URL + "/api/v1/facets?name=tag&q=container", "", "", 200},
		{"GET", "/api/v1/facets", server.URL + "/api/v1/facets?name=title", "", "", 400},
		{"GET", "/api/v1/posts/{id}", server.URL + "/api/v1/posts/" + id, "", "", 200},
		{"GET", "/api/v1/posts/{id}", server.URL + "/api/v1/posts/x", "", "", 404},
		{"GET", "/api/v1/posts/{id}/related", server.URL + "/api/v1/posts/" + id + "/related", "", "", 200},
		{"GET", "/api/v1/posts/{id}/related", server.URL + "/api/v1/posts/x/related", "", "", 404},
		{"GET", "/api/v1/reindex", server.URL + "/api/v1/reindex", "", bearer, 200},
		{"GET", "/api/v1/reindex", server.URL + "/api/v1/reindex", "", "", 401},
		{"POST", "/api/v1/reindex", server.URL + "/api/v1/reindex", "", bearer, 202},
		{"POST", "/api/v1/reindex", server.URL + "/api/v1/reindex", "", bearer, 409},
		{"POST", "/api/v1/reindex", unready.URL + "/api/v1/reindex", "", bearer, 403},
		{"GET", "/healthz", server.URL + "/healthz", "", "", 200},
		{"GET", "/readyz", server.URL + "/readyz", "", "", 200},
		{"GET", "/readyz", unready.URL + "/readyz", "", "", 503},
	} {
		got := ask(t, r.method, r.address, r.body, r.header)
		if got.StatusCode != r.status {
			t.Errorf("%s %s: status %d, want %d\n%s", r.method, r.address, got.StatusCode, r.status, got.body)
			continue
		}
		if err := c.check(r.method, r.path, got); err != nil {
			t.Errorf("%s %s: %v\n%s", r.method, r.address, err, got.body)
		}
	}
}

func TestTheDescriptionTellsAPlantedDeviation(t *testing.T) {
	server := serve(t, web.Options{})
	c := readContract(t, server.URL)
	got := get(t, server.URL+"/api/v1/search?q=zzz")
	v := got.object(t)
	v["hits"] = nil
	body, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	got.body = string(body)
	if c.check(http.MethodGet, "/api/v1/search", got) == nil {
		t.Error("null for a list of hits passes")
	}
}
