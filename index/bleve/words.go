package bleve

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/klauspost/compress/zstd"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/lexicon"
	"github.com/fumikura/fumikura/index/rank"
	"github.com/fumikura/fumikura/internal/blog"
)

// The lexicon of an archive is made of counts over all posts. They are kept in a file beside it, so that an increment reads only
// the posts that it changes: as they were, which it takes out, and as they are.

// countsName is the file of the counts, beside the segments. Nobody reads it but the next build.
const countsName = "counts"

// makeLexicon writes the lexicon of the new index and the counts for the next.
func (b *Builder) makeLexicon(ctx context.Context) error {
	var before *lexicon.Counts
	if !b.fresh {
		var err error
		if before, err = readCounts(b.draft.Dir()); err != nil {
			return err
		}
	}
	c, err := b.changes(ctx, before != nil)
	if err != nil {
		return fmt.Errorf("count the words: %w", err)
	}
	counts := c.Counts(before)
	if err := writeFile(b.draft.Dir(), lexiconName, counts.Lexicon().WriteTo); err != nil {
		return err
	}
	return writeFile(b.draft.Dir(), countsName, func(w io.Writer) (int64, error) { return writeCounts(w, counts) })
}

// changes counts what this build has changed, against the counts before it or, where there are none, against nothing.
func (b *Builder) changes(ctx context.Context, continued bool) (*lexicon.Collector, error) {
	c, touched := b.collector, b.sample.Touched()
	_, once := b.sample.Changes()
	now := present(b.index.Scorch)
	var err error
	switch {
	case once && (continued || b.fresh): // the workers have seen each post as it is
		err = now.Close()
	case continued:
		c = &lexicon.Collector{}
		err = b.observe(ctx, now, touched, c.Observe)
	default:
		c = &lexicon.Collector{}
		err = b.observe(ctx, now, nil, c.Observe)
	}
	if err == nil && continued {
		b.before.AddRef()
		err = b.observe(ctx, b.before, touched, c.Forget)
	}
	return c, err
}

// observe shows the posts of a state of the index, or only those of the ids, and lets go of it.
func (b *Builder) observe(ctx context.Context, state *scorch.IndexSnapshot, ids []string, see func(texts ...[]ja.Token)) error {
	wanted := everything
	if ids != nil {
		wanted = holding(ids)
	}
	s, err := newSnapshot(ctx, state, b.engine.tools, wanted)
	if err != nil {
		return err
	}
	var docs []uint32
	for doc := range s.columns.live.all {
		if ids == nil {
			docs = append(docs, doc)
		}
	}
	for _, id := range ids {
		doc, ok, e := s.document(blog.ID(id))
		if err = errors.Join(err, e); ok {
			docs = append(docs, doc)
		}
	}
	if err == nil {
		err = each(ctx, len(docs), func(i int) error {
			post, err := s.post(docs[i])
			if err == nil {
				see(rank.Texts(s.analyzer, post)...)
			}
			return err
		})
	}
	return errors.Join(err, s.close())
}

// readCounts reads the counts of the index that is continued. There are none beside one of an older program.
func readCounts(dir string) (*lexicon.Counts, error) {
	f, err := os.Open(filepath.Join(dir, countsName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the counts of words: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	z, err := zstd.NewReader(bufio.NewReader(f))
	if err != nil {
		return nil, fmt.Errorf("read the counts of words: %w", err)
	}
	defer z.Close()
	n, err := lexicon.ReadCounts(z)
	if errors.Is(err, lexicon.ErrFormat) {
		return nil, nil // the posts are counted anew
	}
	return n, err
}

func writeCounts(w io.Writer, n *lexicon.Counts) (int64, error) {
	z, err := zstd.NewWriter(w, zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		return 0, err
	}
	written, err := n.WriteTo(z)
	return written, errors.Join(err, z.Close())
}

// writeFile writes a file of the index.
func writeFile(dir, name string, write func(io.Writer) (int64, error)) error {
	f, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		return fmt.Errorf("write the %s: %w", name, err)
	}
	w := bufio.NewWriter(f)
	if _, err = write(w); err == nil {
		err = w.Flush()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("write the %s: %w", name, err)
	}
	return nil
}
