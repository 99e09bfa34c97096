package plan_test

import (
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/query"
)

func made(t *testing.T, text string) *plan.Plan {
	t.Helper()
	q, err := query.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return plan.Maker{Analyzer: ja.New(), Rewrites: rewrites}.Make(q)
}

func TestTheWordsThatMayBeMissingCountWhereTheUnitStandsInsideOthers(t *testing.T) {
	p := made(t, "コンテナ基盤")
	words := p.Words(plan.Units(p.Root)[0])
	if len(words) != 2 || words[0].Text != "コンテナ" || words[1].Text != "基盤" {
		t.Fatalf("the words are %+v", words)
	}
	var b strings.Builder
	showMatch(&b, words[0].Match, "")
	want := "any of\n  any of\n    term コンテナ\n    term container\n  run コンテナ基盤\n"
	if b.String() != want {
		t.Errorf("コンテナ is matched by\n%s, want\n%s", b.String(), want)
	}
}

func TestAPartThatIsNeededTwiceIsTheSame(t *testing.T) {
	p := made(t, "コンテナ基盤")
	u := plan.Units(p.Root)[0]
	if a, b := p.InsideOnly(u).(*plan.All).Of[0], p.Match().(*plan.Any).Of[0]; a != b {
		t.Errorf("the run of the unit is made twice: %p and %p", a, b)
	}
}

func TestACoarsePlanHasNoOtherWritingsAndNoJoints(t *testing.T) {
	p := made(t, "コンテナ化")
	var fine, coarse strings.Builder
	showMatch(&fine, p.Match(), "")
	p.Coarsen()
	showMatch(&coarse, p.Match(), "")
	for _, part := range []string{"container", "pair"} {
		if !strings.Contains(fine.String(), part) || strings.Contains(coarse.String(), part) {
			t.Errorf("%s: the plan is\n%s, coarse\n%s", part, fine.String(), coarse.String())
		}
	}
}

func TestNothingAskedForMatchesEveryPost(t *testing.T) {
	if m, ok := made(t, "").Match().(*plan.All); !ok || len(m.Of) > 0 {
		t.Errorf("nothing matches %+v", m)
	}
}

func TestWhatStandsInCodeWithItsDashIsAFlag(t *testing.T) {
	q, err := query.Parse("copy -PassThru -draft tag:script")
	if err != nil {
		t.Fatal(err)
	}
	p := plan.Maker{Analyzer: ja.New(), InCode: func(term string) bool { return term == "-passthru" }}.Make(q)
	units := plan.Units(p.Root)
	if len(units) != 2 || units[1].Flag != "-passthru" {
		t.Errorf("the units are %+v", units)
	}
	if _, ok := p.Root.(plan.And).Nodes[2].(plan.Not); !ok {
		t.Errorf("what no code has is not excluded: %+v", p.Root)
	}
}
