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

// pack keeps a post and its folded text together: they are nearly the same, so that the second costs nearly nothing.
func (z *packer) pack(p *blog.Post, folded string) []byte {
	var e encoder
	e.str(string(encodePost(p)))
	e.b = append(e.b, folded...)
	return z.compress(e.b)
}

// split gives the encoded post and the folded text of an unpacked record.
func split(b []byte) (post, folded []byte, err error) {
	n, size := binary.Uvarint(b)
	if size <= 0 || n > uint64(len(b)-size) {
		return nil, nil, fmt.Errorf("unpack post: %w", errRecord)
	}
	b = b[size:]
	return b[:n], b[n:], nil
}

// narrowMark stands before what was narrowed, where an index of an older layout has a frame of zstd, which begins otherwise.
const narrowMark = 1

func (z *packer) compress(b []byte) []byte {
	buf := z.buffer()
	defer z.release(buf)
	*buf = narrow((*buf)[:0], b)
	return z.enc.EncodeAll(*buf, append(make([]byte, 0, len(b)/3+1), narrowMark))
}

// decompress unpacks into the memory of buf.
func (z *packer) decompress(b, buf []byte) ([]byte, error) {
	if len(b) == 0 || b[0] != narrowMark {
		return z.frame(b, buf)
	}
	lent := z.buffer()
	defer z.release(lent)
	out, err := z.frame(b[1:], *lent)
	if err != nil {
		return nil, err
	}
	*lent = out
	wide, ok := widen(buf[:0], out)
	if !ok {
		return nil, fmt.Errorf("decompress record: %w", errRecord)
	}
	return wide, nil
}

func (z *packer) frame(b, buf []byte) ([]byte, error) {
	out, err := z.dec.DecodeAll(b, buf[:0])
	if err != nil {
		return nil, fmt.Errorf("decompress record: %w", err)
	}
	return out, nil
}
