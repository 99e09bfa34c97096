package source

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"regexp"

	"github.com/fumikura/fumikura/internal/blog"
)

// Exports are UTF-8 but for old ones. A file is handed on as it is up to its first byte beyond ASCII, or its first escape of
// ISO-2022-JP; what follows decides, by majority, so that one broken byte makes no other charset of a file and a Shift_JIS title
// after pages of ASCII is read. Another charset is decoded in one piece.

const (
	// maxText bounds what has to be decoded in one piece.
	maxText = 256 << 20
	// window is how much after the first byte beyond ASCII decides about the charset.
	window = 1 << 20
)

// decoded is the text as UTF-8 with line feeds at the ends of its lines.
func (r *reader) decoded(in io.Reader) *bufio.Reader {
	c := &charset{b: bufio.NewReaderSize(in, window), export: r.export}
	text := bufio.NewReaderSize(c, sample)
	head, _ := text.Peek(sample) // an error comes again when it is read
	if bytes.IndexByte(head, '\r') >= 0 && bytes.IndexByte(head, '\n') < 0 {
		return bufio.NewReaderSize(&lineFeeds{text}, sample)
	}
	return text
}

// charset hands on a file as UTF-8.
type charset struct {
	b       *bufio.Reader
	export  blog.Export
	rest    io.Reader // nil while all has been ASCII
	started bool
	label   string // what the file says of itself
}

var declared = regexp.MustCompile(`^[^\n]{0,200}<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']`)

// Read reads on.
func (c *charset) Read(p []byte) (int, error) {
	if c.rest != nil {
		return c.rest.Read(p)
	}
	if !c.started {
		c.started = true
		if err := c.start(); err != nil || c.rest != nil {
			return 0, err
		}
	}
	head, err := c.b.Peek(min(len(p), c.b.Size()))
	if len(head) == 0 {
		return 0, err
	}
	n := bytes.IndexFunc(head, special)
	switch {
	case n < 0:
		n = len(head)
	case n == 0:
		if err := c.decide(); err != nil {
			return 0, err
		}
		if c.rest != nil {
			return c.rest.Read(p)
		}
		n = 1 // an escape that is none of a charset
	}
	copy(p, head[:n])
	_, _ = c.b.Discard(n) // it has been seen
	return n, nil
}

// special says whether a character may be the first that is not ASCII; the escape begins other characters in ISO-2022-JP.
func special(r rune) bool { return r >= 0x80 || r == 0x1b }

// start looks at the first bytes for a byte order mark, and for what the file says of itself.
func (c *charset) start() error {
	head, err := c.b.Peek(window)
	if err != nil && err != io.EOF {
		return nil // it comes again when it is read
	}
	if m := declared.FindSubmatch(head); m != nil {
		c.label = string(m[1])
	}
	switch zeros := bytes.Count(head[:min(len(head), 512)], []byte{0}); {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, _ = c.b.Discard(3) // it has been seen
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return c.decode("")
	case zeros > len(head[:min(len(head), 512)])/4 && head[0] == 0:
		return c.decode("utf-16be")
	case zeros > len(head[:min(len(head), 512)])/4 && head[1] == 0:
		return c.decode("utf-16le")
	}
	return nil
}

// decide tells, at the first byte that is not ASCII, which charset the rest is in.
func (c *charset) decide() error {
	next, _ := c.b.Peek(window) // an error comes again when it is read
	switch {
	case next[0] == 0x1b && !blog.EscapedText(next):
		return nil
	case next[0] == 0x1b:
		return c.decode("iso-2022-jp")
	case blog.MostlyUTF8(next) || c.export.Text == nil:
		c.rest = c.b
		return nil
	}
	return c.decode(c.label)
}

// decode reads the rest in the charset of the label; where it is empty the text itself tells.
func (c *charset) decode(label string) error {
	all, err := io.ReadAll(io.LimitReader(c.b, maxText+1))
	switch {
	case err != nil:
		return err
	case len(all) > maxText:
		return fmt.Errorf("it is not UTF-8, and too large to be decoded: more than %d MiB", maxText>>20)
	}
	kind := "text/plain"
	if label != "" {
		kind += "; charset=" + label
	}
	if c.export.Text != nil {
		all = c.export.Text(all, kind)
	}
	c.rest = bytes.NewReader(bytes.TrimPrefix(bytes.ToValidUTF8(all, []byte("\ufffd")), []byte("\ufeff")))
	return nil
}

// lineFeeds makes line feeds of carriage returns, in a file that has nothing else at the ends of its lines.
type lineFeeds struct{ r io.Reader }

// Read reads on.
func (l *lineFeeds) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	for i, b := range p[:n] {
		if b == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}
