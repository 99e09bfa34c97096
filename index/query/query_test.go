package query_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index/query"
)

// cases calls check for every record of the files: a sentence, then lines that begin with a tab. Escapes as in Go are read.
func cases(t *testing.T, glob string, check func(t *testing.T, lines []string)) {
	files, err := filepath.Glob(glob)
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases in %s: %v", glob, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var name string
		var lines []string
		run := func() {
			if name != "" {
				t.Run(name, func(t *testing.T) { check(t, lines) })
			}
		}
		for line := range strings.SplitSeq(strings.TrimSuffix(string(data), "\n"), "\n") {
			if text, ok := strings.CutPrefix(line, "\t"); ok {
				lines = append(lines, unescape(t, text))
				continue
			}
			run()
			name, lines = line, nil
		}
		run()
	}
}

func unescape(t *testing.T, s string) string {
	out, err := strconv.Unquote(`"` + strings.ReplaceAll(s, `"`, `\"`) + `"`)
	if err != nil {
		t.Fatalf("escape in %s: %v", s, err)
	}
	return out
}

func parse(t *testing.T, s string) query.Query {
	t.Helper()
	q, err := query.Parse(s)
	if err != nil {
		t.Fatalf("parse %q: %v", s, err)
	}
	return q
}

// tree writes a query so that its structure is seen.
func tree(n query.Node) string {
	list := func(name string, nodes []query.Node) string {
		var parts []string
		for _, m := range nodes {
			parts = append(parts, tree(m))
		}
		return name + "(" + strings.Join(parts, " ") + ")"
	}
	switch n := n.(type) {
	case query.And:
		return list("all", n.Nodes)
	case query.Or:
		return list("any", n.Nodes)
	case query.Not:
		return list("not", []query.Node{n.Node})
	case query.Word:
		return n.Text
	case query.Phrase:
		return `"` + n.Text + `"`
	case query.In:
		if n.Exact || strings.Contains(n.Value, " ") {
			return string(n.Field) + `:"` + n.Value + `"`
		}
		return string(n.Field) + ":" + n.Value
	}
	return ""
}

func TestParse(t *testing.T) {
	cases(t, "testdata/parse/*.txt", func(t *testing.T, lines []string) {
		q := parse(t, lines[0])
		if got := tree(q.Root); got != lines[1] {
			t.Errorf("%q reads as\n%s, want\n%s", lines[0], got, lines[1])
		}
		if again := parse(t, q.String()); !again.Equal(q) {
			t.Errorf("%q is written as %q, which reads as %s", lines[0], q, tree(again.Root))
		}
	})
}

func TestFacets(t *testing.T) {
	cases(t, "testdata/facet/*.txt", func(t *testing.T, lines []string) {
		q := parse(t, lines[0])
		if got := act(q, lines[1]); got != lines[2] {
			t.Errorf("%q %s gives\n%s, want\n%s", lines[0], lines[1], got, lines[2])
		}
		if again := parse(t, q.String()); !again.Equal(q) {
			t.Errorf("%q has changed to %q", lines[0], q)
		}
	})
}

// act does what a line of a case says to a query.
func act(q query.Query, line string) string {
	verb, rest, _ := strings.Cut(line, " ")
	field, value, _ := strings.Cut(rest, " ")
	switch verb {
	case "with":
		return q.With(query.Field(field), value).String()
	case "without":
		return q.Without(query.Field(field), value).String()
	case "values":
		return strings.Join(q.Values(query.Field(field)), "|")
	case "words":
		return q.Words()
	}
	var parts []string
	chosen, left := query.Filters(q)
	for _, f := range slices.Sorted(maps.Keys(chosen)) {
		parts = append(parts, fmt.Sprintf("%s=%s", f, strings.Join(chosen[f], "|")))
	}
	return strings.Join(append(parts, "rest="+left.String()), " ")
}

