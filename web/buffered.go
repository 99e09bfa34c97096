package web

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/andybalholm/brotli"
)

// What is shorter than minCompressed grows or gains nothing. Level 5 of either takes about a millisecond for a page.
const (
	minCompressed = 1024
	compressLevel = 5
)

// bufferedResponse is a response writer with a buffer: the response is kept back until it is whole. Everything this server sends is small: a page or a post.
type bufferedResponse struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func newBufferedResponse() *bufferedResponse {
	return &bufferedResponse{header: http.Header{}, status: http.StatusOK}
}

// Header is that of the response, as http.ResponseWriter has it.
func (h *bufferedResponse) Header() http.Header { return h.header }

// WriteHeader keeps the status back; a later one replaces it.
func (h *bufferedResponse) WriteHeader(status int) { h.status = status }

// Write keeps part of the body back.
func (h *bufferedResponse) Write(b []byte) (int, error) { return h.body.Write(b) }

// reset forgets what was answered so far but for the headers that hold for every answer.
func (h *bufferedResponse) reset() {
	h.body.Reset()
	for _, name := range []string{"Etag", "Cache-Control", "Content-Type", "Content-Encoding", "Link"} {
		h.header.Del(name)
	}
}

// send writes the response out, compressed where the client takes that.
func (h *bufferedResponse) send(w http.ResponseWriter, r *http.Request) {
	body := h.body.Bytes()
	if h.status == http.StatusNoContent || h.status == http.StatusNotModified {
		body = nil
	} else {
		body = h.compress(body, r.Header.Get("Accept-Encoding"))
		h.header.Set("Content-Length", strconv.Itoa(len(body)))
	}
	for name, values := range h.header {
		w.Header()[name] = values
	}
	w.WriteHeader(h.status)
	if r.Method != http.MethodHead {
		_, _ = w.Write(body) // an error here means that the client has gone
	}
}

// compress gives the body in the best encoding that is accepted, and says so in the header.
func (h *bufferedResponse) compress(body []byte, accepted string) []byte {
	if len(body) < minCompressed {
		return body
	}
	h.header.Add("Vary", "Accept-Encoding")
	var out bytes.Buffer
	var z io.WriteCloser
	var name string
	switch {
	case accepts(accepted, "br"):
		name, z = "br", brotli.NewWriterLevel(&out, compressLevel)
	case accepts(accepted, "gzip"):
		gz, err := gzip.NewWriterLevel(&out, compressLevel)
		if err != nil { // the level is a constant and valid
			return body
		}
		name, z = "gzip", gz
	default:
		return body
	}
	if _, err := z.Write(body); err != nil { // a buffer takes everything
		return body
	}
	if err := z.Close(); err != nil {
		return body
	}
	h.header.Set("Content-Encoding", name)
	return out.Bytes()
}

// accepts says whether an Accept-Encoding header names the encoding with a quality above zero.
func accepts(header, encoding string) bool {
	for item := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(item, ";")
		if !strings.EqualFold(strings.TrimSpace(name), encoding) {
			continue
		}
		quality, found := strings.CutPrefix(strings.ReplaceAll(params, " ", ""), "q=")
		q, err := strconv.ParseFloat(quality, 64)
		return !found || err == nil && q > 0
	}
	return false
}
