package lexicon

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/fumikura/fumikura/index/ja"
)

// The file: a magic line with the version of the format and of the analysis, the length and the CRC-32 of the rest, then the
// entries in order of text and the definitions. Numbers are varints; a text is written as what it shares with the one before
// and the rest.

const (
	magic   = "fumikura lexicon 1/" + ja.Version + "\n"
	maxFile = 1 << 30 // bytes; a lexicon of the most entries has far less
)

// ErrFormat says that a file is no lexicon, is damaged, or was written by another version of this program.
var ErrFormat = errors.New("not a lexicon of this version, or damaged")

// WriteTo writes the lexicon to a file; the owner's synonyms do not belong to it.
func (l *Lexicon) WriteTo(w io.Writer) (int64, error) {
	var e encoder
	e.number(len(l.words.entries))
	last := ""
	for i := range l.words.entries {
		e.entry(&l.words.entries[i], last)
		last = l.words.entries[i].text
	}
	e.number(len(l.defined))
	for _, short := range slices.Sorted(maps.Keys(l.defined)) {
		phrases := l.defined.meant(short)
		e.text(short)
		e.number(len(phrases))
		for _, phrase := range phrases {
			e.text(phrase)
			e.number(l.defined[short][phrase])
		}
	}
	head := binary.LittleEndian.AppendUint64([]byte(magic), uint64(len(e.data)))
	head = binary.LittleEndian.AppendUint32(head, crc32.ChecksumIEEE(e.data))
	n, err := w.Write(head)
	if err != nil {
		return int64(n), fmt.Errorf("write lexicon: %w", err)
	}
	m, err := w.Write(e.data)
	if err != nil {
		return int64(n + m), fmt.Errorf("write lexicon: %w", err)
	}
	return int64(n + m), nil
}

// Read reads what WriteTo wrote; any other file is ErrFormat.
func Read(r io.Reader) (*Lexicon, error) {
	r = bufio.NewReader(r)
	head := make([]byte, len(magic)+12)
	if _, err := io.ReadFull(r, head); err != nil || string(head[:len(magic)]) != magic {
		return nil, fmt.Errorf("read lexicon: head: %w", ErrFormat)
	}
	size := binary.LittleEndian.Uint64(head[len(magic):])
	if size > maxFile {
		return nil, fmt.Errorf("read lexicon: %d bytes: %w", size, ErrFormat)
	}
	var b strings.Builder
	if n, err := io.Copy(&b, io.LimitReader(r, int64(size)+1)); err != nil {
		return nil, fmt.Errorf("read lexicon: %w", err)
	} else if n != int64(size) {
		return nil, fmt.Errorf("read lexicon: %d bytes, want %d: %w", n, size, ErrFormat)
	}
	if crc32.ChecksumIEEE([]byte(b.String())) != binary.LittleEndian.Uint32(head[len(magic)+8:]) {
		return nil, fmt.Errorf("read lexicon: checksum: %w", ErrFormat)
	}
	d := decoder{rest: b.String()}
	entries, defined := d.entries(), d.definitions()
	if d.bad || d.rest != "" {
		return nil, fmt.Errorf("read lexicon: contents: %w", ErrFormat)
	}
	return newLexicon(newVocabulary(entries), defined), nil
}

// encoder writes values one behind the other.
type encoder struct{ data []byte }

func (e *encoder) number(n int) { e.data = binary.AppendUvarint(e.data, uint64(n)) }

func (e *encoder) text(s string) {
	e.number(len(s))
	e.data = append(e.data, s...)
}

// entry writes one entry; last is the text of the one before.
func (e *encoder) entry(n *entry, last string) {
	shared := 0
	for shared < min(len(last), len(n.text), math.MaxUint8) && last[shared] == n.text[shared] {
		shared++
	}
	flags := byte(n.form) << 4
	if n.stem {
		flags |= 1
	}
	if n.terms == n.text {
		flags |= 2
	}
	e.data = append(e.data, flags, byte(n.script), byte(shared))
	e.text(n.text[shared:])
	if n.terms != n.text {
		e.text(n.terms)
	}
	e.text(n.reading)
	e.number(n.df)
}

// decoder reads them; bad says that something was amiss, after which all values are empty.
type decoder struct {
	rest string
	bad  bool
}

func (d *decoder) number() int {
	n, shift := uint64(0), 0
	for i := 0; i < len(d.rest) && i < 5; i++ {
		n |= uint64(d.rest[i]&0x7F) << shift
		if d.rest[i] < 0x80 {
			d.rest = d.rest[i+1:]
			return int(n)
		}
		shift += 7
	}
	d.bad, d.rest = true, ""
	return 0
}

func (d *decoder) bytes(n int) string {
	if n > len(d.rest) {
		d.bad, d.rest = true, ""
		return ""
	}
	s := d.rest[:n]
	d.rest = d.rest[n:]
	return s
}

func (d *decoder) text() string { return d.bytes(d.number()) }

func (d *decoder) entries() []entry {
	n := d.number()
	if n > len(d.rest)/4 { // an entry takes more
		d.bad = true
		return nil
	}
	entries := make([]entry, 0, n)
	last := ""
	for range n {
		e := d.entry(last)
		if d.bad {
			return nil
		}
		entries, last = append(entries, e), e.text
	}
	return entries
}

func (d *decoder) entry(last string) entry {
	head := d.bytes(3)
	if d.bad || int(head[2]) > len(last) || form(head[0]>>4) > phrase || ja.Script(head[1]) > ja.Other {
		d.bad = true
		return entry{}
	}
	e := entry{form: form(head[0] >> 4), script: ja.Script(head[1]), stem: head[0]&1 != 0, text: d.text()}
	if head[2] > 0 {
		e.text = last[:head[2]] + e.text
	}
	e.terms = e.text
	if head[0]&2 == 0 {
		e.terms = d.text()
	}
	e.reading, e.df = d.text(), d.number()
	return e
}

func (d *decoder) definitions() definitions {
	all := definitions{}
	for n := d.number(); n > 0 && !d.bad; n-- {
		short := d.text()
		all[short] = map[string]int{}
		for m := d.number(); m > 0 && !d.bad; m-- {
			phrase := d.text()
			all[short][phrase] = d.number()
		}
	}
	return all
}
