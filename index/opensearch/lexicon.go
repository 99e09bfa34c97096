package opensearch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/fumikura/fumikura/index/lexicon"
	"github.com/fumikura/fumikura/index/rank"
	"github.com/fumikura/fumikura/internal/blog"
)

// The lexicon of an archive is made with each index and kept in the cluster, in pieces, in an index beside the others, so that
// every server has it. An increment to a large archive keeps the one it has until enough has changed, because making it reads
// every post again.
const (
	// lexiconSmall is up to how many posts it is made anew every time, which takes some seconds at most.
	lexiconSmall = 5000
	// lexiconDrift is the share of posts, one in so many, that may have changed before it is made anew.
	lexiconDrift = 20
	// lexiconPiece is the size of a piece in bytes.
	lexiconPiece = 1 << 20
	// readAtOnce is how many posts are read in one question while it is made.
	readAtOnce = 200
)

func (e *Engine) lexicons() string { return e.opts.Name + "_lexicon" }

// makeLexicon keeps the lexicon of the new index, from what the workers saw where they saw every post exactly once.
func (b *Builder) makeLexicon(ctx context.Context, m *manifest) error {
	changed, once := b.sample.Changes()
	if b.base != nil {
		m.Changed = b.base.manifest.Changed + changed
		if m.Posts > lexiconSmall && m.Changed*lexiconDrift < m.Posts {
			m.Lexicon = b.base.manifest.Lexicon
			return nil
		}
	}
	m.Changed = 0
	collector := b.collector
	if b.base != nil || !once {
		collector = &lexicon.Collector{}
		if err := b.observe(ctx, collector); err != nil {
			return fmt.Errorf("make the lexicon: %w", err)
		}
	}
	var err error
	if m.Lexicon, err = b.engine.writeLexicon(ctx, b.index, collector.Lexicon()); err != nil {
		return fmt.Errorf("keep the lexicon: %w", err)
	}
	return nil
}

// observe shows every post of the index to a collector.
func (b *Builder) observe(ctx context.Context, c *lexicon.Collector) error {
	return b.engine.bareView(b.index).everyPost(ctx, func(p *blog.Post) { c.Observe(rank.Texts(b.engine.analyzer, p)...) })
}

// everyPost calls f with each post in the order of their ids.
func (v *view) everyPost(ctx context.Context, f func(*blog.Post)) error {
	body := clause{"size": readAtOnce, "query": matchAll(), "sort": []clause{{fieldID: "asc"}}}
	for {
		var a answer
		if err := v.search(ctx, body, "", &a); err != nil {
			return fmt.Errorf("read every post: %w", err)
		}
		if len(a.Hits.Hits) == 0 {
			return nil
		}
		for _, h := range a.Hits.Hits {
			if h.Source.Post != nil {
				f(h.Source.Post)
			}
			body["search_after"] = h.Sort
		}
	}
}

// writeLexicon keeps a lexicon and gives its name: that of an index and the number of pieces.
func (e *Engine) writeLexicon(ctx context.Context, index string, l *lexicon.Lexicon) (string, error) {
	err := e.making.do(ctx, http.MethodPut, "/"+e.lexicons(), object{
		"settings": object{"index": object{"number_of_shards": 1, "number_of_replicas": e.opts.Replicas}},
		"mappings": object{"enabled": false},
	}, nil)
	if err != nil && !strings.Contains(err.Error(), "resource_already_exists_exception") {
		return "", err
	}
	var file bytes.Buffer
	if _, err := l.WriteTo(&file); err != nil {
		return "", err
	}
	n := 0
	for ; file.Len() > 0; n++ {
		piece := object{"data": append([]byte(nil), file.Next(lexiconPiece)...)}
		if err := e.making.do(ctx, http.MethodPut, e.piece(index, n), piece, nil); err != nil {
			return "", err
		}
	}
	return index + "/" + strconv.Itoa(n), nil
}

func (e *Engine) piece(index string, n int) string {
	return fmt.Sprintf("/%s/_doc/%s.%d", e.lexicons(), index, n)
}

// readLexicon reads a lexicon by its name. One of another version knows nothing, like the lexicon of no posts.
func (e *Engine) readLexicon(ctx context.Context, name string) (*lexicon.Lexicon, error) {
	index, n := lexiconName(name)
	var file bytes.Buffer
	for i := range n {
		var piece struct {
			Source struct {
				Data []byte `json:"data"`
			} `json:"_source"`
		}
		if err := e.making.do(ctx, http.MethodGet, e.piece(index, i), nil, &piece); err != nil {
			return nil, fmt.Errorf("read the lexicon %s: %w", name, err)
		}
		file.Write(piece.Source.Data)
	}
	if n == 0 {
		return new(lexicon.Collector).Lexicon(), nil
	}
	l, err := lexicon.Read(&file)
	if errors.Is(err, lexicon.ErrFormat) {
		e.opts.Log.Warn("the lexicon is of another version; the next rebuild makes a new one", "lexicon", name)
		return new(lexicon.Collector).Lexicon(), nil
	}
	return l, err
}

func lexiconName(name string) (index string, pieces int) {
	index, number, _ := strings.Cut(name, "/")
	pieces, _ = strconv.Atoi(number) // written by us; no number means no pieces
	return index, pieces
}

func (e *Engine) dropLexicon(ctx context.Context, name string) error {
	index, n := lexiconName(name)
	for i := range n {
		if err := e.making.do(ctx, http.MethodDelete, e.piece(index, i), nil, nil); err != nil && !errors.Is(err, errGone) {
			return fmt.Errorf("remove the lexicon %s: %w", name, err)
		}
	}
	return nil
}
