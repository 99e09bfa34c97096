package web_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index/query"
)

func TestEveryTextOfThePagesIsThereInBothLanguagesAndUsed(t *testing.T) {
	var source strings.Builder
	for _, pattern := range []string{"*.go", "page/*.html"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			body, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(file, "_test.go") {
				source.Write(body)
			}
		}
	}
	for _, d := range query.FieldTable() { // facets are named by their field
		source.WriteString(`"` + string(d.Name) + `"`)
	}
	texts := map[string]map[string]string{}
	for _, lang := range []string{"ja", "en"} {
		body, err := os.ReadFile("words/" + lang + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var w map[string]string
		if err := json.Unmarshal(body, &w); err != nil {
			t.Fatalf("words/%s.json: %v", lang, err)
		}
		texts[lang] = w
	}
	for key := range texts["en"] {
		plain, one := strings.CutSuffix(key, ".one")
		if !one && texts["ja"][key] == "" {
			t.Errorf("%s is missing in Japanese", key)
		}
		family, _, _ := strings.Cut(plain, ".") // error.404 and the like are put together while running
		if !strings.Contains(source.String(), `"`+plain+`"`) && !strings.Contains(source.String(), `"`+family+`."`) && !strings.Contains(source.String(), `"`+strings.TrimSuffix(plain, ".ex")+`"`) {
			t.Errorf("%s is used nowhere", key)
		}
	}
	for _, said := range regexp.MustCompile(`Say(?: |\()"([a-z.]*[a-z])"[ ,)}]`).FindAllStringSubmatch(source.String(), -1) {
		if texts["en"][said[1]] == "" {
			t.Errorf("%s is said and there is no such text", said[1])
		}
	}
	for key := range texts["ja"] {
		if texts["en"][key] == "" {
			t.Errorf("%s is missing in English", key)
		}
	}
}
