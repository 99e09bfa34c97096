package web_test

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/web"
)

func TestAnAddressBarIsCompleted(t *testing.T) {
	server := serve(t, web.Options{})
	var d struct {
		URLs []struct {
			Type     string `xml:"type,attr"`
			Rel      string `xml:"rel,attr"`
			Template string `xml:"template,attr"`
		} `xml:"Url"`
		Image string
	}
	if err := xml.Unmarshal([]byte(get(t, server.URL+"/opensearch.xml").body), &d); err != nil {
		t.Fatal(err)
	}
	if got := get(t, d.Image); got.Header.Get("Content-Type") != "image/svg+xml" {
		t.Errorf("its picture is %s", got.Header.Get("Content-Type"))
	}
	for _, u := range d.URLs {
		typed := "Do"
		got := get(t, strings.ReplaceAll(u.Template, "{searchTerms}", url.QueryEscape(typed)))
		if mediaType, _, _ := strings.Cut(got.Header.Get("Content-Type"), ";"); got.StatusCode != 200 || mediaType != u.Type {
			t.Errorf("%s: %d %s, want %s", u.Template, got.StatusCode, mediaType, u.Type)
		}
		if u.Rel != "suggestions" {
			continue
		}
		var answer []json.RawMessage
		if err := json.Unmarshal([]byte(got.body), &answer); err != nil || len(answer) != 4 {
			t.Fatalf("suggestions are %s", got.body)
		}
		var echo string
		var texts, notes, addresses []string
		for i, into := range []any{&echo, &texts, &notes, &addresses} {
			if err := json.Unmarshal(answer[i], into); err != nil {
				t.Fatalf("part %d: %v", i, err)
			}
		}
		if echo != typed || len(texts) == 0 || texts[0] != "Docker" || len(notes) != len(texts) || len(addresses) != len(texts) || addresses[0] != server.URL+"/search?q=Docker" {
			t.Errorf("suggestions are %s", got.body)
		}
	}
	if got := get(t, server.URL+"/suggest.json?q="+strings.Repeat("a", 300)); got.StatusCode != 400 || !strings.Contains(got.body, "256") {
		t.Errorf("a long one: %d %s", got.StatusCode, got.body)
	}
}

// mute is an engine that has no completions to give.
type mute struct{ *fake }

func (mute) Suggest(context.Context, string, int) ([]index.Suggestion, error) {
	return nil, errors.New("the table of completions is damaged")
}

func TestHitsAreAnsweredThoughSuggestionsFail(t *testing.T) {
	server := serve(t, web.Options{Engine: mute{newFake()}})
	c := readContract(t, server.URL)
	got := get(t, server.URL+"/api/v1/search?q=containers&suggest=1")
	v := got.object(t)
	if got.StatusCode != 200 || len(list(v["hits"])) == 0 || v["suggestions"] == nil || len(list(v["suggestions"])) != 0 || len(list(v["warnings"])) != 1 {
		t.Errorf("%d %s", got.StatusCode, got.body)
	}
	if strings.Contains(got.body, "damaged") || got.Header.Get("ETag") != "" {
		t.Errorf("it tells of the inside, or is kept: %s", got.body)
	}
	if err := c.check("GET", "/api/v1/search", got); err != nil {
		t.Error(err)
	}
	if v := get(t, server.URL+"/api/v1/search?q=containers").object(t); v["warnings"] != nil || v["suggestions"] != nil {
		t.Error("it warns of what nobody asked for")
	}
	if got := get(t, server.URL+"/api/v1/suggest?q=a"); got.StatusCode != 500 {
		t.Errorf("suggestions alone: %d", got.StatusCode)
	}
}
