package lexicon

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/fumikura/fumikura/index/ja"
)

// The file: a magic line with the version of the format and of the analysis, the length and the CRC-32 of the rest, then the
// entries in order of text and the definitions. Numbers are varints; a text is written as what it shares with the one before and
// the rest. The counts of which a lexicon is made are kept in a file of the same kind.

const (
	magic   = "fumikura lexicon 1/" + ja.Version + "\n"
	maxFile = 1 << 30 // bytes; a lexicon of the most entries has far less
)

// ErrFormat says that a file is no lexicon, is damaged, or was written by another version of this program.
var ErrFormat = errors.New("not a lexicon of this version, or damaged")

// WriteTo writes the lexicon to a file; the owner's synonyms do not belong to it.
func (l *Lexicon) WriteTo(w io.Writer) (int64, error) {
	return writeFile(w, magic, l.words.entries, l.defined, l.defined.meant)
}

// Read reads what WriteTo wrote; any other file is ErrFormat.
func Read(r io.Reader) (*Lexicon, error) {
	entries, defined, err := readFile(r, magic)
	if err != nil {
		return nil, err
	}
	return newLexicon(newVocabulary(entries), defined), nil
}

// writeFile writes a file that begins with magic; kept says which phrases of a definition are written.
func writeFile(w io.Writer, magic string, entries []entry, defined definitions, kept func(short string) []string) (int64, error) {
	var e encoder
	e.number(len(entries))
	last := ""
	for i := range entries {
		e.entry(&entries[i], last)
		last = entries[i].text
	}
	e.number(len(defined))
	for _, short := range slices.Sorted(maps.Keys(defined)) {
		phrases := kept(short)
		e.text(short)
		e.number(len(phrases))
		for _, phrase := range phrases {
			e.text(phrase)
			e.number(defined[short][phrase])
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

// readFile reads what writeFile wrote.
func readFile(r io.Reader, magic string) ([]entry, definitions, error) {
	r = bufio.NewReader(r)
	head := make([]byte, len(magic)+12)
	if _, err := io.ReadFull(r, head); err != nil || string(head[:len(magic)]) != magic {
		return nil, nil, fmt.Errorf("read lexicon: head: %w", ErrFormat)
	}
	size := binary.LittleEndian.Uint64(head[len(magic):])
	if size > maxFile {
		return nil, nil, fmt.Errorf("read lexicon: %d bytes: %w", size, ErrFormat)
	}
	var b strings.Builder
	if n, err := io.Copy(&b, io.LimitReader(r, int64(size)+1)); err != nil {
		return nil, nil, fmt.Errorf("read lexicon: %w", err)
	} else if n != int64(size) {
		return nil, nil, fmt.Errorf("read lexicon: %d bytes, want %d: %w", n, size, ErrFormat)
	}
	if crc32.ChecksumIEEE([]byte(b.String())) != binary.LittleEndian.Uint32(head[len(magic)+8:]) {
		return nil, nil, fmt.Errorf("read lexicon: checksum: %w", ErrFormat)
	}
	d := decoder{rest: b.String()}
	entries, defined := d.entries(), d.definitions()
	if d.bad || d.rest != "" {
		return nil, nil, fmt.Errorf("read lexicon: contents: %w", ErrFormat)
	}
	return entries, defined, nil
}
