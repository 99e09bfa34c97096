package opensearch

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"
)

const (
	// lateAfter is how long a node may take over a question before all nodes are asked whether they are there. A search takes a few
	// milliseconds, and has two seconds in all; a node that hangs, its connections open, would take all of them.
	lateAfter = 120 * time.Millisecond
	// hedgeAfter is how long a question may take while all nodes are there before a second one is asked beside the first.
	hedgeAfter = 400 * time.Millisecond
	// localCopies asks a node for the copies of shards that it has itself.
	localCopies = "_local"
)

// ask sends a question to a node, and a hedged request to another one when it is late: when a greeting shows that a node hangs, to one that
// answers and around the copies of those that do not; when all are there, once more in any case. The first answer counts, and what is late is
// left at once. Before the watch has noticed, a node that hangs so costs a search a quarter of a second; then it is not asked any more until
// it answers greetings again.
func (c *client) ask(ctx context.Context, method, path string, payload []byte) reply {
	if c.pool == nil {
		return c.attempt(ctx, method, path, payload)
	}
	_, hurried := ctx.Deadline() // who builds has time, and asks for much at once
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	q := &question{pool: c.pool, method: method, path: path, payload: payload, asked: map[*node]bool{}, replies: make(chan reply, 2*len(c.pool.nodes)+2)}
	q.send(ctx, "")
	began, late, pause := time.Now(), time.NewTimer(c.late), (<-chan time.Time)(nil)
	defer late.Stop()
	for greeted := (chan struct{})(nil); ; {
		select {
		case r := <-q.replies:
			q.waiting--
			if !r.passing() || q.waiting == 0 && q.left() == 0 {
				return r
			}
			pause = time.After(time.Duration(q.sent) * retryPause)
		case <-pause:
			if pause = nil; q.left() > 0 {
				q.send(ctx, "")
			}
		case <-late.C:
			greeted = make(chan struct{})
			go func() {
				c.pool.pingAll(ctx, silentAfter+c.late/10)
				close(greeted)
			}()
		case <-greeted:
			greeted = nil
			switch {
			case q.left() == 0:
			case c.pool.silent() > q.around && q.around < len(c.pool.nodes):
				q.send(ctx, "")
			case hurried && time.Since(began) >= hedgeAfter && len(q.asked) < len(c.pool.nodes):
				q.send(ctx, localCopies)
			}
			late.Reset(c.late)
		case <-ctx.Done():
			return reply{err: ctx.Err()}
		}
	}
}

// question is a request that is sent to one node after the other until one answers it.
type question struct {
	pool         *nodePool
	method, path string
	payload      []byte
	asked        map[*node]bool
	sent         int
	waiting      int // for so many answers
	around       int // how many nodes did not answer when it was last sent
	replies      chan reply
}

// left is how often it may still be sent.
func (q *question) left() int { return cap(q.replies) - q.sent }

// send sends it to the next node, for copies of shards on nodes that answer, or on those preferred.
func (q *question) send(ctx context.Context, prefer string) {
	q.around = q.pool.silent()
	n := q.pool.next(q.asked)
	q.asked[n] = true
	q.sent, q.waiting = q.sent+1, q.waiting+1
	path, payload := q.path, q.payload
	if ids := q.pool.answering(); ids != "" {
		prefer = "_prefer_nodes:" + ids
	} else if q.around > 0 {
		prefer = localCopies
	}
	if prefer != "" {
		path, payload = preferring(prefer, path, payload)
		if len(q.pool.nodes) >= quorumNodes {
			path = unmanaged(path) // that a majority is there is asked for besides
		}
	}
	go func() {
		r := n.attempt(ctx, q.method, path, payload)
		n.failed(ctx, r)
		q.replies <- r
	}()
}

// passing says whether another node, or the same one later, may do better: the cluster needs a while to know that a shard has died.
func (r reply) passing() bool {
	switch r.status {
	case http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	}
	return r.err != nil
}

// preferring asks for other copies of shards than those that a question prefers.
func preferring(prefer, path string, payload []byte) (string, []byte) {
	at, raw, _ := strings.Cut(path, "?")
	switch {
	case strings.HasSuffix(at, "/_msearch"):
		return path, bytes.ReplaceAll(payload, anyCopy, []byte(`"preference":"`+prefer+`"`))
	case strings.HasSuffix(at, "/_search"):
		v, err := url.ParseQuery(raw)
		if err != nil {
			return path, payload // ours are well formed
		}
		v.Set("preference", prefer)
		return at + "?" + v.Encode(), payload
	}
	return path, payload
}

// anyCopy stands in the header of each search of several. Inside what a reader wrote its quotes are escaped.
var anyCopy = []byte(`"preference":"` + localCopies + `"`)

// unmanaged asks a node for what it knows itself of names and mappings, in place of the node that manages the cluster.
func unmanaged(path string) string {
	if strings.HasPrefix(path, "/_alias/") || strings.HasSuffix(path, "/_mapping") {
		return path + "?local=true"
	}
	return path
}
