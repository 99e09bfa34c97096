package fetch

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// readBody undoes the content encodings of a body and reads it whole; more than limit bytes, sent or decoded, is an error, and
// comes with what was read until then.
func readBody(resp *http.Response, limit int) ([]byte, error) {
	var body io.Reader = &capped{r: resp.Body, left: limit, limit: limit}
	codings := encodings(resp.Header)
	if len(codings) > maxEncodings {
		return nil, &Error{Kind: Broken, Detail: "too many content encodings"}
	}
	for i := len(codings) - 1; i >= 0; i-- {
		r, done, err := decoder(codings[i], body)
		if err != nil {
			return nil, fmt.Errorf("decode %s: %w", codings[i], err)
		}
		defer done()
		body = r
	}
	if len(codings) > 0 {
		body = &capped{r: body, left: limit, limit: limit}
	}
	var b bytes.Buffer
	_, err := b.ReadFrom(body)
	return b.Bytes(), err
}

func tooLarge(limit int) error {
	return &Error{Kind: TooLarge, Detail: fmt.Sprintf("more than %d bytes", limit)}
}

// capped ends with an error, not silently, where a limit is passed.
type capped struct {
	r           io.Reader
	left, limit int
}

// Read gives at most what is left of the limit.
func (c *capped) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	if c.left -= n; c.left < 0 {
		return max(n+c.left, 0), tooLarge(c.limit)
	}
	return n, err
}

// encodings lists what the header names, in the order in which it was applied.
func encodings(h http.Header) []string {
	var list []string
	for _, v := range h.Values("Content-Encoding") {
		for name := range strings.SplitSeq(v, ",") {
			name = strings.ToLower(strings.TrimSpace(name))
			if name != "" && name != "identity" {
				list = append(list, name)
			}
		}
	}
	return list
}

// maxWindow bounds the memory of a zstd decoder; RFC 9659 lets no server ask for more.
const maxWindow = 8 << 20

func decoder(name string, r io.Reader) (io.Reader, func(), error) {
	nothing := func() {}
	switch name {
	case "gzip", "x-gzip":
		// Some servers say gzip and send plain text.
		b := bufio.NewReader(r)
		if magic, _ := b.Peek(2); !bytes.Equal(magic, []byte{0x1f, 0x8b}) {
			return b, nothing, nil
		}
		z, err := gzip.NewReader(b)
		return z, nothing, err
	case "deflate":
		z, err := zlib.NewReader(r)
		return z, nothing, err
	case "br":
		return brotli.NewReader(r), nothing, nil
	case "zstd":
		z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, nil, err
		}
		return z, z.Close, nil
	}
	return nil, nil, errors.New("this content encoding was not asked for")
}
