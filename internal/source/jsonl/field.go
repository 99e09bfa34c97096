package jsonl

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/fumikura/fumikura/internal/blog"
)

// own are the names of the format that tell nothing about who may read a post.
var own = []string{"url", "title", "author", "authors", "tags", "updated", "lang", "blog", "text", "html", "markdown"}

// maxStrange is how many names that nobody knows are told; a file that uses values as names has no end of them.
const maxStrange = 20

// strange gathers names that nobody knows.
type strange struct{ names map[string]bool }

func newStrange() *strange { return &strange{names: map[string]bool{}} }

func (s *strange) add(name string) {
	if len(s.names) <= maxStrange {
		s.names[name] = true
	}
}

func (s *strange) note() string {
	names := slices.Sorted(maps.Keys(s.names))
	switch n := len(names); {
	case n == 0:
		return ""
	case n > maxStrange:
		names = append(names[:maxStrange], "…")
	}
	return "it has names that are not read: " + strings.Join(names, ", ")
}

// withheld says why the post is not public.
func (o *object) withheld(value []byte, x blog.Export, s *strange) (string, error) {
	v := blog.Visibility{}
	if err := fields(v, "", value); err != nil {
		return "", err
	}
	suspect := ""
	for _, name := range slices.Sorted(maps.Keys(v)) {
		if v.Covers(name) || slices.Contains(own, strings.ToLower(name)) {
			continue
		}
		s.add(name)
		if suspect == "" && v.Suspect(name) {
			suspect = fmt.Sprintf("it has %s, a name that is not known and could mean that it is not public", name)
		}
	}
	if o.Published != "" {
		v["published"] = []string{string(o.Published)}
	}
	if o.Public != nil && *o.Public {
		delete(v, "published") // the date is to come, and it was public all the same
	}
	return cmp.Or(x.Withheld(v), suspect), nil
}

// fields gathers the values of an object by name, those of objects within it with a dotted one. A name may stand twice in an
// object, and then both values count. What is empty or null says nothing.
func fields(v blog.Visibility, outer string, value []byte) error {
	d := json.NewDecoder(bytes.NewReader(value))
	if _, err := d.Token(); err != nil {
		return err
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return err
		}
		name := outer + fmt.Sprint(key)
		var text string
		switch {
		case outer == "" && slices.Contains(own, strings.ToLower(name)) && !v.Covers(name):
			continue // no need to look into bodies
		case raw[0] == '{':
			if err := fields(v, name+".", raw); err != nil {
				return err
			}
			continue
		case raw[0] == '"':
			if err := json.Unmarshal(raw, &text); err != nil {
				return err
			}
		default:
			text = string(raw)
		}
		if text != "" && text != "null" {
			v[name] = append(v[name], text)
		}
	}
	return nil
}
