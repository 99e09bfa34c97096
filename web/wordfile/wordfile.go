// Package wordfile reads the texts of pages, a file for each language.
package wordfile

import (
	"encoding/json"
	"fmt"
	"io/fs"
)

// Read gives the texts by language and key, from words/ja.json and words/en.json.
func Read[W ~map[string]string](files fs.FS) (map[string]W, error) {
	all := map[string]W{}
	for _, lang := range []string{"ja", "en"} {
		body, err := fs.ReadFile(files, "words/"+lang+".json")
		if err != nil {
			return nil, err
		}
		var w W
		if err := json.Unmarshal(body, &w); err != nil {
			return nil, fmt.Errorf("read words/%s.json: %w", lang, err)
		}
		all[lang] = w
	}
	return all, nil
}
