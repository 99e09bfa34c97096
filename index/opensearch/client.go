package opensearch

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/opensearch-project/opensearch-go/v4/opensearchtransport"

	"github.com/fumikura/fumikura/internal/blog"
)

const (
	// askTimeout is how long one node may take over a question before it counts as one that does not answer, and is left alone for a while.
	askTimeout = 5 * time.Second
	// makeTimeout is the same for what builds: a bulk, a clone, a merge.
	makeTimeout = 2 * time.Minute
	// maxAnswer bounds what is read of one answer. A page of a hundred whole posts of 5 MB would be more; nobody has such.
	maxAnswer = 256 << 20
	// A node that failed is left alone for a second, and for up to five if it goes on failing.
	restFirst = time.Second
	restMost  = 5 * time.Second
	// retryPause is the wait before the first retry; each next one waits longer by as much.
	retryPause = 50 * time.Millisecond
	// shown is how much of an error's reason is passed on.
	shown = 300
)

var (
	// errGone says that an index or alias is not there.
	errGone = errors.New("no such index")
	// errBusy says that the cluster asks for patience.
	errBusy = errors.New("the cluster is busy")
	// errDown says that no node answers.
	errDown = errors.New("no OpenSearch node answers")
)

// client asks the nodes of a cluster in turn, and another one where one fails. Every request is repeatable: it reads, it writes
// what it wrote before, or it is refused the second time.
type client struct {
	transport *opensearchtransport.Client
	nodes     string        // their addresses, for messages
	pool      *nodePool     // the nodes one by one, for questions that are hedged; nil for those that are not
	late      time.Duration // after which it is asked who is there; see ask
}

// dial makes a client that asks again so often where a node fails; no node is asked yet.
func dial(o Options, timeout time.Duration, retries int) (*client, error) {
	cfg := opensearchtransport.Config{
		Username: o.User, Password: o.Password, Header: http.Header{},
		Transport:  &http.Transport{Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: 64, IdleConnTimeout: time.Minute, TLSClientConfig: tlsConfig()},
		MaxRetries: retries, DisableRetry: retries == 0,
		RetryBackoff: func(attempt int) time.Duration { return time.Duration(attempt) * retryPause },
		// A node whose shard has just died answers 500 until the cluster knows.
		RetryOnStatus:           []int{http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout},
		EnableRetryOnTimeout:    true,
		RequestTimeout:          timeout,
		ResurrectTimeoutInitial: restFirst, ResurrectTimeoutMax: restMost,
		HealthCheck: opensearchtransport.NoOpHealthCheck, HealthCheckMaxRetries: -1, MaxRetryClusterHealth: -1, NodeStatsInterval: -1,
	}
	var err error
	if cfg.URLs, err = nodeURLs(o.Addresses); err != nil {
		return nil, err
	}
	if o.Token != "" {
		cfg.Header.Set("Authorization", "Bearer "+o.Token)
	}
	if o.CA != "" {
		if cfg.CACert, err = os.ReadFile(o.CA); err != nil {
			return nil, fmt.Errorf("read the certificate authority: %w: %w", blog.ErrUsage, err)
		}
	}
	t, err := opensearchtransport.New(cfg)
	if err != nil {
		return nil, fmt.Errorf("prepare the connection to OpenSearch: %w: %w", blog.ErrUsage, err)
	}
	return &client{transport: t, nodes: strings.Join(o.Addresses, ", ")}, nil
}

func (c *client) close() {
	if c.pool != nil {
		c.pool.close()
	}
	_ = c.transport.Close() // it only ends its own goroutines
}

// do sends a request and reads its answer into out, unless that is nil. A body is JSON, or lines of it.
func (c *client) do(ctx context.Context, method, path string, body, out any) error {
	payload, err := encode(body)
	if err != nil {
		return fmt.Errorf("write a request to %s: %w", path, err)
	}
	r := c.ask(ctx, method, path, payload)
	if cause := ctx.Err(); cause != nil && r.err != nil {
		return fmt.Errorf("%w: %w", blog.ErrUnavailable, cause)
	}
	if r.err != nil {
		return r.err
	}
	if r.status >= http.StatusBadRequest {
		return refusal(r.status, r.body)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(r.body, out); err != nil {
		return fmt.Errorf("read the answer of %s: %w", path, err)
	}
	return nil
}

// reply is what a node answers.
type reply struct {
	status int
	body   []byte
	err    error
}

// attempt asks one node after the other until one answers.
func (c *client) attempt(ctx context.Context, method, path string, payload []byte) reply {
	req, err := http.NewRequestWithContext(ctx, method, path, bytes.NewReader(payload))
	if err != nil {
		return reply{err: fmt.Errorf("write a request to %s: %w", path, err)}
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := c.transport.Stream(req) // it may give an answer and an error at once
	if res != nil {
		defer func() { _ = res.Body.Close() }() // it is in memory by then
	}
	if res == nil {
		// Not wrapped: a node that took too long is not a caller who gave up.
		return reply{err: fmt.Errorf("%w at %s: %w: %v", errDown, c.nodes, blog.ErrUnavailable, err)}
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return reply{err: fmt.Errorf("read the answer of %s: %w", path, err)}
	}
	return reply{status: res.StatusCode, body: body}
}

func encode(body any) ([]byte, error) {
	switch b := body.(type) {
	case nil:
		return nil, nil
	case []byte:
		return b, nil
	}
	return json.Marshal(body)
}

// refusal makes an error of a status and the reason that the cluster gives.
func refusal(status int, answer []byte) error {
	reason := reasonOf(answer)
	switch {
	case status == http.StatusNotFound:
		return fmt.Errorf("%w: %s", errGone, reason)
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return fmt.Errorf("OpenSearch does not let us in (%d); check user, password and token: %s: %w", status, reason, blog.ErrUsage)
	case status == http.StatusTooManyRequests:
		return fmt.Errorf("%w: %w: %s", errBusy, blog.ErrUnavailable, reason)
	case status >= http.StatusInternalServerError:
		return fmt.Errorf("OpenSearch answers %d: %w: %s", status, blog.ErrUnavailable, reason)
	}
	return fmt.Errorf("OpenSearch answers %d: %s", status, reason)
}

// failure is how the cluster tells what went wrong.
type failure struct {
	Type   string `json:"type"`
	Reason string `json:"reason"`
	Root   []struct {
		Type   string `json:"type"`
		Reason string `json:"reason"`
	} `json:"root_cause"`
}

// String gives the kind and the reason, and the deepest one where it says more.
func (f failure) String() string {
	s := f.Type + ": " + f.Reason
	if len(f.Root) > 0 && f.Root[0].Reason != f.Reason {
		s += " (" + f.Root[0].Reason + ")"
	}
	return s
}

func reasonOf(answer []byte) string {
	var e struct {
		Error failure `json:"error"`
	}
	reason := strings.TrimSpace(string(answer))
	if json.Unmarshal(answer, &e) == nil && e.Error.Type != "" {
		reason = e.Error.String()
	}
	if len(reason) > shown {
		reason = strings.ToValidUTF8(reason[:shown], "") + "…"
	}
	return reason
}
