package desk

import (
	"encoding/json"
	"fmt"
)

// words are the texts of the desk in one language, by key.
type words map[string]string

func readWords() (map[string]words, error) {
	all := map[string]words{}
	for _, lang := range []string{"ja", "en"} {
		body, err := files.ReadFile("words/" + lang + ".json")
		if err != nil {
			return nil, err
		}
		var w words
		if err := json.Unmarshal(body, &w); err != nil {
			return nil, fmt.Errorf("read words/%s.json: %w", lang, err)
		}
		all[lang] = w
	}
	return all, nil
}

// say gives a text with values put in. A text for one alone has ".one" behind its key.
func (w words) say(key string, values ...any) string {
	if one, ok := w[key+".one"]; ok && len(values) == 1 && values[0] == 1 {
		return fmt.Sprintf(one, values...)
	}
	if len(values) == 0 {
		return w[key]
	}
	return fmt.Sprintf(w[key], values...)
}
