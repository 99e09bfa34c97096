package desk

import "fmt"

// words are the texts of the desk in one language, by key.
type words map[string]string

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
