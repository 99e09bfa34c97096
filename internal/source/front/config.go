package front

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"regexp"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
	"go.yaml.in/yaml/v3"
)

// Config is a generator's configuration: names in lower case, and as values texts, lists ([]any) and further Configs. Scalars
// are texts as they were written.
type Config map[string]any

// maxNodes bounds the values of a document: an alias of YAML can stand for many nodes, and they for many more.
const maxNodes = 10_000

// ReadConfig reads a configuration in the language that the file's name tells: YAML, TOML, JSON, or a program. Of a program
// (JavaScript, TypeScript, Python) only names that are given a plain text, number or truth value are seen.
func ReadConfig(name string, text []byte) (Config, error) {
	s := strings.TrimPrefix(string(text), "\ufeff")
	switch strings.ToLower(path.Ext(name)) {
	case ".yaml", ".yml":
		return yamlConfig(s)
	case ".toml":
		var v map[string]any
		err := toml.Unmarshal([]byte(s), &v)
		return configOf(v), err
	case ".json":
		d := json.NewDecoder(strings.NewReader(s))
		d.UseNumber()
		var v map[string]any
		err := d.Decode(&v)
		return configOf(v), err
	case ".py":
		return python(s), nil
	}
	return script(s), nil
}

func yamlConfig(s string) (Config, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(printable(s)), &doc); err != nil {
		return nil, err
	}
	if len(doc.Content) == 0 {
		return Config{}, nil
	}
	budget := maxNodes
	v, err := nodeValue(doc.Content[0], &budget)
	if err != nil {
		return nil, err
	}
	c, ok := v.(Config)
	if !ok {
		return nil, errors.New("not a list of names with values")
	}
	return c, nil
}

// nodeValue keeps scalars as written; of a name that is given twice the last value counts.
func nodeValue(n *yaml.Node, budget *int) (any, error) {
	if *budget--; *budget < 0 {
		return nil, errors.New("too many values")
	}
	switch n.Kind {
	case yaml.AliasNode:
		return nodeValue(n.Alias, budget)
	case yaml.SequenceNode:
		out := []any{}
		for _, c := range n.Content {
			v, err := nodeValue(c, budget)
			if err != nil {
				return nil, err
			}
			out = append(out, v)
		}
		return out, nil
	case yaml.MappingNode:
		out := Config{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			v, err := nodeValue(n.Content[i+1], budget)
			if err != nil {
				return nil, err
			}
			if inner, ok := v.(Config); ok && n.Content[i].Tag == "!!merge" {
				maps.Copy(out, inner)
				continue
			}
			out[strings.ToLower(n.Content[i].Value)] = v
		}
		return out, nil
	}
	if n.Tag == "!!null" {
		return nil, nil
	}
	return n.Value, nil
}

// configOf gives what TOML and JSON decode to the form of a Config.
func configOf(v map[string]any) Config {
	c := Config{}
	for k, e := range v {
		c[strings.ToLower(k)] = plain(e)
	}
	return c
}

func plain(v any) any {
	switch v := v.(type) {
	case nil:
		return nil
	case map[string]any:
		return configOf(v)
	case []any:
		out := []any{}
		for _, e := range v {
			out = append(out, plain(e))
		}
		return out
	case time.Time:
		return v.Format(time.RFC3339Nano)
	}
	return fmt.Sprint(v)
}

var (
	// assigned matches a name that is given a plain value in JavaScript: url: "…", const url = '…'.
	assigned = regexp.MustCompile("(?m)(?:^|[{,;(\\s])[\"']?([A-Za-z_][\\w-]*)[\"']?\\s*[:=]\\s*(?:process\\.env[\\w.\\[\\]\"']*\\s*(?:\\?\\?|\\|\\|)\\s*)?(?:\"([^\"\\n]*)\"|'([^'\\n]*)'|`([^`\\n]*)`|(true|false|\\d+)\\b)")
	// pythonic matches an assignment at the beginning of a line.
	pythonic = regexp.MustCompile(`(?m)^([A-Za-z_]\w*)\s*=\s*(?:[rRuUbBfF]{0,2}"([^"\n]*)"|[rRuUbBfF]{0,2}'([^'\n]*)'|(True|False|None|\d+)\b)`)
	comment  = regexp.MustCompile(`(?m)^\s*(//|\*|/\*).*$`)
)

// script is what a program in JavaScript says plainly; of a name that is given more than one value the first counts, for what
// is about the whole site stands first.
func script(s string) Config {
	c := Config{}
	for _, m := range assigned.FindAllStringSubmatch(comment.ReplaceAllString(s, ""), -1) {
		name := strings.ToLower(m[1])
		if _, known := c[name]; !known {
			c[name] = m[2] + m[3] + m[4] + m[5]
		}
	}
	return c
}

// python is what a program in Python says plainly; the last value of a name counts.
func python(s string) Config {
	c := Config{}
	for _, m := range pythonic.FindAllStringSubmatch(s, -1) {
		c[strings.ToLower(m[1])] = m[2] + m[3] + m[4]
	}
	return c
}

// At is the value of a name; dots lead into inner configurations.
func (c Config) At(name string) any {
	outer, inner, more := strings.Cut(strings.ToLower(name), ".")
	if !more {
		return c[outer]
	}
	if sub, ok := c[outer].(Config); ok {
		return sub.At(inner)
	}
	return nil
}

// Text is the first text that one of the names has.
func (c Config) Text(names ...string) string {
	for _, n := range names {
		if s, ok := c.At(n).(string); ok && strings.TrimSpace(s) != "" {
			return strings.TrimSpace(s)
		}
	}
	return ""
}

// Yes says whether the name's value is true.
func (c Config) Yes(name string) bool { return strings.EqualFold(c.Text(name), "true") }

// No says whether the name's value is false.
func (c Config) No(name string) bool { return strings.EqualFold(c.Text(name), "false") }

// Sub is the inner configuration of that name, nil where there is none.
func (c Config) Sub(name string) Config {
	sub, _ := c.At(name).(Config)
	return sub
}

// Subs are the inner configurations of a list.
func (c Config) Subs(name string) []Config {
	var out []Config
	list, _ := c.At(name).([]any)
	for _, v := range list {
		if sub, ok := v.(Config); ok {
			out = append(out, sub)
		}
	}
	return out
}

// Texts are the texts of a list, or the one text.
func (c Config) Texts(name string) []string {
	var out []string
	switch v := c.At(name).(type) {
	case string:
		out = append(out, v)
	case []any:
		for _, e := range v {
			if s, ok := e.(string); ok {
				out = append(out, s)
			}
		}
	}
	return out
}

// Overlay puts another configuration over this one, inner ones into each other.
func (c Config) Overlay(over Config) {
	for name, v := range over {
		inner, a := v.(Config)
		mine, b := c[name].(Config)
		if a && b {
			mine.Overlay(inner)
			continue
		}
		c[name] = v
	}
}

// Fill gives the names that the front matter lacks the values of the configuration.
func (m Meta) Fill(c Config) {
	for name, v := range flat("", c) {
		if _, known := m[name]; !known {
			m[name] = v
		}
	}
}

func flat(name string, v any) Meta {
	out := Meta{}
	switch v := v.(type) {
	case string:
		out[name] = append(out[name], v)
	case []any:
		for _, e := range v {
			for n, values := range flat(name, e) {
				out[n] = append(out[n], values...)
			}
		}
	case Config:
		for k, e := range v {
			maps.Copy(out, flat(dotted(name, k), e))
		}
	}
	return out
}
