package jsonl

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
)

// names is an author or several: a string or a list of strings, written as a string.
type names []string

// String joins the names.
func (n names) String() string { return strings.Join(trim(n), ", ") }

// UnmarshalJSON takes a string, a list of strings or null.
func (n *names) UnmarshalJSON(b []byte) (err error) {
	*n, err = list(b, func(s string) []string { return []string{s} })
	return err
}

// MarshalJSON writes the names as one string.
func (n names) MarshalJSON() ([]byte, error) { return json.Marshal(n.String()) }

// tags is a list of strings, or a string with commas between the tags.
type tags []string

// UnmarshalJSON takes a string, a list of strings or null.
func (t *tags) UnmarshalJSON(b []byte) (err error) {
	*t, err = list(b, func(s string) []string {
		return strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == '、' || r == '，' })
	})
	*t = trim(*t)
	return err
}

func list(b []byte, cut func(string) []string) ([]string, error) {
	if bytes.HasPrefix(b, []byte(`"`)) {
		var one string
		err := json.Unmarshal(b, &one)
		return cut(one), err
	}
	var many []string
	if err := json.Unmarshal(b, &many); err != nil {
		return nil, errors.New("neither a string nor a list of strings")
	}
	return many, nil
}

// trim drops the white space around the entries, and those that are nothing else.
func trim(in []string) []string {
	var out []string
	for _, s := range in {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}
