package warc

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// record is one record; Block is nil where its type is none that is read, and short where the file is cut.
type record struct {
	fields map[string]string // names in lower case
	block  []byte
	large  bool // the block is longer than is read
}

// input reads records from a file whose packing it finds out.
type input struct {
	raw     *source
	members *members      // nil where nothing is packed
	text    *bufio.Reader // what records are read from
}

func newInput(r io.Reader) *input {
	raw := &source{r: r}
	b := newBuffer(raw)
	head, _ := b.Peek(len(gzipMagic)) // an error comes again when it is read
	if !bytes.Equal(head, gzipMagic) {
		return &input{raw: raw, text: b}
	}
	m := &members{b: b, raw: raw}
	return &input{raw: raw, members: m, text: newBuffer(m)}
}

// record reads the next one; io.EOF at the end of the file, any other error is damage after which resume finds the next.
func (in *input) record() (*record, error) {
	line, err := blank(in.text)
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(line, "WARC/") {
		return nil, fmt.Errorf("no record begins with %.40q", line)
	}
	return in.rest()
}

// rest reads the fields and the block.
func (in *input) rest() (*record, error) {
	r := &record{fields: map[string]string{}}
	last, size := "", 0
	for {
		line, err := short(in.text)
		if err != nil {
			return nil, cut(err)
		}
		if size += len(line); size > maxFields {
			return nil, fmt.Errorf("fields of more than %d KiB", maxFields>>10)
		}
		if line == "" {
			break
		}
		if strings.HasPrefix(line, " ") || strings.HasPrefix(line, "\t") {
			r.fields[last] += " " + strings.TrimSpace(line)
			continue
		}
		name, value, _ := strings.Cut(line, ":")
		last = strings.ToLower(strings.TrimSpace(name))
		r.fields[last] = strings.TrimSpace(value)
	}
	n, err := strconv.ParseInt(r.fields["content-length"], 10, 64)
	if err != nil || n < 0 {
		return nil, fmt.Errorf("its Content-Length is %.40q", r.fields["content-length"])
	}
	return r, in.load(r, n)
}

// load reads the block where its record is one to be read, and else goes past it. Of one that is too large it reads what tells
// whether it matters.
func (in *input) load(r *record, n int64) error {
	read := n
	if r.large = n > maxBlock; r.large {
		read = maxFields
	}
	if !r.wanted() {
		read = 0
	}
	var b bytes.Buffer
	if _, err := io.CopyN(&b, in.text, read); err != nil {
		return cut(err)
	}
	r.block = b.Bytes()
	_, err := io.CopyN(io.Discard, in.text, n-read)
	return cut(err)
}

func (r *record) wanted() bool {
	t := r.fields["warc-type"]
	return t == "response" || t == "resource"
}

// cut says in words that the file ends too early.
func cut(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return errors.New("the record is cut off")
	}
	return err
}

// resume looks for the next record after damage; false where there is none.
func (in *input) resume() bool {
	if in.members == nil || !in.members.broken {
		return seek(in.text, []byte("\nWARC/1."))
	}
	in.text = newBuffer(in.members)
	return in.members.repair()
}

// seek goes forward to the next of these bytes; the mark itself stays to be read.
func seek(b *bufio.Reader, mark []byte) bool {
	for {
		head, err := b.Peek(b.Size())
		if i := bytes.Index(head, mark); i >= 0 {
			_, _ = b.Discard(i) // it has been seen
			return true
		}
		if err != nil {
			return false
		}
		_, _ = b.Discard(len(head) - len(mark) + 1) // it has been seen
	}
}

// blank reads to the first line that holds something.
func blank(b *bufio.Reader) (string, error) {
	for {
		line, err := short(b)
		if err != nil || line != "" {
			return line, err
		}
	}
}

// short reads a line without its end; io.EOF only where nothing is left.
func short(b *bufio.Reader) (string, error) {
	line, err := b.ReadSlice('\n')
	if err == bufio.ErrBufferFull {
		return "", errors.New("a line without an end")
	}
	if err == io.EOF && len(line) > 0 {
		err = nil
	}
	return strings.TrimRight(string(line), "\r\n"), err
}
