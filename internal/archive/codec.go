package archive

import (
	"encoding/json"
	"fmt"

	"github.com/klauspost/compress/zstd"
)

// maxDecoded bounds what one stored value may unpack to. A captured page has at most 5 MB; an import may be larger.
const maxDecoded = 256 << 20

// codec packs and unpacks what the archive keeps. zstd adds a checksum, which is how damage inside a value is noticed.
type codec struct {
	enc *zstd.Encoder
	dec *zstd.Decoder
}

func newCodec() (*codec, error) {
	// Window and concurrency are small, because pages are and several processes share a small machine.
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(2), zstd.WithWindowSize(1<<20))
	if err != nil {
		return nil, err
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(2), zstd.WithDecoderMaxMemory(maxDecoded))
	if err != nil {
		return nil, err
	}
	return &codec{enc: enc, dec: dec}, nil
}

func (c *codec) close() {
	_ = c.enc.Close() // it never wrote to a stream
	c.dec.Close()
}

func (c *codec) pack(b []byte) []byte { return c.enc.EncodeAll(b, make([]byte, 0, len(b)/4+64)) }

func (c *codec) unpack(b []byte) ([]byte, error) {
	out, err := c.dec.DecodeAll(b, nil)
	if err != nil {
		return nil, fmt.Errorf("unpack: %w", err)
	}
	return out, nil
}

func (c *codec) packJSON(v any) (plain, packed []byte, err error) {
	if plain, err = json.Marshal(v); err != nil {
		return nil, nil, fmt.Errorf("pack: %w", err)
	}
	return plain, c.pack(plain), nil
}

func (c *codec) unpackJSON(b []byte, v any) error {
	plain, err := c.unpack(b)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(plain, v); err != nil {
		return fmt.Errorf("unpack: %w", err)
	}
	return nil
}
