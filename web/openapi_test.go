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
	for name, schema := range doc.(map[string]any)["components"].(map[string]any)["schemas"].(map[string]any) {
		if name != "Ask" { // what the server takes is said in the description itself
			seal(schema)
		}
	}
	c := contract{doc: doc.(map[string]any), compiler: jsonschema.NewCompiler()}
	c.compiler.DefaultDraft(jsonschema.Draft2020)
	c.compiler.AssertFormat()
	if err := c.compiler.AddResource("openapi.json", doc); err != nil {
		t.Fatalf("add /openapi.json: %v", err)
	}
	return c
}

// seal lets an object have no fields but those that are described. Clients have to pass over others, so the description does not say it; here
// each has to be described.
func seal(schema any) {
	switch s := schema.(type) {
	case map[string]any:
		if _, object := s["properties"].(map[string]any); object && s["type"] == "object" {
			s["additionalProperties"] = false
		}
		for _, below := range s {
			seal(below)
		}
	case []any:
		for _, below := range s {
			seal(below)
		}
	}
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
		{"GET", "/api/v1/posts/{id}", server.URL + "/api/v1/posts/" + id + "?q=container", "", "", 200},
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
	for name, plant := range map[string]func(map[string]any){
		"a field that is not described": func(v map[string]any) { v["colour"] = "red" },
		"null for a list of hits":       func(v map[string]any) { v["hits"] = nil },
		"a field that is lacking":       func(v map[string]any) { delete(v, "total") },
	} {
		v := got.object(t)
		plant(v)
		body, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		planted := got
		planted.body = string(body)
		if c.check(http.MethodGet, "/api/v1/search", planted) == nil {
			t.Errorf("%s passes", name)
		}
	}
}

func TestEveryNameOfABodyIsTaken(t *testing.T) {
	server := serve(t, web.Options{})
	c := readContract(t, server.URL)
	for name := range c.follow("#/components/schemas/Ask/properties").(map[string]any) {
		if got := ask(t, http.MethodPost, server.URL+"/api/v1/search", `{"`+name+`":null}`); got.StatusCode != 200 {
			t.Errorf("%s: %d %s", name, got.StatusCode, got.body)
		}
	}
}

func TestTheDescriptionNamesThisServer(t *testing.T) {
	for name, c := range map[string]struct {
		base, host, want string
	}{
		"by configuration": {"https://search.example.com/s/", "evil.example", "https://search.example.com/s"},
		"by the request":   {"", "search.example.org", "http://search.example.org"},
	} {
		server := serve(t, web.Options{Base: c.base})
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/openapi.json", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = c.host
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		var doc struct{ Servers []struct{ URL string } }
		if err := json.NewDecoder(resp.Body).Decode(&doc); err != nil || len(doc.Servers) != 1 || doc.Servers[0].URL != c.want {
			t.Errorf("%s: %+v %v, want %s", name, doc, err, c.want)
		}
		if got := resp.Header.Get("Cache-Control"); !strings.Contains(got, "private") {
			t.Errorf("%s: Cache-Control %q", name, got)
		}
	}
}
