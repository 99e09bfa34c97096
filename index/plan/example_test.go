package plan_test

import (
	"fmt"
	"strings"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/query"
)

// A plan says what has to match, in primitives that every engine can evaluate, and what is scored.
func ExampleMaker_Make() {
	q, err := query.Parse(`tag:Docker 監視 "docker build" -Windows`)
	if err != nil {
		panic(err)
	}
	p := plan.Maker{Analyzer: ja.New()}.Make(q)
	fmt.Println("chosen", p.Filters)
	tree(p.Match(), "")
	// Output:
	// chosen map[tag:[Docker]]
	// All
	//   Any
	//     Infix 監視
	//     Term 監視
	//   Infix docker build
	//   Without
	//     Any
	//       Prefix windows
	//       Term window
}

func tree(m plan.Match, indent string) {
	fmt.Printf("%s%s", indent, strings.TrimPrefix(fmt.Sprintf("%T", m), "*plan."))
	var of []plan.Match
	switch m := m.(type) {
	case *plan.All:
		of = m.Of
	case *plan.Any:
		of = m.Of
	case *plan.Without:
		of = []plan.Match{m.Of}
	case *plan.Term:
		fmt.Print(" ", m.Term)
	case *plan.Infix:
		fmt.Print(" ", m.Text)
	case *plan.Prefix:
		fmt.Print(" ", m.Text)
	}
	fmt.Println()
	for _, part := range of {
		tree(part, indent+"  ")
	}
}
