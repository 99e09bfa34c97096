package rules

import (
	"cmp"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// Rewrite gives a text of rules that says r, by the smallest edit of the text given: an owner's comments, order and spacing stay. What is not
// written in the usual way (tables in one line) is written anew, below the comments of before.
func (r *Rules) Rewrite(text string) string {
	was, err := parse([]byte(text))
	if err != nil {
		return string(r.Format())
	}
	e := &editor{text: text, lists: map[string]list{}, ends: map[string]int{}, heads: map[string]int{}}
	e.read()
	e.list("synonyms", was.Synonyms, r.Synonyms)
	e.list("suggest.stop", was.Suggest.Stop, r.Suggest.Stop)
	e.list("exclude.paths", was.Exclude.Paths, r.Exclude.Paths)
	e.list("exclude.tags", was.Exclude.Tags, r.Exclude.Tags)
	e.names("tags", was.Tags, r.Tags)
	e.names("authors", was.Authors, r.Authors)
	e.choices("pin", was.Pins, r.Pins)
	e.choices("hide", was.Hides, r.Hides)
	out := e.apply()
	if is, err := parse([]byte(out)); err == nil && reflect.DeepEqual(is.Filled(), r.Filled()) {
		return out
	}
	return commentsOf(text) + string(r.Format())
}

// commentsOf gives the lines of a text that are comments.
func commentsOf(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.HasPrefix(strings.TrimSpace(line), "#") {
			b.WriteString(strings.TrimRight(line, "\r\n") + "\n")
		}
	}
	if b.Len() > 0 {
		b.WriteByte('\n')
	}
	return b.String()
}

// editor knows where in a text everything stands, and collects edits of it.
type editor struct {
	text  string
	lists map[string]list
	heads map[string]int // by name of a table: where its header begins
	ends  map[string]int // where its last line ends; that of "" is before the first table
	edits []edit
}

// span is a piece of the text.
type span struct{ from, to int }

// list is where a list of strings stands, with its brackets.
type list struct {
	span
	items []span
}

type edit struct {
	span
	with string
}

// read finds lists and tables.
func (e *editor) read() {
	var p unstable.Parser
	p.Reset([]byte(e.text))
	table, seen := "", map[string]int{}
	for p.NextExpression() {
		x := p.Expression()
		name, _ := keyOf(&p, x)
		from, to := e.keySpan(x)
		switch x.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = name
			if x.Kind == unstable.ArrayTable {
				seen[name]++
				table = name + "[" + strconv.Itoa(seen[name]) + "]"
			}
			if len(e.heads) == 0 {
				e.ends[""] = e.above(from)
			}
			e.heads[table] = e.lineStart(from)
			e.ends[table] = e.lineEnd(to)
		case unstable.KeyValue:
			if table != "" {
				name = table + "." + name
			}
			if x.Value().Kind == unstable.Array {
				l := e.listAt(to, x.Value())
				e.lists[name] = l
				to = l.to
			}
			if table != "" {
				e.ends[table] = e.lineEnd(to)
			}
		}
	}
	if len(e.heads) == 0 {
		e.ends[""] = len(e.text)
	}
}

// keySpan is where the key of an expression stands.
func (e *editor) keySpan(x *unstable.Node) (from, to int) {
	from = -1
	for it := x.Key(); it.Next(); {
		raw := it.Node().Raw
		if from < 0 {
			from = int(raw.Offset)
		}
		to = int(raw.Offset + raw.Length)
	}
	return from, to
}

// listAt finds the brackets and strings of a list behind a key that ends at a place.
func (e *editor) listAt(at int, value *unstable.Node) list {
	l := list{span: span{from: at + strings.IndexByte(e.text[at:], '[')}}
	end := l.from + 1
	for it := value.Children(); it.Next(); {
		raw := it.Node().Raw
		l.items = append(l.items, span{int(raw.Offset), int(raw.Offset + raw.Length)})
		end = int(raw.Offset + raw.Length)
	}
	l.to = e.closing(end) + 1
	return l
}

// closing finds the bracket that closes a list behind its last string.
func (e *editor) closing(at int) int {
	for ; at < len(e.text) && e.text[at] != ']'; at++ {
		if e.text[at] == '#' {
			at = e.lineEnd(at) - 1
		}
	}
	return min(at, len(e.text)-1)
}

func (e *editor) lineStart(at int) int { return strings.LastIndexByte(e.text[:at], '\n') + 1 }

// lineEnd is behind the line in which a place is.
func (e *editor) lineEnd(at int) int {
	if n := strings.IndexByte(e.text[at:], '\n'); n >= 0 {
		return at + n + 1
	}
	return len(e.text)
}

// above is before the line in which a place is, and before the comments right above it, which belong to it.
func (e *editor) above(at int) int {
	at = e.lineStart(at)
	for at > 0 {
		before := e.lineStart(at - 1)
		if !strings.HasPrefix(strings.TrimSpace(e.text[before:at]), "#") {
			break
		}
		at = before
	}
	return at
}

func (e *editor) edit(from, to int, with string) {
	e.edits = append(e.edits, edit{span{from, to}, with})
}

