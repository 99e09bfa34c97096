package desk_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// put are the beginnings of keys that are put together while running.
var put = []string{"outcome.", "run.", "job.", "job.state.", "phase.", "part.", "field.", "facet.", "facet.of.", "why.", "kind.", "step.", "say.", "error."}

func TestEveryTextOfTheDeskIsThereInBothLanguagesAndUsed(t *testing.T) {
	var source strings.Builder
	for _, pattern := range []string{"*.go", "page/*.html"} {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", pattern, err)
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
	verbs := regexp.MustCompile(`%[.\d]*[a-z]`)
	for key, english := range texts["en"] {
		plain, one := strings.CutSuffix(key, ".one")
		japanese := texts["ja"][plain]
		if japanese == "" {
			t.Errorf("%s is missing in Japanese", key)
		}
		if !one && strings.Join(verbs.FindAllString(english, -1), " ") != strings.Join(verbs.FindAllString(japanese, -1), " ") {
			t.Errorf("%s takes other values in Japanese than in English", key)
		}
		if !strings.Contains(source.String(), `"`+plain+`"`) && !isPut(plain) {
			t.Errorf("%s is used nowhere", key)
		}
	}
	for _, said := range regexp.MustCompile(`(?:Say(?: |\()|frame\()"([a-z.]*[a-z])"[ ,)}]`).FindAllStringSubmatch(source.String(), -1) {
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

func isPut(key string) bool {
	for _, p := range put {
		if rest, ok := strings.CutPrefix(key, p); ok && !strings.Contains(rest, ".") {
			return true
		}
	}
	return false
}
