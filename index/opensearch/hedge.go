package opensearch

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"time"
)

// hedgeAfter is how long a node may take over a question before another one is asked the same beside it. A search takes a few
// milliseconds, and has two seconds in all; a node that hangs, its connections open, would take all of them.
const hedgeAfter = 400 * time.Millisecond

// ask sends a request and, where it is hedged, a second one to the next node when the first has not been answered in time; the first
// answer counts. What is left behind goes on to its own limit, so that a node that hangs is found out and left alone for a while.
func (c *client) ask(ctx context.Context, method, path string, payload []byte) reply {
	if c.hedge == 0 {
		return c.attempt(ctx, method, path, payload)
	}
	behind, end := context.WithTimeout(context.WithoutCancel(ctx), c.limit)
	var under sync.WaitGroup
	defer func() {
		go func() {
			under.Wait()
			end()
		}()
	}()
	replies := make(chan reply, 2)
	send := func(path string) { under.Go(func() { replies <- c.attempt(behind, method, path, payload) }) }
	send(path)
	timer := time.NewTimer(c.hedge)
	defer timer.Stop()
	for waiting, hedged := 1, false; ; {
		select {
		case r := <-replies:
			if waiting--; r.err != nil && waiting > 0 {
				continue
			}
			return r
		case <-timer.C:
			send(local(path))
			waiting, hedged = waiting+1, true
		case <-ctx.Done():
			if !hedged { // nobody waits for it, and nothing says that the node hangs
				end()
			}
			return reply{err: ctx.Err()}
		}
	}
}

// local asks the copies that the node itself has, in place of those that a preference chooses: the chosen one may be what hangs.
func local(path string) string {
	at, raw, ok := strings.Cut(path, "?")
	v, err := url.ParseQuery(raw)
	if !ok || err != nil || !v.Has("preference") {
		return path
	}
	v.Set("preference", "_local")
	return at + "?" + v.Encode()
}
