package bleve

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	api "github.com/blevesearch/bleve_index_api"
	"golang.org/x/sync/errgroup"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/lexicon"
	"github.com/fumikura/fumikura/internal/blog"
)

// The lexicon of an archive is made with each index and kept beside its segments. An increment to a large archive keeps the one
// it has until enough has changed, because making it reads every post again.
const (
	lexiconName = "lexicon"
	// lexiconSmall is up to how many posts it is made anew every time, which takes some seconds at most.
	lexiconSmall = 5000
	// lexiconDrift is the share of posts, one in so many, that may have changed before it is made anew.
	lexiconDrift = 20
)

// lexiconKey is where the index itself keeps how many posts have changed since the lexicon was made.
func lexiconKey() []byte { return []byte("changed since the lexicon") }

// readLexicon reads the lexicon of a built index.
func readLexicon(dir string) (*lexicon.Lexicon, error) {
	f, err := os.Open(filepath.Join(dir, lexiconName))
	if errors.Is(err, fs.ErrNotExist) {
		return new(lexicon.Collector).Lexicon(), nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the lexicon: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	l, err := lexicon.Read(bufio.NewReader(f))
	if err != nil {
		return nil, fmt.Errorf("read the lexicon of %s: %w", dir, err)
	}
	return l, nil
}

func writeLexicon(dir string, l *lexicon.Lexicon) (err error) {
	f, err := os.Create(filepath.Join(dir, lexiconName))
	if err != nil {
		return fmt.Errorf("write the lexicon: %w", err)
	}
	defer func() {
		if e := f.Close(); err == nil && e != nil {
			err = fmt.Errorf("write the lexicon: %w", e)
		}
	}()
	w := bufio.NewWriter(f)
	if _, err = l.WriteTo(w); err == nil {
		err = w.Flush()
	}
	if err != nil {
		return fmt.Errorf("write the lexicon: %w", err)
	}
	return nil
}

// makeLexicon writes the lexicon of the new index, from what the workers saw where they saw every post exactly once.
func (b *Builder) makeLexicon(ctx context.Context, posts int) error {
	changed, once := b.sample.Changes()
	if b.fresh && once {
		return b.keepLexicon(b.collector, 0)
	}
	before, err := b.drift()
	if err != nil {
		return err
	}
	if changed += before; !b.fresh && posts > lexiconSmall && changed*lexiconDrift < posts {
		return b.setDrift(changed)
	}
	s, err := newSnapshot(ctx, b.index.Scorch, b.engine.tools, everything)
	if err != nil {
		return err
	}
	c := &lexicon.Collector{}
	if err = s.observe(ctx, c); err == nil {
		err = b.keepLexicon(c, 0)
	}
	if e := s.close(); err == nil {
		err = e
	}
	return err
}

func (b *Builder) keepLexicon(c *lexicon.Collector, changed int) error {
	if err := b.setDrift(changed); err != nil {
		return err
	}
	return writeLexicon(b.draft.Dir(), c.Lexicon())
}

// drift is how many posts had changed since the lexicon was made, before this build.
func (b *Builder) drift() (int, error) {
	r, err := b.index.Reader()
	if err != nil {
		return 0, fmt.Errorf("ask the age of the lexicon: %w", err)
	}
	defer func() { _ = r.Close() }() // it was only read
	old, err := r.GetInternal(lexiconKey())
	if err != nil || len(old) != 8 {
		return 0, err
	}
	return int(binary.BigEndian.Uint64(old)), nil
}

func (b *Builder) setDrift(changed int) error {
	batch := api.NewBatch()
	batch.SetInternal(lexiconKey(), binary.BigEndian.AppendUint64(nil, uint64(changed)))
	if err := b.index.write(batch); err != nil {
		return fmt.Errorf("note the age of the lexicon: %w", err)
	}
	return nil
}

// observe shows every post of the index to a collector.
func (s *snapshot) observe(ctx context.Context, c *lexicon.Collector) error {
	g, ctx := errgroup.WithContext(ctx)
	docs := make(chan uint32)
	g.Go(func() error {
		defer close(docs)
		for doc := range s.columns.live.all {
			select {
			case docs <- doc:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	for range runtime.GOMAXPROCS(0) {
		g.Go(func() error {
			for doc := range docs {
				post, err := s.post(doc)
				if err != nil {
					return err
				}
				c.Observe(tokens(s.analyzer, post)...)
			}
			return nil
		})
	}
	return g.Wait()
}

// tokens analyses each text of a post, the title first.
func tokens(a *ja.Analyzer, p *blog.Post) [][]ja.Token {
	texts := make([][]ja.Token, 0, len(p.Blocks)+1)
	texts = append(texts, a.Words(p.Title))
	for _, b := range p.Blocks {
		texts = append(texts, a.Words(b.Text))
	}
	return texts
}

// readSynonyms reads the owner's file.
func readSynonyms(name string, a *ja.Analyzer) (*lexicon.Synonyms, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read the synonyms: %w: %w", blog.ErrUsage, err)
	}
	defer func() { _ = f.Close() }() // it was only read
	s, err := lexicon.ReadSynonyms(f, a)
	if err != nil {
		return nil, fmt.Errorf("read the synonyms of %s: %w: %w", name, blog.ErrUsage, err)
	}
	return s, nil
}
