package prefix_test

import (
	"fmt"

	"github.com/fumikura/fumikura/index/prefix"
)

// The heaviest two of the strings that begin with co.
func ExampleIndex_Each() {
	strings := []string{"cat", "cobol", "container", "core", "cosmos"}
	weights := []uint32{5, 2, 9, 4, 1}
	x := prefix.New(len(strings), func(i int) string { return strings[i] }, func(i int) uint32 { return weights[i] })
	n := 0
	x.Each("co", func(i int) bool {
		fmt.Println(strings[i])
		n++
		return n < 2
	})
	// Output:
	// container
	// core
}
