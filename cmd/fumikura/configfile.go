package main

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"
	"github.com/pelletier/go-toml/v2/unstable"
)

// decodeConfig reads TOML strictly, so that a misspelt key is told with its line and never ignored. What it reads is first compared with
// the keys that there are, for only so every message can name the key in the owner's words.
func decodeConfig(body []byte, file string, c *config) error {
	f := configFile{config: reflect.TypeFor[config](), lines: map[string]int{}, tables: map[string]int{}}
	if err := f.read(body); err != nil {
		return err
	}
	if err := toml.NewDecoder(bytes.NewReader(body)).DisallowUnknownFields().Decode(c); err != nil {
		return unreadable(err)
	}
	if c.from == nil {
		c.from = valueSources{}
	}
	for key, line := range f.lines {
		c.from[key] = valueSource{kind: fromFile, name: file, line: line}
	}
	return nil
}

// unreadable is an error of the TOML reader with its line.
func unreadable(err error) error {
	if e, ok := errors.AsType[*toml.DecodeError](err); ok {
		row, _ := e.Position()
		return fmt.Errorf("line %d: %s", row, strings.TrimPrefix(e.Error(), "toml: "))
	}
	return err
}

// configFile compares a file with the keys of the configuration.
type configFile struct {
	config reflect.Type
	parser unstable.Parser
	lines  map[string]int // by key; those of [[blog]] are blog[1].url, blog[2].url
	tables map[string]int // how many of each [[table]] were seen
}

