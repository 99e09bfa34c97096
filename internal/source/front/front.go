// Package front reads what stands before the text of a post, its front matter, and the configurations of static site generators,
// which are written in the same languages. It is the only door for YAML and, but for the program's own configuration, for TOML.
package front

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode"

	"github.com/pelletier/go-toml/v2"
	"go.yaml.in/yaml/v3"
)

// Front matter stands before the text: YAML between lines of ---, TOML between lines of +++, a JSON object that begins the
// file, or JSON without braces up to a line of ;;; (Hexo). All of it becomes a meta; what is nested gets a dotted name
// (author.name) and numbers, dates and booleans stay as they were written, for the zone of a date is ours to choose.

// Meta is front matter: names in lower case, each with its values.
type Meta map[string][]string

// maxMeta bounds front matter; a post has some hundred bytes of it.
const maxMeta = 64 << 10

// First is the first value of the first name that has one.
func (m Meta) First(names ...string) string {
	for _, n := range names {
		for _, v := range m[n] {
			if v = strings.TrimSpace(v); v != "" {
				return v
			}
		}
	}
	return ""
}

// List is all values of the names, each once.
func (m Meta) List(names ...string) []string {
	var out []string
	seen := map[string]bool{}
	for _, n := range names {
		for _, v := range m[n] {
			if v = strings.TrimSpace(v); v != "" && !seen[v] {
				seen[v] = true
				out = append(out, v)
			}
		}
	}
	return out
}

// Is says whether the first value of the name is that one, in any case.
func (m Meta) Is(name, value string) bool { return strings.EqualFold(m.First(name), value) }

// Split takes the front matter off the text. What only some generators take for front matter is some everywhere, for what others
// show as text then, a draft among it, is front matter to its author.
func Split(text string) (Meta, string, error) {
	begun := begin(text)
	m, rest, err := split(begun)
	if err == nil && len(m) == 0 && rest == begun {
		return m, text, nil
	}
	if strings.HasPrefix(text, "<!--") {
		rest = strings.TrimPrefix(strings.TrimLeft(rest, "\n"), "-->\n")
	}
	return m, rest, err
}

var sameLine = regexp.MustCompile(`^(---|\+\+\+)([A-Za-z_][\w-]*[ \t]*[:=])`)

// remark matches a comment of HTML before front matter, or around it.
var remark = regexp.MustCompile(`^<!--(?:[^>]{0,1000}?-->)?\s*(---|\+\+\+)`)

// begin gives the text as it would be with nothing before the fence of its front matter and nothing behind it on its line: Hugo and
// Zola pass over empty lines there, and Hugo reads on from the third sign, and what stands in a comment.
func begin(text string) string {
	text = strings.TrimLeft(text, "\ufeff \t\r\n")
	return sameLine.ReplaceAllString(remark.ReplaceAllString(text, "$1"), "$1\n$2")
}

func split(text string) (Meta, string, error) {
	first, rest, _ := strings.Cut(text, "\n")
	switch first = strings.TrimRight(first, " \t"); {
	case len(first) >= 3 && strings.Trim(first, "-") == "":
		return fenced(rest, first, text, fromYAML)
	case first == "+++":
		return fenced(rest, "+++", text, fromTOML)
	case first == ";;;":
		return fenced(rest, ";;;", text, fromBare)
	case strings.HasPrefix(first, `"`) && strings.Contains(rest, "\n;;;\n"):
		return fenced(text, ";;;", text, fromBare)
	case strings.HasPrefix(first, "{") && !strings.HasPrefix(first, "{{") && !strings.HasPrefix(first, "{%"):
		return leading(text)
	}
	return Meta{}, text, nil
}

// fenced reads up to the closing line. Without one there is no front matter: the text began with a rule.
func fenced(rest, fence, text string, parse func(string, Meta) error) (Meta, string, error) {
	var head strings.Builder
	for head.Len() <= maxMeta && rest != "" {
		line, after, _ := strings.Cut(rest, "\n")
		rest = after
		if trimmed := strings.TrimRight(line, " \t"); trimmed == fence || fence[0] == '-' && trimmed == "..." {
			m := Meta{}
			return m, rest, parse(head.String(), m)
		}
		if text, ok := strings.CutPrefix(line, fence); ok && len(fence) == 3 && fence != ";;;" && !strings.HasPrefix(text, fence[:1]) { // Hugo's text begins there
			m := Meta{}
			return m, text + "\n" + rest, parse(head.String(), m)
		}
		head.WriteString(line + "\n")
	}
	if head.Len() > maxMeta && strings.Contains(rest, "\n"+fence+"\n") {
		return nil, "", fmt.Errorf("longer than %d KiB", maxMeta>>10)
	}
	if unclosed.MatchString(head.String() + "\n") {
		return nil, "", errors.New("it has no closing line " + fence)
	}
	return Meta{}, text, nil
}

