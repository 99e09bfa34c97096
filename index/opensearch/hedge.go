package opensearch

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"time"
)

// hedgeAfter is how long a node may take over a question before another one is asked the same beside it, and then the next. A search takes a
// few milliseconds, and has two seconds in all; a node that hangs, its connections open, would take all of them.
const hedgeAfter = 120 * time.Millisecond

// ask sends a request and, where it is hedged, another one to the next node each time that none was answered in time, once to each node; the
// first answer counts. What is left behind goes on to its own limit, so that a node that hangs is found out and left alone for a while.
func (c *client) ask(ctx context.Context, method, path string, payload []byte) reply {
	if _, waits := ctx.Deadline(); c.hedge == 0 || !waits { // who builds has time, and asks for much at once
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
	most := max(2, c.count)
	replies := make(chan reply, most)
	send := func(path string) { under.Go(func() { replies <- c.attempt(behind, method, path, payload) }) }
	send(path)
	timer := time.NewTimer(c.hedge)
	defer timer.Stop()
	for sent, waiting := 1, 1; ; {
		select {
		case r := <-replies:
			if waiting--; r.err != nil && waiting > 0 {
				continue
			}
			return r
		case <-timer.C:
			send(local(path))
			if sent, waiting = sent+1, waiting+1; sent < most {
				timer.Reset(c.hedge)
			}
		case <-ctx.Done():
			if sent == 1 { // nobody waits for it, and nothing says that the node hangs
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
