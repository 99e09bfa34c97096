package plan_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/query"
)

var update = flag.Bool("update", false, "rewrite the golden plans")

// rewrites is a small table of other ways of writing.
func rewrites(words []ja.Token) []plan.Rewrite {
	var out []plan.Rewrite
	for i, w := range words {
		switch w.Term {
		case "コンテナ":
			out = append(out, plan.Rewrite{From: i, To: i + 1, Terms: []string{"container"}, Weight: .6})
		case "machin":
			if i+1 < len(words) && words[i+1].Term == "learn" {
				out = append(out, plan.Rewrite{From: i, To: i + 2, Terms: []string{"機械", "学習"}, Weight: .6})
			}
		}
	}
	return out
}

// TestPlans holds the plan of each file's query against the golden one beside it.
func TestPlans(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	m := plan.Maker{Analyzer: ja.New(), Rewrites: rewrites}
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSpace(string(a.Comment)), func(t *testing.T) {
			q, err := query.Parse(strings.TrimSpace(string(a.Files[0].Data)))
			if err != nil {
				t.Fatal(err)
			}
			got := show(m.Make(q))
			if *update {
				a.Files = append(a.Files[:1], txtar.File{Name: "plan", Data: []byte(got)})
				if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if want := string(a.Files[1].Data); got != want {
				t.Errorf("%s\nis planned as\n%s\nwant\n%s", a.Files[0].Data, got, want)
			}
		})
	}
}

// show writes a plan for people.
func show(p *plan.Plan) string {
	var b strings.Builder
	fields := make([]string, 0, len(p.Filters))
	for f, values := range p.Filters {
		fields = append(fields, fmt.Sprintf("chosen %s: %s\n", f, strings.Join(values, " | ")))
	}
	slices.Sort(fields)
	b.WriteString(strings.Join(fields, ""))
	showNode(&b, p.Root, "")
	for i, c := range p.Concepts {
		fmt.Fprintf(&b, "word %d: %s", i, c.Term)
		for _, flag := range []struct {
			word string
			is   bool
		}{{" weak", c.Weak}, {" excluded", c.Excluded}, {" joint", c.Joint}} {
			if flag.is {
				b.WriteString(flag.word)
			}
		}
		for _, a := range c.Alternatives {
			fmt.Fprintf(&b, ", or %s for %d at %.2g", strings.Join(a.Terms, " "), a.Span, a.Weight)
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "pairs that score: %s\n", strings.Join(p.Grams, " "))
	for _, l := range p.Literals {
		fmt.Fprintf(&b, "as typed: %s (%d to %d)\n", l.Text, l.First, l.Last)
	}
	if p.Question {
		b.WriteString("a question\n")
	}
	b.WriteString("matches\n")
	showMatch(&b, p.Match(), "  ")
	for _, u := range plan.Units(p.Root) {
		if m := p.InsideOnly(u); m != nil {
			fmt.Fprintf(&b, "%s inside words\n", u.Text)
			showMatch(&b, m, "  ")
		}
	}
	return b.String()
}

func showNode(b *strings.Builder, n plan.Node, indent string) {
	group := func(what string, nodes []plan.Node) {
		fmt.Fprintf(b, "%s%s\n", indent, what)
		for _, c := range nodes {
			showNode(b, c, indent+"  ")
		}
	}
	switch n := n.(type) {
	case nil:
		fmt.Fprintf(b, "%severything\n", indent)
	case plan.And:
		group("all of", n.Nodes)
	case plan.Or:
		group("any of", n.Nodes)
	case plan.Not:
		group("not", []plan.Node{n.Node})
	case plan.Unit:
		fmt.Fprintf(b, "%sunit %q words %d to %d pairs %v %s%s\n", indent, n.Text, n.First, n.Last, n.Grams, n.Field, map[bool]string{true: "weak"}[n.Weak])
	case plan.Phrase:
		fmt.Fprintf(b, "%sphrase %q pairs %v %s\n", indent, n.Text, n.Grams, n.Field)
	case plan.In:
		fmt.Fprintf(b, "%s%s is %s\n", indent, n.Field, n.Value)
	}
}

// showMatch writes the Boolean expression that an engine evaluates.
func showMatch(b *strings.Builder, m plan.Match, indent string) {
	group := func(what string, parts []plan.Match) {
		fmt.Fprintf(b, "%s%s\n", indent, what)
		for _, c := range parts {
			showMatch(b, c, indent+"  ")
		}
	}
	say := func(what string, field query.Field, text string) {
		if field != "" {
			text += " in " + string(field)
		}
		fmt.Fprintf(b, "%s%s %s\n", indent, what, text)
	}
	switch m := m.(type) {
	case *plan.All:
		group("all of", m.Of)
	case *plan.Any:
		group("any of", m.Of)
	case *plan.Without:
		group("without", []plan.Match{m.Of})
	case *plan.Term:
		say("term", m.Field, m.Term)
	case *plan.Pair:
		say("pair", m.Field, m.Chars)
	case *plan.Prefix:
		say("beginning", m.Field, m.Text)
	case *plan.Adjacent:
		say("adjacent", m.Field, strings.Join(m.Terms, " "))
	case *plan.Infix:
		say(map[bool]string{true: "exactly", false: "run"}[m.Exact], m.Field, m.Text)
	case *plan.Value:
		fmt.Fprintf(b, "%s%s is %s\n", indent, m.Field, m.Value)
	}
}

// FuzzPlan makes a plan of anything that parses; units must point at words that are there.
func FuzzPlan(f *testing.F) {
	for _, s := range []string{"全文検索エンジン", "コンテナの起動が遅い", "-x OR (\"a b\" title:犬)", "; -;", "machine learning"} {
		f.Add(s)
	}
	m := plan.Maker{Analyzer: ja.New(), Rewrites: rewrites}
	f.Fuzz(func(t *testing.T, s string) {
		q, err := query.Parse(s)
		if err != nil {
			return
		}
		p := m.Make(q)
		check(t, p, p.Root)
		for i, c := range p.Concepts {
			for _, a := range c.Alternatives {
				if a.Span < 1 || i+a.Span > len(p.Concepts) || len(a.Terms) == 0 {
					t.Errorf("%q: word %d of %d has the alternative %+v", s, i, len(p.Concepts), a)
				}
			}
		}
	})
}

func check(t *testing.T, p *plan.Plan, n plan.Node) {
	switch n := n.(type) {
	case plan.And:
		for _, c := range n.Nodes {
			check(t, p, c)
		}
	case plan.Or:
		for _, c := range n.Nodes {
			check(t, p, c)
		}
	case plan.Not:
		check(t, p, n.Node)
	case plan.Unit:
		if n.First < 0 || n.First > n.Last || n.Last > len(p.Concepts) {
			t.Errorf("unit %q points at words %d to %d of %d", n.Text, n.First, n.Last, len(p.Concepts))
		}
	}
}
