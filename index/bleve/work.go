package bleve

import (
	"fmt"

	api "github.com/blevesearch/bleve_index_api"

	"github.com/fumikura/fumikura/index/rank"
	"github.com/fumikura/fumikura/internal/blog"
)

// work puts ops into the index, a batch at a time.
func (b *Builder) work(in <-chan op) error {
	ops, docs := api.NewBatch(), newBatch()
	flush := func() error {
		if len(ops.IndexOps) == 0 {
			return nil
		}
		err := b.index.write(ops)
		ops, docs = api.NewBatch(), newBatch()
		if err != nil {
			return fmt.Errorf("write a batch: %w", err)
		}
		return nil
	}
	for o := range in {
		if o.post == nil {
			b.sample.Forget(o.id)
			ops.Delete(string(o.id))
		} else {
			d, err := b.document(o.post, docs)
			if err != nil {
				b.sample.Spoil(o.post, err) // Verify names it and takes out what it was before
				continue
			}
			ops.Update(d)
		}
		if len(ops.IndexOps) >= batchPosts || docs.bytes >= batchBytes {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}

// document analyses a post. A fault of ours in one post is an error that stops none of the others.
func (b *Builder) document(p *blog.Post, to *batch) (d *document, err error) {
	defer func() {
		if r := recover(); r != nil {
			to.drop()
			err = fmt.Errorf("the program failed on its text: %v", r)
		}
	}()
	b.sample.See(p)
	words := rank.Texts(b.analyzer, p)
	b.collector.Observe(words...)
	return to.end(p, analyse(b.analyzer, p, words, to), b.engine.tools.packer), nil
}