func TestLimits(t *testing.T) {
	words := func(n int) string { return strings.TrimSpace(strings.Repeat("猫 ", n)) }
	for name, c := range map[string]struct {
		text string
		want error
	}{
		"256 characters are allowed":               {strings.Repeat("あ", 256), nil},
		"257 characters are not":                   {strings.Repeat("あ", 257), query.ErrTooLong},
		"32 words are allowed":                     {words(32), nil},
		"33 words are not":                         {words(33), query.ErrTooManyWords},
		"33 values are not":                        {strings.Repeat("tag:x ", 33), query.ErrTooManyWords},
		"a phrase is one word":                     {`"` + strings.Repeat("a ", 40) + `"`, nil},
		"brackets may be nested as deep as fits":   {strings.Repeat("(", 127) + "猫" + strings.Repeat(")", 127), nil},
		"brackets that never close do no harm":     {strings.Repeat("(", 254), nil},
		"what grows past the limit is over it too": {strings.Repeat("猫", 253) + ` OR`, query.ErrTooLong},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := query.Parse(c.text)
			if err != c.want {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if query.IsLimit(err) != (c.want != nil) {
				t.Errorf("IsLimit(%v) is %v", err, query.IsLimit(err))
			}
		})
	}
}

func TestEveryFieldHasAnExampleThatUsesIt(t *testing.T) {
	for _, d := range query.FieldTable() {
		if len(parse(t, d.Example).Values(d.Name)) != 1 {
			t.Errorf("the example %q of %s does not use it", d.Example, d.Name)
		}
		if d.Japanese == "" || d.English == "" {
			t.Errorf("%s is not explained", d.Name)
		}
	}
}

func TestParseDate(t *testing.T) {
	for text, want := range map[string]string{
		"2016":       "2016-01-01 2017-01-01",
		"2016-02":    "2016-02-01 2016-03-01",
		"2016-2-29":  "2016-02-29 2016-03-01",
		"2016/12/31": "2016-12-31 2017-01-01",
		"２０１６年８月１９日": "2016-08-19 2016-08-20",
		"2015-02-29": "", "2016-00": "", "16": "", "20160819": "", "2016-08-19-01": "", "": "", "-": "", "2016--1": "", "+016": "",
	} {
		from, to, ok := query.ParseDate(text)
		got := ""
		if ok {
			got = from.Format("2006-01-02") + " " + to.Format("2006-01-02")
		}
		if got != want {
			t.Errorf("%q covers %q, want %q", text, got, want)
		}
	}
}

func TestAnyOfTheWordsIsEnough(t *testing.T) {
	for text, want := range map[string]string{
		"猫 犬 tag:旅 -雨": "猫 OR 犬 tag:旅 -雨", `猫 OR 犬 "a b" title:x`: `猫 OR 犬 OR "a b" title:x`, "猫": "", "猫 tag:旅": "", "": "",
	} {
		loose, other := parse(t, text).Any()
		if other != (want != "") || other && loose.String() != want {
			t.Errorf("any of %q is %q, %v", text, loose, other)
		}
	}
}

func TestWhatHasWords(t *testing.T) {
	for text, want := range map[string]bool{
		"": false, "tag:x year:2016": false, "-猫": false, "after:2016": false,
		"猫": true, `tag:x "y"`: true, "title:x": true, "tag:a OR 猫": true,
	} {
		if got := parse(t, text).HasWords(); got != want {
			t.Errorf("HasWords of %q is %v", text, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{`猫 -犬 "a b" OR (tag:"x y" -(b c))`, `f(a b)"c`, `tag:a"b“c`, `-(-(--x)) OR`, "“\"”", "猫“x", "year:2016/8"} {
		f.Add(s, "tag", `two "words`)
	}
	f.Fuzz(func(t *testing.T, s, field, value string) {
		q, err := query.Parse(s)
		if err != nil {
			return
		}
		same(t, q)
		if strings.TrimSpace(q.String()) == "" && !q.IsEmpty() {
			t.Fatalf("%q is lost", s)
		}
		for _, d := range query.FieldTable() {
			same(t, q.With(d.Name, value))
			if w := q.Without(d.Name, value); slices.Contains(w.Values(d.Name), value) {
				t.Fatalf("%s:%s is still in %q", d.Name, value, w)
			}
		}
		_, rest := query.Filters(q)
		same(t, rest)
	})
}

// same checks that q survives being written, unless that makes it too long.
func same(t *testing.T, q query.Query) {
	t.Helper()
	again, err := query.Parse(q.String())
	if err == nil && !again.Equal(q) {
		t.Fatalf("%#v is written as %q, which reads as %#v", q, q, again)
	}
}
