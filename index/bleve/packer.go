package bleve

import (
	"encoding/binary"
	"fmt"
	"sync"

	"github.com/klauspost/compress/zstd"

	"github.com/fumikura/fumikura/internal/blog"
)

// packer compresses stored records with zstd. It is safe for concurrent use.
type packer struct {
	enc  *zstd.Encoder
	dec  *zstd.Decoder
	bufs sync.Pool
}

// maxRecord bounds what one record may unpack to; posts are cut from pages of 5 MB.
const maxRecord = 64 << 20

func newPacker() (*packer, error) {
	// Without entropy coding a text takes an eighth more room and is read in a third to two thirds of the time.
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(2), zstd.WithWindowSize(1<<20), zstd.WithNoEntropyCompression(true))
	if err != nil {
		return nil, fmt.Errorf("prepare compression: %w", err)
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxRecord))
	if err != nil {
		return nil, fmt.Errorf("prepare decompression: %w", err)
	}
	return &packer{enc: enc, dec: dec}, nil
}

// buffer lends memory to unpack into; release takes it back.
func (z *packer) buffer() *[]byte {
	if b, ok := z.bufs.Get().(*[]byte); ok {
		return b
	}
	return new([]byte)
}

func (z *packer) release(b *[]byte) { z.bufs.Put(b) }

// narrowMark stands before what was narrowed, where an index of an older layout has a frame of zstd, which begins otherwise.
const narrowMark = 1

// pack keeps a post and its folded text together, each narrowed: they are nearly the same, so that the second costs nearly nothing.
func (z *packer) pack(p *blog.Post, folded string) []byte {
	post, all := z.buffer(), z.buffer()
	defer z.release(post)
	defer z.release(all)
	*post = narrow((*post)[:0], encodePost(p))
	*all = binary.AppendUvarint((*all)[:0], uint64(len(*post)))
	*all = narrow(append(*all, *post...), []byte(folded))
	return z.enc.EncodeAll(*all, append(make([]byte, 0, len(*all)/2+1), narrowMark))
}

// half is the post or the folded text of a record.
type half int

const (
	postHalf half = iota
	foldedHalf
)

// unpack gives one half of a packed record, in the memory of buf where there is enough.
func (z *packer) unpack(packed []byte, h half, buf []byte) ([]byte, error) {
	if len(packed) == 0 || packed[0] != narrowMark {
		b, err := z.decompress(packed, buf)
		if err != nil {
			return nil, err
		}
		return split(b, h)
	}
	lent := z.buffer()
	defer z.release(lent)
	b, err := z.decompress(packed[1:], *lent)
	if err != nil {
		return nil, err
	}
	*lent = b
	if b, err = split(b, h); err != nil {
		return nil, err
	}
	wide, ok := widen(buf[:0], b)
	if !ok {
		return nil, fmt.Errorf("unpack post: %w", errRecord)
	}
	return wide, nil
}

// contains is a substring search in the folded text of a packed record, for a run as it is and narrowed: a text that is narrowed need not
// be widened for it.
func (z *packer) contains(packed []byte, run string, narrowed []byte) (bool, error) {
	isNarrow := len(packed) > 0 && packed[0] == narrowMark
	if isNarrow {
		packed = packed[1:]
	}
	lent := z.buffer()
	defer z.release(lent)
	b, err := z.decompress(packed, *lent)
	if err != nil {
		return false, err
	}
	*lent = b
	if b, err = split(b, foldedHalf); err != nil {
		return false, err
	}
	if isNarrow {
		return containsNarrow(b, narrowed), nil
	}
	return hasRun(b, run, ""), nil
}

// split gives one half of what was packed.
func split(b []byte, h half) ([]byte, error) {
	n, size := binary.Uvarint(b)
	if size <= 0 || n > uint64(len(b)-size) {
		return nil, fmt.Errorf("unpack post: %w", errRecord)
	}
	b = b[size:]
	if h == postHalf {
		return b[:n], nil
	}
	return b[n:], nil
}

// decompress unpacks a frame into the memory of buf.
func (z *packer) decompress(b, buf []byte) ([]byte, error) {
	out, err := z.dec.DecodeAll(b, buf[:0])
	if err != nil {
		return nil, fmt.Errorf("decompress record: %w", err)
	}
	return out, nil
}