// unclosed matches names with values behind a fence that nothing closes; what they say of a draft would be lost with them.
var unclosed = regexp.MustCompile(`(?i)^(?:[\w-]+[ \t]*[:=].*\n|[ \t]+\S.*\n|- .*\n|#.*\n)*"?(?:title|date|draft|published|publish|private|status)"?[ \t]*[:=]`)

// Head is the front matter with its lists and inner configurations in their places; empty where there is none or it does not
// read.
func Head(text string) Config {
	c := Config{}
	keep := func(name string) func(string, Meta) error {
		return func(head string, _ Meta) (err error) {
			c, err = ReadConfig(name, []byte(head))
			return err
		}
	}
	text = begin(text)
	first, rest, _ := strings.Cut(text, "\n")
	var err error
	switch first = strings.TrimRight(first, " \t"); {
	case len(first) >= 3 && strings.Trim(first, "-") == "":
		_, _, err = fenced(rest, first, text, keep(".yaml"))
	case first == "+++":
		_, _, err = fenced(rest, first, text, keep(".toml"))
	case strings.HasPrefix(first, "{"):
		c, err = ReadConfig(".json", []byte(text))
	}
	if err != nil || c == nil {
		return Config{}
	}
	return c
}

func leading(text string) (Meta, string, error) {
	d := json.NewDecoder(strings.NewReader(text[:min(len(text), maxMeta)]))
	d.UseNumber()
	var v map[string]any
	if d.Decode(&v) != nil {
		return Meta{}, text, nil // a text that happens to begin with a brace
	}
	m := Meta{}
	return m, strings.TrimPrefix(text[d.InputOffset():], "\n"), m.Add("", v)
}

func fromBare(s string, m Meta) error {
	d := json.NewDecoder(strings.NewReader("{" + strings.TrimRight(strings.TrimSpace(s), ",") + "}"))
	d.UseNumber()
	var v map[string]any
	if err := d.Decode(&v); err != nil {
		return err
	}
	return m.Add("", v)
}

func fromTOML(s string, m Meta) error {
	var v map[string]any
	if err := toml.Unmarshal([]byte(s), &v); err != nil {
		return err
	}
	return m.Add("", v)
}

// printable is the text without the control characters that YAML forbids: an input method leaves a backspace in a title now and then.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r' && r != '\u0085' {
			return -1
		}
		return r
	}, s)
}

func fromYAML(s string, m Meta) error {
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(printable(s)), &doc); err != nil {
		return err
	}
	if len(doc.Content) == 0 {
		return nil
	}
	if doc.Content[0].Kind != yaml.MappingNode {
		return errors.New("not a list of names with values")
	}
	budget := maxNodes
	return m.addNode("", doc.Content[0], &budget)
}

// addNode keeps scalars as written: decoding would make instants in UTC of dates that have no zone.
func (m Meta) addNode(name string, n *yaml.Node, budget *int) error {
	if *budget--; *budget < 0 {
		return errors.New("too many values")
	}
	switch n.Kind {
	case yaml.ScalarNode:
		if n.Tag != "!!null" {
			m[name] = append(m[name], n.Value)
		}
	case yaml.AliasNode:
		return m.addNode(name, n.Alias, budget)
	case yaml.SequenceNode:
		for _, c := range n.Content {
			if err := m.addNode(name, c, budget); err != nil {
				return err
			}
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if err := m.addNode(dotted(name, n.Content[i].Value), n.Content[i+1], budget); err != nil {
				return err
			}
		}
	}
	return nil
}

// Add adds a value below a name: of a map its values below dotted names (author.name), of a list each, and a time, a number or a text as text.
func (m Meta) Add(name string, v any) error {
	switch v := v.(type) {
	case nil:
	case map[string]any:
		for k, e := range v {
			if err := m.Add(dotted(name, k), e); err != nil {
				return err
			}
		}
	case []any:
		for _, e := range v {
			if err := m.Add(name, e); err != nil {
				return err
			}
		}
	case time.Time:
		m[name] = append(m[name], v.Format(time.RFC3339Nano))
	case fmt.Stringer: // numbers of JSON, local dates of TOML
		m[name] = append(m[name], v.String())
	default:
		m[name] = append(m[name], fmt.Sprint(v))
	}
	return nil
}

func dotted(outer, name string) string {
	if outer == "" {
		return strings.ToLower(name)
	}
	return outer + "." + strings.ToLower(name)
}
