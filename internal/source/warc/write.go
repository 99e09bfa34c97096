package warc

import (
	"compress/gzip"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

// Write writes the pages as a packed WARC, a gzip member for each, and says how many. They are resources, not responses: what
// the server sent around them is not kept. What a source knew besides goes into a field of our own, so that Read gives the same
// pages back. Pages without a body have nothing to write.
func Write(w io.Writer, pages iter.Seq2[*blog.Page, error]) (int, error) {
	info := []byte("software: Fumikura\r\nformat: WARC File Format 1.1\r\n")
	if err := put(w, [][2]string{{"WARC-Type", "warcinfo"}, {"WARC-Date", stamp(time.Now())}, {"Content-Type", "application/warc-fields"}}, info); err != nil {
		return 0, fmt.Errorf("export as WARC: %w", err)
	}
	n := 0
	for p, err := range pages {
		if err != nil {
			return n, fmt.Errorf("export as WARC: %w", err)
		}
		if p.Form == blog.FormNone {
			continue
		}
		if err := page(w, p); err != nil {
			return n, fmt.Errorf("export %s as WARC: %w", p.URL, err)
		}
		n++
	}
	return n, nil
}

func page(w io.Writer, p *blog.Page) error {
	own := kept{Site: p.Site, Form: p.Form, Known: p.Known}
	own.Known.Blocks = nil // made from the body again
	field, err := json.Marshal(own)
	if err != nil {
		return err
	}
	kind := "text/html"
	if p.Form != blog.FormHTML && p.Form != blog.FormGiven {
		kind = "text/plain"
	}
	return put(w, [][2]string{
		{"WARC-Type", "resource"}, {"WARC-Target-URI", p.URL}, {"WARC-Date", stamp(p.FetchedAt)},
		{"Content-Type", kind + "; charset=utf-8"}, {keptField, string(field)},
	}, p.Body)
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// put writes one record as a gzip member. Its id is made of what it holds: the same pages give the same ids.
func put(w io.Writer, fields [][2]string, block []byte) error {
	z := gzip.NewWriter(w)
	sum := sha1.Sum(block) // the digest that readers expect; nothing rests on its strength
	all := "WARC/1.1\r\n"
	for _, f := range fields {
		all += f[0] + ": " + f[1] + "\r\n"
	}
	id := sha256.Sum256(append([]byte(all), block...))
	u := hex.EncodeToString(id[:16])
	all += fmt.Sprintf("WARC-Record-ID: <urn:uuid:%s-%s-8%s-8%s-%s>\r\n", u[:8], u[8:12], u[13:16], u[17:20], u[20:])
	all += fmt.Sprintf("WARC-Block-Digest: sha1:%s\r\nContent-Length: %d\r\n\r\n", base32.StdEncoding.EncodeToString(sum[:]), len(block))
	if _, err := io.WriteString(z, all); err != nil {
		return err
	}
	if _, err := z.Write(block); err != nil {
		return err
	}
	if _, err := io.WriteString(z, "\r\n\r\n"); err != nil {
		return err
	}
	return z.Close()
}
