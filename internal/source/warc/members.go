package warc

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
)

var (
	errBomb   = errors.New("it unpacks to more than a hundred times its size")
	gzipMagic = []byte{0x1f, 0x8b, 0x08}
)

// members reads gzip members as one stream: most files have one for each record, some have all records in one, and a few have
// a record in several.
type members struct {
	raw    *source
	b      *bufio.Reader // over raw
	member *gzip.Reader  // nil between members
	tape   *tape         // what the open member has read
	n      int64         // bytes unpacked
	broken bool          // a member is damaged; repair goes past it
	tapes  int           // members read again
}

// Read gives what is unpacked. Text shrinks to a tenth; what grows a hundredfold is a bomb.
func (m *members) Read(p []byte) (int, error) {
	const free, ratio = 16 << 20, 100
	for {
		if m.member == nil {
			if err := m.open(); err != nil {
				return 0, err
			}
		}
		n, err := m.member.Read(p)
		if m.n += int64(n); m.n > free && m.n/ratio > m.raw.n {
			return 0, errBomb
		}
		switch {
		case err == io.EOF:
			m.member, err = nil, nil
		case err != nil:
			m.broken = true
			err = fmt.Errorf("a damaged gzip member: %w", unexpected(err))
		}
		if n > 0 || err != nil {
			return n, err
		}
	}
}

// unexpected keeps the end of the file within a member from being taken for the end of the records.
func unexpected(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}

func (m *members) open() error {
	head, err := m.b.Peek(len(gzipMagic))
	if len(head) == 0 {
		return err
	}
	m.tape = &tape{b: m.b}
	if !bytes.Equal(head, gzipMagic) {
		m.broken = true
		return errors.New("something between the gzip members")
	}
	z, err := gzip.NewReader(m.tape)
	if err != nil {
		m.broken = true
		return fmt.Errorf("a damaged gzip member: %w", unexpected(err))
	}
	z.Multistream(false)
	m.member = z
	return nil
}

// repair goes on at the next member; false where there is none. A member that was cut short has read into the one after it, so
// that what it read is looked through again.
func (m *members) repair() bool {
	const most = 100 // a file with more damage than that is none worth the time
	if m.tapes++; len(m.tape.seen) > 1 && m.tapes < most {
		m.b = newBuffer(io.MultiReader(bytes.NewReader(m.tape.seen[1:]), m.b))
	}
	m.member, m.broken = nil, false
	return seek(m.b, gzipMagic)
}

// tape hands on what it reads and remembers the beginning of it.
type tape struct {
	b    *bufio.Reader
	seen []byte
}

// maxTape is how much is remembered: a member with one page is smaller.
const maxTape = 1 << 20

// Read reads on.
func (t *tape) Read(p []byte) (int, error) {
	n, err := t.b.Read(p)
	t.keep(p[:n])
	return n, err
}

// ReadByte makes the decoder read no byte past its member.
func (t *tape) ReadByte() (byte, error) {
	c, err := t.b.ReadByte()
	if err == nil {
		t.keep([]byte{c})
	}
	return c, err
}

func (t *tape) keep(p []byte) {
	if len(t.seen)+len(p) <= maxTape {
		t.seen = append(t.seen, p...)
	}
}
