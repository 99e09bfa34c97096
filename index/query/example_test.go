package query_test

import (
	"fmt"

	"github.com/fumikura/fumikura/index/query"
)

// A query is words and what they are narrowed by. What it was understood as can be read again.
func ExampleParse() {
	q, err := query.Parse(`コンテナ －犬 tag：Docker "docker build" after:2017`)
	if err != nil {
		panic(err)
	}
	fmt.Println(q)
	// Output: コンテナ -犬 tag:Docker "docker build" after:2017
}