func (f *configFile) read(body []byte) error {
	f.parser.Reset(body)
	var table []string
	for f.parser.NextExpression() {
		e := f.parser.Expression()
		name, line := f.key(e)
		switch e.Kind {
		case unstable.Table:
			table = f.numbered(name)
			if t := f.typeOf(name); t == nil {
				return fmt.Errorf("line %d: %s", line, f.unknown(name))
			} else if !isTable(t) {
				return wrongKind(line, table, t)
			}
		case unstable.ArrayTable:
			f.tables[strings.Join(name, ".")]++
			table = f.numbered(name)
			f.lines[strings.Join(table, ".")] = line
			if t := f.typeOf(name); t == nil {
				return fmt.Errorf("line %d: %s", line, f.unknown(name))
			} else if t.Kind() != reflect.Slice || !isTable(t.Elem()) {
				return wrongKind(line, table, t)
			}
		case unstable.KeyValue:
			if err := f.pair(append(slices.Clone(table), name...), line, e.Value()); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *configFile) key(n *unstable.Node) (name []string, line int) {
	it := n.Key()
	for it.Next() {
		if line == 0 {
			line = f.parser.Shape(f.parser.Range(it.Node().Data)).Start.Line
		}
		name = append(name, string(it.Node().Data))
	}
	return name, line
}

// numbered adds to the name of a table which of several it is.
func (f *configFile) numbered(name []string) []string {
	name = slices.Clone(name)
	for i := range name {
		if n := f.tables[strings.Join(name[:i+1], ".")]; n > 0 {
			name[i] += fmt.Sprintf("[%d]", n)
			break // there are no tables in tables
		}
	}
	return name
}

// pair compares one value with what its key takes.
func (f *configFile) pair(name []string, line int, value *unstable.Node) error {
	t := f.typeOf(name)
	if t == nil {
		return fmt.Errorf("line %d: %s", line, f.unknown(name))
	}
	f.lines[strings.Join(name, ".")] = line
	for parent := name[:len(name)-1]; len(parent) > 0; parent = parent[:len(parent)-1] {
		if key := strings.Join(parent, "."); f.lines[key] == 0 {
			f.lines[key] = line
		}
	}
	if isTable(t) && value.Kind == unstable.InlineTable {
		for it := value.Children(); it.Next(); {
			inner, row := f.key(it.Node())
			if err := f.pair(append(slices.Clone(name), inner...), row, it.Node().Value()); err != nil {
				return err
			}
		}
		return nil
	}
	if t.Kind() == reflect.Slice && value.Kind == unstable.Array {
		n := 0
		for it := value.Children(); it.Next(); {
			n++
			if err := f.element(name, n, line, t, it.Node()); err != nil {
				return err
			}
		}
		return nil
	}
	return fits(line, name, t, value)
}

// element compares one value of a list of the type t.
func (f *configFile) element(name []string, n, line int, t reflect.Type, value *unstable.Node) error {
	if !isTable(t.Elem()) {
		if fits(line, name, t.Elem(), value) != nil {
			return wrongKind(line, name, t)
		}
		return nil
	}
	if value.Kind != unstable.InlineTable {
		return wrongKind(line, name, t)
	}
	name = slices.Clone(name)
	name[len(name)-1] += fmt.Sprintf("[%d]", n)
	return f.pair(name, line, value)
}

func isTable(t reflect.Type) bool { return t.Kind() == reflect.Struct || t.Kind() == reflect.Map }

// fits compares a single value.
func fits(line int, name []string, t reflect.Type, value *unstable.Node) error {
	if t == reflect.TypeFor[duration]() {
		if value.Kind == unstable.Integer || value.Kind == unstable.Float {
			return fmt.Errorf("line %d: %s = %s lacks its unit; write %s", line, shown(name), value.Data, withUnits(string(value.Data)))
		}
		if value.Kind == unstable.String {
			if err := new(duration).UnmarshalText(value.Data); err != nil {
				return fmt.Errorf("line %d: %s: %w", line, shown(name), err)
			}
			return nil
		}
	}
	ok := false
	switch t.Kind() {
	case reflect.String:
		ok = value.Kind == unstable.String
	case reflect.Bool:
		ok = value.Kind == unstable.Bool
	case reflect.Float64:
		ok = value.Kind == unstable.Float || value.Kind == unstable.Integer
	case reflect.Int:
		if ok = value.Kind == unstable.Integer; ok && tooLarge(string(value.Data)) {
			return fmt.Errorf("line %d: %s = %s is too large a number", line, shown(name), value.Data)
		}
	}
	if !ok {
		return wrongKind(line, name, t)
	}
	return nil
}

func tooLarge(digits string) bool {
	n, err := strconv.ParseInt(strings.ReplaceAll(digits, "_", ""), 0, 64)
	return errors.Is(err, strconv.ErrRange) || n > math.MaxInt32
}

func wrongKind(line int, name []string, t reflect.Type) error {
	return fmt.Errorf("line %d: %s is to be %s", line, shown(name), kindWanted(t, shown(name)))
}

// kindWanted says in an owner's words what a key takes.
func kindWanted(t reflect.Type, key string) string {
	switch {
	case t == reflect.TypeFor[duration]():
		return `a duration in quotes, such as "15m"`
	case t.Kind() == reflect.String:
		return "text in quotes"
	case t.Kind() == reflect.Int:
		return "a whole number"
	case t.Kind() == reflect.Float64:
		return "a number"
	case t.Kind() == reflect.Bool:
		return "true or false"
	case t.Kind() == reflect.Slice && isTable(t.Elem()):
		return "a table for each: [[" + key + "]]"
	case t.Kind() == reflect.Slice:
		return `a list of texts in [ ]`
	case t.Kind() == reflect.Map:
		return `names with texts, { NAME = "…" }`
	default:
		return "a table: [" + key + "]"
	}
}

// withUnits shows a number with the units that it may have meant.
func withUnits(n string) string {
	return fmt.Sprintf("%q for seconds, %q for minutes or %q for hours", n+"s", n+"m", n+"h")
}

// typeOf gives what a key takes; nil where there is no such key.
func (f *configFile) typeOf(name []string) reflect.Type {
	t := f.config
	for _, part := range name {
		part, _, one := strings.Cut(part, "[")
		switch t.Kind() {
		case reflect.Map:
			t = t.Elem()
		case reflect.Struct:
			field, ok := fieldOf(t, part)
			if !ok {
				return nil
			}
			t = field.Type
		default:
			return nil
		}
		if one { // of several tables
			t = t.Elem()
		}
	}
	return t
}

func fieldOf(t reflect.Type, key string) (reflect.StructField, bool) {
	for field := range t.Fields() {
		if tag := field.Tag.Get("toml"); tag == key && tag != "-" {
			return field, true
		}
	}
	return reflect.StructField{}, false
}

// shown is a key as the owner writes it.
func shown(name []string) string {
	var parts []string
	for _, p := range name {
		p, _, _ = strings.Cut(p, "[")
		parts = append(parts, p)
	}
	return strings.Join(parts, ".")
}

// unknown says that there is no such key, and which may be meant.
func (f *configFile) unknown(name []string) string {
	said := "there is no key " + shown(name)
	if near := nearestKey(shown(name), keysOf(f.config, "")); near != "" {
		return said + "; did you mean " + near + "?"
	}
	return said + "; `fumikura init` writes a file with all of them"
}

// keysOf are all keys below a table, as the owner writes them.
func keysOf(t reflect.Type, prefix string) []string {
	var all []string
	if t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return nil
	}
	for field := range t.Fields() {
		key := field.Tag.Get("toml")
		if key == "" || key == "-" {
			continue
		}
		all = append(all, prefix+key)
		if field.Type != reflect.TypeFor[duration]() {
			all = append(all, keysOf(field.Type, prefix+key+".")...)
		}
	}
	return all
}

// nearestKey gives the name that was probably meant: it differs in few characters, or only in where its dots are. Empty: none is near.
func nearestKey(name string, of []string) string {
	best, least := "", 1+max(1, min(3, len(name)/4))
	for _, o := range of {
		if d := editDistance(name, o); d < least {
			best, least = o, d
		}
	}
	if best != "" {
		return best
	}
	last := name[strings.LastIndex(name, ".")+1:]
	if last = strings.TrimPrefix(last, envPrefix); len(last) < 3 {
		return ""
	}
	for _, o := range of { // in another table
		if strings.HasSuffix(o, "."+last) || strings.HasSuffix(o, "_"+last) {
			return o
		}
	}
	return ""
}

// duration is a span of time written with its unit: 90s, 15m, 24h.
type duration time.Duration

// UnmarshalText reads a duration; a number alone is refused, for nobody can say what it means.
func (d *duration) UnmarshalText(b []byte) error {
	s := strings.TrimSpace(string(b))
	v, err := time.ParseDuration(s)
	if err == nil {
		*d = duration(v)
		return nil
	}
	if _, e := strconv.ParseFloat(s, 64); e == nil {
		return fmt.Errorf("%q lacks its unit; write %s", s, withUnits(s))
	}
	return fmt.Errorf("%q is no duration; write it like 90s, 15m or 24h", s)
}

// MarshalText is the inverse of UnmarshalText, in the shortest form: 15m and not 15m0s.
func (d duration) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// String writes the duration as an owner would.
func (d duration) String() string {
	s := time.Duration(d).String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// Set reads the value of a flag.
func (d *duration) Set(s string) error { return d.UnmarshalText([]byte(s)) }

// Type is what help calls the value of a flag.
func (d *duration) Type() string { return "duration" }
