package rules

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"

	"github.com/fumikura/fumikura/internal/blog"
)

// MaxText is how long rules may be, in bytes: the synonyms of a large dictionary and much more than anyone writes by hand.
const MaxText = 8 << 20

// Parse reads rules. Its errors are blog.ErrUsage and name the file, the line and the key.
func Parse(file string, text []byte) (*Rules, error) {
	r, err := parse(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", file, err, blog.ErrUsage)
	}
	return r, nil
}

func parse(text []byte) (*Rules, error) {
	if len(text) > MaxText {
		return nil, fmt.Errorf("%d bytes are more than the %d that rules may have", len(text), MaxText)
	}
	text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	r := &Rules{}
	if err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(r); err != nil {
		return nil, readable(err)
	}
	if p := r.check(); p != nil {
		return nil, fmt.Errorf("line %d: %s: %s", lineOf(text, p.key), p.key, p.what)
	}
	return r, nil
}

// wanted says what stands under a key, as TOML has it.
var wanted = []struct{ key, what string }{
	{"synonyms", `a list of lines such as ["k8s, kubernetes", "社内基盤 => プラットフォーム"]`},
	{"tags", `a table of lists, such as "Go" = ["golang", "Go言語"] below [tags]`},
	{"authors", `a table of lists, such as "佐藤花子" = ["hanako"] below [authors]`},
	{"boost.fresh", "a number such as 1.5"},
	{"boost.tags", `a table of numbers, such as "お知らせ" = 0.5 below [boost.tags]`},
	{"boost.blogs", `a table of numbers, such as "tech.example.com" = 1.2 below [boost.blogs]`},
	{"boost", "a table: [boost] with fresh, [boost.tags] and [boost.blogs]"},
	{"suggest.stop", `a list of words such as ["暫定"]`},
	{"suggest", "a table: [suggest] with stop"},
	{"exclude.paths", `a list of paths such as ["/drafts/"]`},
	{"exclude.tags", `a list of tags such as ["日記"]`},
	{"exclude", "a table: [exclude] with paths and tags"},
	{"pin", `a table [[pin]] with query = "…" and urls = ["https://…"]`},
	{"hide", `a table [[hide]] with query = "…" and urls = ["https://…"]`},
}

// readable says an error of the TOML library in the owner's words.
func readable(err error) error {
	switch e := err.(type) {
	case *toml.StrictMissingError:
		row, _ := e.Errors[0].Position()
		return fmt.Errorf("line %d: %s: there is no such key; the keys are synonyms, [tags], [authors], [boost], [suggest], [exclude], [[pin]] and [[hide]]",
			row, dotted(e.Errors[0].Key()))
	case *toml.DecodeError:
		row, _ := e.Position()
		key := dotted(e.Key())
		for _, w := range wanted {
			if key == w.key || strings.HasPrefix(key, w.key+".") {
				return fmt.Errorf("line %d: %s is to be %s", row, key, w.what)
			}
		}
		what := strings.TrimPrefix(e.Error(), "toml: ")
		if key != "" {
			what = key + ": " + what
		}
		return fmt.Errorf("line %d: %s", row, what)
	}
	return fmt.Errorf("it cannot be read as TOML: %s", strings.TrimPrefix(err.Error(), "toml: "))
}

// dotted writes a key as TOML does.
func dotted(parts []string) string {
	out := make([]string, len(parts))
	for i, p := range parts {
		out[i] = bare(p)
	}
	return strings.Join(out, ".")
}

// bare writes one part of a key: between quotes where it needs them.
func bare(part string) string {
	if part == "" || strings.ContainsFunc(part, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_' || r == '-')
	}) {
		return quoted(part)
	}
	return part
}

// lineOf finds the line on which a key stands: as it is, or the nearest key above it. [[pin]] is pin[1], pin[2] and so on, the
// entries of a list are not told apart.
func lineOf(text []byte, key string) int {
	lines := keyLines(text)
	for {
		if n := lines[key]; n > 0 {
			return n
		}
		at := strings.LastIndexByte(key, '.')
		if at < 0 {
			return max(1, lines[key])
		}
		key = key[:at]
	}
}

// keyLines gives the line of every key of a text that is TOML.
func keyLines(text []byte) map[string]int {
	var p unstable.Parser
	p.Reset(text)
	lines, table, seen := map[string]int{}, "", map[string]int{}
	for p.NextExpression() {
		e := p.Expression()
		name, line := keyOf(&p, e)
		switch e.Kind {
		case unstable.Table:
			table = name
		case unstable.ArrayTable:
			seen[name]++
			table = name + "[" + strconv.Itoa(seen[name]) + "]"
		case unstable.KeyValue:
			if table != "" {
				name = table + "." + name
			}
			note(lines, name, line)
			inlineLines(&p, lines, name, e.Value(), line)
			continue
		default:
			continue
		}
		note(lines, table, line)
	}
	return lines
}

// inlineLines notes the keys of tables that are written in one line: tags = { "Go" = ["golang"] }, pin = [{ query = "x" }].
func inlineLines(p *unstable.Parser, lines map[string]int, name string, value *unstable.Node, line int) {
	switch value.Kind {
	case unstable.InlineTable:
		for it := value.Children(); it.Next(); {
			if kv := it.Node(); kv.Kind == unstable.KeyValue {
				key, at := keyOf(p, kv)
				note(lines, name+"."+key, max(at, line))
				inlineLines(p, lines, name+"."+key, kv.Value(), max(at, line))
			}
		}
	case unstable.Array:
		n := 0
		for it := value.Children(); it.Next(); {
			if it.Node().Kind == unstable.InlineTable {
				n++
				inlineLines(p, lines, name+"["+strconv.Itoa(n)+"]", it.Node(), line)
			}
		}
	}
}

func note(lines map[string]int, key string, line int) {
	if lines[key] == 0 {
		lines[key] = line
	}
}

// keyOf gives the key of an expression and the line on which it stands.
func keyOf(p *unstable.Parser, e *unstable.Node) (string, int) {
	var parts []string
	line := 0
	for it := e.Key(); it.Next(); {
		n := it.Node()
		parts = append(parts, string(n.Data))
		if line == 0 {
			line = p.Shape(n.Raw).Start.Line
		}
	}
	return dotted(parts), line
}
