package warc

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strings"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"

	"github.com/fumikura/fumikura/internal/blog"
)

// kept is what our own writer adds to a record: what an archive of the web has no field for.
type kept struct {
	Site  string    `json:"site"`
	Form  blog.Form `json:"form"`
	Known blog.Post `json:"known"`
}

// keptField is the name of the field; other readers ignore it, as the standard asks.
const keptField = "Fumikura-Page"

// capture makes a capture of the record, where it is a page.
func capture(r *record, n int, x blog.Export) (blog.Capture, bool) {
	at := x
	at.Name = fmt.Sprintf("%s, record %d", x.Name, n)
	address := target(r.fields["warc-target-uri"])
	p, h, err := r.page(x)
	switch {
	case err != nil:
		return at.Pass(0, address, err.Error()), true
	case p == nil:
		return blog.Capture{}, false
	case !sameHost(x.Site, address):
		return at.Skip(0, address, "it is of another site"), true
	}
	p.URL = address
	c := at.Capture(0, *p)
	if c.Page != nil {
		mark(&c, h, r.fields["warc-date"])
	}
	return c, true
}

// page is the page in the record, with the header it came with; nil where it is something else.
func (r *record) page(x blog.Export) (*blog.Page, http.Header, error) {
	kind := r.fields["content-type"]
	switch r.fields["warc-type"] {
	case "response":
		if strings.HasPrefix(kind, "application/http") { // and not DNS or FTP
			return r.response(x)
		}
	case "resource":
		if own, ok := r.fields[strings.ToLower(keptField)]; ok || isHTML(kind) {
			p, err := r.resource(own, x)
			return p, nil, err
		}
	}
	return nil, nil, nil
}

func (r *record) response(x blog.Export) (*blog.Page, http.Header, error) {
	resp, body, err := message(r.block)
	if err != nil {
		return nil, nil, fmt.Errorf("its HTTP message: %w", err)
	}
	h := resp.Header
	if resp.StatusCode != http.StatusOK || !isHTML(h.Get("Content-Type")) {
		return nil, nil, nil
	}
	if r.large {
		return nil, nil, fmt.Errorf("a page of more than %d MiB", maxBlock>>20)
	}
	if body, err = decode(body, h.Get("Content-Encoding")); err != nil {
		return nil, nil, fmt.Errorf("its body: %w", err)
	}
	return &blog.Page{Form: blog.FormHTML, Body: x.UTF8(body, h.Get("Content-Type"))}, h, nil
}

func (r *record) resource(own string, x blog.Export) (*blog.Page, error) {
	k := kept{Form: blog.FormHTML}
	if own != "" {
		if err := json.Unmarshal([]byte(own), &k); err != nil {
			return nil, fmt.Errorf("its field %s: %w", keptField, err)
		}
	}
	switch {
	case r.large:
		return nil, fmt.Errorf("a page of more than %d MiB", maxBlock>>20)
	case k.Form != blog.FormHTML && k.Form != blog.FormGiven && k.Form != blog.FormText:
		return nil, fmt.Errorf("its field %s: there is no form %.40q", keptField, k.Form)
	}
	return &blog.Page{Site: k.Site, Form: k.Form, Known: k.Known, Body: x.UTF8(r.block, r.fields["content-type"])}, nil
}

// mark says when the page was captured, and with which validators a crawl may ask for it again.
func mark(c *blog.Capture, h http.Header, date string) {
	if t, err := time.Parse(time.RFC3339, date); err == nil {
		c.Page.FetchedAt, c.Visit.At = t, t
	}
	if h == nil {
		return
	}
	sum := sha256.Sum256(c.Page.Body) // as a crawl counts it: nothing is known besides
	c.Visit.Hash = hex.EncodeToString(sum[:])
	c.Visit.Status, c.Visit.ETag, c.Visit.LastModified = http.StatusOK, h.Get("ETag"), h.Get("Last-Modified")
}

// target is the address of a record. Old versions of wget put it between angle brackets, some tools leave spaces in it.
func target(s string) string {
	s = strings.TrimSuffix(strings.TrimPrefix(s, "<"), ">")
	if u, err := url.Parse(s); err == nil && u.Host != "" {
		u.Fragment = ""
		if u.Path == "" {
			u.Path = "/"
		}
		return u.String()
	}
	return s
}

func sameHost(site, address string) bool {
	a, err1 := url.Parse(site)
	b, err2 := url.Parse(address)
	return err1 != nil || err2 != nil || a.Host == "" || strings.EqualFold(a.Host, b.Host)
}

func isHTML(contentType string) bool {
	kind, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		kind, _, _ = strings.Cut(contentType, ";")
	}
	kind = strings.ToLower(strings.TrimSpace(kind))
	return kind == "text/html" || kind == "application/xhtml+xml"
}

// message parts the HTTP message of a response from its body, which is unchunked; a body that says it is chunked and is not
// stays as it is.
func message(block []byte) (*http.Response, []byte, error) {
	if rest, ok := bytes.CutPrefix(block, []byte("HTTP/2 ")); ok {
		block = append([]byte("HTTP/2.0 "), rest...)
	}
	head, body, ok := bytes.Cut(block, []byte("\r\n\r\n"))
	if !ok {
		head, body, _ = bytes.Cut(block, []byte("\n\n"))
	}
	resp, err := http.ReadResponse(bufio.NewReader(io.MultiReader(bytes.NewReader(head), strings.NewReader("\r\n\r\n"))), nil)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = resp.Body.Close() }() // it is empty: the body stands apart
	if len(resp.TransferEncoding) > 0 {
		if whole, err := io.ReadAll(httputil.NewChunkedReader(bytes.NewReader(body))); err == nil {
			body = whole
		}
	}
	return resp, body, nil
}

// decode undoes content encodings. A body that says it is packed and is not stays as it is.
func decode(body []byte, encodings string) ([]byte, error) {
	list := strings.Split(strings.ToLower(encodings), ",")
	const most = 3
	if len(list) > most {
		return nil, fmt.Errorf("%d content encodings", len(list))
	}
	for i := len(list) - 1; i >= 0; i-- {
		r, err := decoder(strings.TrimSpace(list[i]), body)
		if err != nil {
			return nil, err
		}
		if body, err = io.ReadAll(io.LimitReader(r, maxPage+1)); err != nil {
			return nil, err
		}
	}
	if len(body) > maxPage {
		return nil, fmt.Errorf("more than %d MiB", maxPage>>20)
	}
	return body, nil
}

func decoder(name string, body []byte) (io.Reader, error) {
	b := bytes.NewReader(body)
	switch name {
	case "", "identity":
		return b, nil
	case "gzip", "x-gzip":
		if !bytes.HasPrefix(body, gzipMagic[:2]) {
			return b, nil
		}
		return gzip.NewReader(b)
	case "deflate":
		return zlib.NewReader(b)
	case "br":
		return brotli.NewReader(b), nil
	case "zstd":
		z, err := zstd.NewReader(b, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxBlock))
		if err != nil {
			return nil, err
		}
		return z.IOReadCloser(), nil
	}
	return nil, fmt.Errorf("there is no content encoding %.40q", name)
}