// apply gives the text with the edits in it.
func (e *editor) apply() string {
	slices.SortStableFunc(e.edits, func(a, b edit) int { return cmp.Compare(a.from, b.from) })
	var b strings.Builder
	at := 0
	for _, x := range e.edits {
		if x.from < at {
			return "" // edits that overlap are refused by who reads what comes out
		}
		b.WriteString(e.text[at:x.from])
		if x.from == len(e.text) && x.from > 0 && b.Len() > 0 && !strings.HasSuffix(b.String(), "\n") {
			b.WriteByte('\n')
		}
		b.WriteString(x.with)
		at = x.to
	}
	b.WriteString(e.text[at:])
	return b.String()
}

// list has the list at a key say other things. A list that is not there is written at the end of its table, or with its table.
func (e *editor) list(key string, was, is []string) {
	if slices.Equal(was, is) {
		return
	}
	if l, there := e.lists[key]; there && len(l.items) == len(was) {
		e.change(l, was, is)
		return
	}
	table, name := "", key
	if at := strings.IndexByte(key, '.'); at >= 0 {
		table, name = key[:at], key[at+1:]
	}
	var w writer
	w.list(name, is)
	e.add(table, w.b.String())
}

// add writes lines at the end of a table.
func (e *editor) add(table, lines string) {
	end, there := e.ends[table]
	switch {
	case table == "":
		if end < len(e.text) {
			lines += "\n"
		}
		e.edit(end, end, lines)
	case there:
		if !strings.HasSuffix(e.text[:end], "\n") {
			lines = "\n" + lines
		}
		e.edit(end, end, lines)
	default:
		e.append("[" + table + "]\n" + lines)
		e.ends[table] = len(e.text)
	}
}

// append writes lines at the end of the text, apart from what is before.
func (e *editor) append(lines string) {
	if strings.TrimSpace(e.text) != "" || len(e.edits) > 0 {
		lines = "\n" + lines
	}
	e.edit(len(e.text), len(e.text), lines)
}

// change edits what differs between two states of a list: all between what they have alike at the beginning and at the end.
func (e *editor) change(l list, was, is []string) {
	first := 0
	for first < len(was) && first < len(is) && was[first] == is[first] {
		first++
	}
	last := 0
	for last < len(was)-first && last < len(is)-first && was[len(was)-1-last] == is[len(is)-1-last] {
		last++
	}
	old, fresh := l.items[first:len(was)-last], is[first:len(is)-last]
	var all []string
	for _, s := range fresh {
		all = append(all, quoted(s))
	}
	switch {
	case len(old) > 0 && len(fresh) > 0:
		e.edit(old[0].from, old[len(old)-1].to, strings.Join(all, e.between(l)))
	case len(old) > 0 && last > 0:
		e.edit(old[0].from, l.items[len(was)-last].from, "")
	case len(old) > 0 && first > 0:
		e.edit(l.items[first-1].to, old[len(old)-1].to, "")
	case len(old) > 0:
		e.edit(l.from, l.to, "[]")
	case last > 0:
		e.edit(l.items[first].from, l.items[first].from, strings.Join(all, e.between(l))+e.between(l))
	case first > 0:
		e.behind(l, all)
	default:
		e.edit(l.from+1, l.from+1, strings.Join(all, ", "))
	}
}

// between is what stands between two strings of a list: a comma and a space, or a line each.
func (e *editor) between(l list) string {
	for _, item := range l.items {
		if from := e.lineStart(item.from); from > l.from && strings.TrimSpace(e.text[from:item.from]) == "" {
			return ",\n" + e.text[from:item.from]
		}
	}
	return ", "
}

// behind writes strings behind the last of a list: before the line of the closing bracket where that has one of its own, so that a comment
// behind the last string stays where it is.
func (e *editor) behind(l list, all []string) {
	last, between := l.items[len(l.items)-1], e.between(l)
	end := e.lineStart(l.to - 1)
	if between == ", " || end <= last.to {
		e.edit(last.to, last.to, between+strings.Join(all, between))
		return
	}
	if rest := strings.TrimLeft(e.text[last.to:], " \t"); !strings.HasPrefix(rest, ",") {
		e.edit(last.to, last.to, ",")
	}
	indent := strings.TrimPrefix(between, ",\n")
	e.edit(end, end, indent+strings.Join(all, between)+",\n")
}

// names has a table of names say other things.
func (e *editor) names(table string, was, is map[string][]string) {
	for _, to := range slices.Sorted(maps.Keys(is)) {
		if _, there := e.lists[table+"."+bare(to)]; there {
			e.list(table+"."+bare(to), was[to], is[to])
		} else if was[to] == nil {
			var w writer
			w.list(quoted(to), is[to])
			e.add(table, w.b.String())
		}
	}
}

// choices has pins or hides say other things.
func (e *editor) choices(name string, was, is []Choice) {
	for i, c := range was {
		at := name + "[" + strconv.Itoa(i+1) + "]"
		n := slices.IndexFunc(is, func(o Choice) bool { return o.Query == c.Query })
		if n >= 0 {
			e.list(at+".urls", c.URLs, is[n].URLs)
			continue
		}
		from, end := e.heads[at], e.ends[at]
		if next := e.lineEnd(end); next > end && strings.TrimSpace(e.text[end:next]) == "" {
			end = next
		} else if end == len(e.text) && strings.HasSuffix(e.text[:from], "\n\n") {
			from-- // the empty line before it, for none comes after
		}
		e.edit(from, end, "")
	}
	for _, c := range is {
		if slices.ContainsFunc(was, func(o Choice) bool { return o.Query == c.Query }) {
			continue
		}
		var w writer
		w.choices(name, []Choice{c})
		e.append(w.b.String())
	}
}
