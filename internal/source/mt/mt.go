// Package mt reads the import format of Movable Type, in which Hatena Blog, TypePad and many others export. Comments and
// trackbacks are left out.
package mt

// A file is a row of entries with a line of eight hyphens after each. An entry is a row of sections with a line of five after
// each: first "KEY: value" lines, then multi-line sections that begin with their name (BODY:). Recent versions put a tab
// behind a line of a body that looks like such a border. Older ones do not, so a border counts only where what follows it
// begins something.

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"regexp"
	"strings"

	"github.com/fumikura/fumikura/internal/blog"
)

// maxEntry bounds one entry with its comments in memory. The largest blog post on record has some hundred thousand characters.
const maxEntry = 10 << 20

const (
	sectionEnd = "-----"
	entryEnd   = "--------"
)

var (
	keyLine = regexp.MustCompile(`^([A-Z][A-Z ]*[A-Z]):(?: (.*))?$`)
	// sectionHead matches what may follow the end of a section; CF50_x: are custom fields.
	sectionHead = regexp.MustCompile(`^(BODY|EXTENDED BODY|EXCERPT|KEYWORDS|COMMENT|PING|CF\d*_\w+):\s*$`)
	entryHead   = regexp.MustCompile(`^(AUTHOR|TITLE|BASENAME|STATUS|DATE|UNIQUE URL|ALLOW COMMENTS|ALLOW PINGS|CONVERT BREAKS|PRIMARY CATEGORY|CATEGORY|NO ENTRY|IMAGE|TAGS):`)
)

// Read hands over one capture for each entry.
func Read(ctx context.Context, r io.Reader, x blog.Export) iter.Seq2[blog.Capture, error] {
	return func(yield func(blog.Capture, error) bool) {
		s := &scanner{b: bufio.NewReaderSize(r, 1<<20)} // as much as tells the dialect
		head, _ := s.b.Peek(s.b.Size())                 // an error comes again when it is read
		hatena := isHatena(head, x.Site)
		s.advance()
		for {
			if err := ctx.Err(); err != nil {
				yield(blog.Capture{}, fmt.Errorf("read %s: %w", x.Name, err))
				return
			}
			e := s.entry()
			if s.err != nil && s.err != io.EOF {
				yield(blog.Capture{}, fmt.Errorf("read %s, line %d: %w", x.Name, s.line, s.err))
				return
			}
			if e == nil {
				return
			}
			e.hatena = hatena
			if !yield(e.capture(x), nil) {
				return
			}
		}
	}
}

var (
	// hatenaMark matches what only Hatena Blog writes: the date as a BASENAME, the image of an entry, links to its own dictionary.
	hatenaMark = regexp.MustCompile(`(?m)^BASENAME: \d{4}/\d\d/\d\d/\d+|^IMAGE: |//(?:d|blog)\.hatena\.ne\.jp/keyword/|class="keyword"|//cdn-ak\.f\.st-hatena\.com/`)
	hatenaHost = regexp.MustCompile(`^https?://[^/]*\.(?:hatenablog\.(?:com|jp)|hatenadiary\.(?:com|jp|org)|hateblo\.jp)(?:/|$)`)
)

// isHatena says whether the file is in the dialect of Hatena Blog, by its beginning and the address of the blog. Dates with 24
// hours are no sign of it: FC2, livedoor and others write them too.
func isHatena(head []byte, site string) bool {
	return hatenaHost.MatchString(site) || hatenaMark.Match(bytes.ReplaceAll(head, []byte("\r"), nil))
}

// scanner reads lines, one ahead.
type scanner struct {
	b    *bufio.Reader
	next string // the line ahead, without its end
	more bool   // there is a line ahead
	long bool   // it was longer than an entry may be
	line int    // number of the line ahead
	err  error
}

func (s *scanner) advance() {
	s.line++
	var text []byte
	s.long = false
	for {
		part, err := s.b.ReadSlice('\n')
		if s.long = s.long || len(text)+len(part) > maxEntry; s.long {
			text = nil
		} else {
			text = append(text, part...)
		}
		if err == bufio.ErrBufferFull {
			continue
		}
		s.more = err == nil || err == io.EOF && (len(text) > 0 || s.long)
		s.err = err
		break
	}
	s.next = strings.TrimRight(strings.ToValidUTF8(string(text), "\ufffd"), "\r\n")
	if s.line == 1 {
		s.next = strings.TrimPrefix(s.next, "\ufeff")
	}
}

// entry gathers the next entry; nil at the end of the file.
func (s *scanner) entry() *entry {
	for s.more && strings.TrimSpace(s.next) == "" {
		s.advance()
	}
	if !s.more {
		return nil
	}
	e := &entry{line: s.line, keys: map[string][]string{}, sections: map[string]string{}}
	size, last := 0, ""
	for s.more {
		line := s.next
		e.long = e.long || s.long || size > maxEntry
		size += len(line)
		s.advance()
		switch {
		case line == entryEnd && (last == sectionEnd || s.before(entryHead)):
			e.end()
			return e
		case line == sectionEnd && (s.next == entryEnd || s.before(sectionHead)):
			e.end()
		default:
			e.take(line)
		}
		last = line
	}
	e.end()
	return e
}

// before says whether the file ends here, or goes on with such a line.
func (s *scanner) before(head *regexp.Regexp) bool { return !s.more || head.MatchString(s.next) }

// unescape takes off the tab that keeps a line of hyphens from being a border.
func unescape(line string) string {
	if line == sectionEnd+"\t" || line == entryEnd+"\t" {
		return strings.TrimSuffix(line, "\t")
	}
	return line
}
