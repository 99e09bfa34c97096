package crawl

// A sitemap is XML with the addresses of pages, or of further sitemaps, or plain text with an address a line; either may be
// packed with gzip whatever its name says. Real ones have line breaks around the addresses, dates in all forms of ISO 8601 and
// some of their own, wrong namespaces or none, and end in the middle. What can be read is used.

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// location is one address in a sitemap.
type location struct {
	address string
	changed time.Time // zero when unknown
}

// sitemap is what one file says.
type sitemap struct {
	pages    []location
	sitemaps []string
	isFeed   bool // the file is a feed, which may serve as a sitemap too
}

// maxLocations is what the protocol allows in one file.
const maxLocations = 50_000

// readSitemap reads a file as far as it can be read; the error says why not to its end.
func readSitemap(body []byte) (*sitemap, error) {
	body, err := unpacked(body)
	if err != nil {
		return &sitemap{}, err
	}
	body = bytes.TrimLeft(bytes.TrimPrefix(body, []byte("\uFEFF")), " \t\r\n")
	if !bytes.HasPrefix(body, []byte("<")) {
		return readTextSitemap(body)
	}
	s := &sitemap{}
	return s, s.readXML(body)
}

// unpacked undoes gzip, told by its first bytes.
func unpacked(body []byte) ([]byte, error) {
	if !bytes.HasPrefix(body, []byte{0x1f, 0x8b}) {
		return body, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("unpack the sitemap: %w", err)
	}
	plain, err := io.ReadAll(io.LimitReader(z, maxSitemapBytes+1))
	if err != nil {
		return nil, fmt.Errorf("unpack the sitemap: %w", err)
	}
	if len(plain) > maxSitemapBytes {
		return nil, fmt.Errorf("unpack the sitemap: more than %d bytes", maxSitemapBytes)
	}
	return plain, nil
}

func readTextSitemap(body []byte) (*sitemap, error) {
	s := &sitemap{}
	lines := bufio.NewScanner(bytes.NewReader(body))
	for lines.Scan() {
		if err := s.page(lines.Text(), ""); err != nil {
			return s, err
		}
	}
	if err := lines.Err(); err != nil {
		return s, fmt.Errorf("read the sitemap: %w", err)
	}
	if len(s.pages) == 0 {
		return s, errors.New("read the sitemap: there is no address in it")
	}
	return s, nil
}

// page adds an address; what is none is left out.
func (s *sitemap) page(address, changed string) error {
	address = strings.TrimSpace(address)
	if !isWeb(address) {
		return nil
	}
	if len(s.pages) >= maxLocations {
		return fmt.Errorf("read the sitemap: more than %d addresses", maxLocations)
	}
	s.pages = append(s.pages, location{address, changedAt(changed)})
	return nil
}

func isWeb(s string) bool {
	return len(s) <= maxAddress && (strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://"))
}

// readXML walks the elements. Of the namespaces only the local names count, for some write none and some a wrong one.
func (s *sitemap) readXML(body []byte) error {
	d := xml.NewDecoder(bytes.NewReader(body))
	d.Strict = false
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // fetch has made it UTF-8
	w := &walker{sitemap: s}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return w.finish()
		}
		if err != nil {
			return fmt.Errorf("read the sitemap: %w", err)
		}
		if err := w.token(token); err != nil || s.isFeed {
			return err
		}
	}
}

// walker is where the reading of a sitemap stands.
type walker struct {
	*sitemap
	path         []string
	text         strings.Builder
	loc, changed string
	rooted       bool
}

func (w *walker) finish() error {
	if !w.rooted {
		return errors.New("read the sitemap: it is none")
	}
	return nil
}

func (w *walker) token(token xml.Token) error {
	switch t := token.(type) {
	case xml.StartElement:
		return w.open(strings.ToLower(t.Name.Local))
	case xml.CharData:
		if w.text.Len() < 2*maxAddress {
			w.text.Write(t)
		}
	case xml.EndElement:
		return w.close(strings.ToLower(t.Name.Local))
	}
	return nil
}

// maxNesting is how deep elements may lie; extensions for pictures and news reach five.
const maxNesting = 50

func (w *walker) open(name string) error {
	if len(w.path) == 0 {
		switch name {
		case "urlset", "sitemapindex":
			w.rooted = true
		case "feed", "rss", "rdf":
			w.rooted, w.isFeed = true, true
		default:
			return fmt.Errorf("read the sitemap: its root is <%s>", name)
		}
	}
	if len(w.path) > maxNesting {
		return errors.New("read the sitemap: its elements lie too deep")
	}
	w.path = append(w.path, name)
	w.text.Reset()
	if name == "url" || name == "sitemap" {
		w.loc, w.changed = "", ""
	}
	return nil
}

func (w *walker) close(name string) error {
	parent := ""
	if n := len(w.path); n > 0 {
		w.path = w.path[:n-1]
		if n > 1 {
			parent = w.path[n-2]
		}
	}
	text := strings.TrimSpace(w.text.String())
	w.text.Reset()
	inEntry := parent == "url" || parent == "sitemap"
	switch {
	case name == "loc" && inEntry:
		w.loc = text
	case name == "lastmod" && inEntry:
		w.changed = text
	case name == "url":
		return w.page(w.loc, w.changed)
	case name == "sitemap":
		if w.loc == "" {
			w.loc = text // some write the address without <loc>
		}
		if isWeb(w.loc) && len(w.sitemaps) < maxSitemaps {
			w.sitemaps = append(w.sitemaps, w.loc)
		}
	}
	return nil
}

// changedAt reads a lastmod; what cannot be read is unknown. A date alone means its end, for the change may have come late that day.
func changedAt(s string) time.Time {
	s = strings.TrimSpace(s)
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t.Add(24*time.Hour - time.Second)
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05Z0700", "2006-01-02T15:04:05", time.DateTime,
		"2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05 MST", time.RFC1123Z, time.RFC1123} {
		if t, err := time.Parse(layout, s); err == nil {
			return t
		}
	}
	return time.Time{}
}
