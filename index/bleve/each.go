package bleve

import (
	"context"
	"runtime"
	"runtime/debug"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// stride is how many documents a processor takes at a time. Reading one takes 10 to 100 µs, handing over less than one.
const stride = 4

// each calls do for 0 to n-1, on all processors where there is enough to do, and gives the first error. A panic of do is the
// caller's: it recovers what a damaged file causes.
func each(ctx context.Context, n int, do func(i int) error) error {
	var next atomic.Int64
	work := func(ctx context.Context) error {
		for {
			end := int(next.Add(stride))
			for i := end - stride; i < min(end, n); i++ {
				if err := ctx.Err(); err != nil {
					return err
				}
				if err := do(i); err != nil {
					return err
				}
			}
			if end >= n {
				return nil
			}
		}
	}
	// The server gives Go more threads than there are processors; more workers than those would only wait for each other.
	workers := min(runtime.GOMAXPROCS(0), runtime.NumCPU(), (n+stride-1)/stride)
	if workers < 2 {
		return work(ctx)
	}
	var broken atomic.Pointer[any]
	g, ctx := errgroup.WithContext(ctx)
	for range workers {
		g.Go(func() error {
			defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
			defer func() {
				if r := recover(); r != nil {
					broken.Store(&r)
				}
			}()
			return work(ctx)
		})
	}
	err := g.Wait()
	if r := broken.Load(); r != nil {
		panic(*r)
	}
	return err
}
