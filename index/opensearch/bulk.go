package opensearch

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/fumikura/fumikura/index/rank"
	"github.com/fumikura/fumikura/internal/blog"
)

const (
	// A batch ends at so many posts or bytes of request; the cluster keeps a batch in memory on every copy.
	batchPosts = 200
	batchBytes = 4 << 20
	// A batch that the cluster cannot take now is sent again after a pause, which doubles up to the longest.
	pauseFirst   = 100 * time.Millisecond
	pauseLongest = 5 * time.Second
	// patience is how long a cluster may go on taking nothing before the build is given up.
	patience = 3 * time.Minute
)

// work sends ops, a batch at a time. The next batch waits for the one before: the cluster sets the pace.
func (b *Builder) work(ctx context.Context, in <-chan op) error {
	batch := &batch{}
	for o := range in {
		if err := b.add(batch, o); err != nil {
			return err
		}
		if len(batch.lines) >= batchPosts || batch.bytes >= batchBytes {
			if err := b.deliver(ctx, batch); err != nil {
				return err
			}
		}
	}
	return b.deliver(ctx, batch)
}

// batch is what goes out in one request.
type batch struct {
	lines []line
	bytes int
}

// line is one op as the cluster reads it.
type line struct {
	id   blog.ID
	post *blog.Post // nil where it is to be taken out
	text []byte
}

// add analyses a post. A fault of ours in one post stops none of the others: Verify names it and takes out what it was before.
func (b *Builder) add(to *batch, o op) (err error) {
	action := object{"_id": o.id, "version": o.version, "version_type": "external_gte"}
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	if o.post == nil {
		b.sample.Forget(o.id)
		err = enc.Encode(object{"delete": action})
	} else {
		defer func() {
			if r := recover(); r != nil {
				b.sample.Spoil(o.post, fmt.Errorf("the program failed on its text: %v", r))
			}
		}()
		b.sample.See(o.post)
		a := b.engine.analyzer
		words := rank.Texts(a, o.post)
		if b.Fresh() {
			b.collector.Observe(words...)
		}
		err = errors.Join(enc.Encode(object{"index": action}), enc.Encode(newDocument(a, o.post, words)))
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", o.id, err)
	}
	to.lines = append(to.lines, line{o.id, o.post, text.Bytes()})
	to.bytes += text.Len()
	return nil
}

// deliver sends a batch until every op of it is done, and empties it.
func (b *Builder) deliver(ctx context.Context, all *batch) error {
	left, pause, until := all.lines, pauseFirst, time.Now().Add(patience)
	*all = batch{}
	for len(left) > 0 {
		rest, err := b.bulk(ctx, left)
		if err == nil {
			return nil
		}
		if !errors.Is(err, blog.ErrUnavailable) || ctx.Err() != nil {
			return err
		}
		if len(rest) < len(left) {
			until = time.Now().Add(patience)
		}
		if time.Now().After(until) {
			return fmt.Errorf("the cluster has taken nothing for %s: %w", patience, err)
		}
		left = rest
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(pause):
		}
		pause = min(2*pause, pauseLongest)
	}
	return nil
}

// bulk sends ops once. Those that the cluster could not take now come back with an error that says why.
func (b *Builder) bulk(ctx context.Context, lines []line) (rest []line, err error) {
	var body bytes.Buffer
	for _, l := range lines {
		body.Write(l.text)
	}
	var out struct {
		Errors bool `json:"errors"`
		Items  []map[string]struct {
			Status int     `json:"status"`
			Error  failure `json:"error"`
		} `json:"items"`
	}
	if err := b.engine.making.do(ctx, http.MethodPost, "/"+b.index+"/_bulk?timeout=30s", body.Bytes(), &out); err != nil {
		return lines, fmt.Errorf("write %d posts: %w", len(lines), err)
	}
	if len(out.Items) != len(lines) {
		return nil, fmt.Errorf("write %d posts: the cluster answers for %d", len(lines), len(out.Items))
	}
	for i, item := range out.Items {
		for action, r := range item {
			switch {
			case r.Status < http.StatusBadRequest:
			case r.Status == http.StatusNotFound && action == "delete":
			case r.Status == http.StatusTooManyRequests || r.Status >= http.StatusInternalServerError:
				rest = append(rest, lines[i])
				err = fmt.Errorf("write post %s: OpenSearch answers %d: %w: %s", lines[i].id, r.Status, blog.ErrUnavailable, r.Error)
			case r.Status == http.StatusBadRequest && lines[i].post != nil:
				b.sample.Spoil(lines[i].post, fmt.Errorf("OpenSearch does not take it: %s", r.Error))
			default:
				return nil, fmt.Errorf("write post %s: OpenSearch answers %d: %s", lines[i].id, r.Status, r.Error)
			}
		}
	}
	return rest, err
}
