package bleve

import (
	"fmt"
	"runtime/debug"
)

// fault is a panic that became an error: the storage panics over damaged files, and reading a mapped file that was cut short is a
// fault of memory.
type fault struct {
	value any
	stack []byte
}

// Error says what the panic said.
func (f *fault) Error() string { return fmt.Sprintf("the index cannot be read: %v", f.value) }

// guarded runs fn and gives its error, or a *fault where it panics.
func guarded(fn func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = &fault{r, debug.Stack()}
		}
	}()
	return fn()
}
