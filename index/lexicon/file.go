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

// The file: a line with its kind, the version of the format and, behind a slash, of the analysis; the length and the CRC-32 of the
// rest, then the entries in order of text and the definitions. Numbers are varints; a text is written as what it shares with the one
// before and the rest. The counts of which a lexicon is made are kept in a file of the same kind.

const (
	lexiconFile = "fumikura lexicon 1/"
	maxFile     = 1 << 30 // bytes; a lexicon of the most entries has far less
)

// ErrFormat says that a file is no lexicon, is damaged, or was written by another version of this program.
var ErrFormat = errors.New("not a lexicon of this version, or damaged")

// WriteTo writes the lexicon to a file; the owner's synonyms do not belong to it.
func (l *Lexicon) WriteTo(w io.Writer) (int64, error) {
	return writeFile(w, lexiconFile, l.words.entries, l.defined, l.defined.expansions)
}

// Read reads what WriteTo wrote, also in another version of the analysis, for such an index is served until it is built again; any other
// file is ErrFormat.
func Read(r io.Reader) (*Lexicon, error) {
	_, entries, defined, err := readFile(r, lexiconFile)
	if err != nil {
		return nil, err
	}
	return newLexicon(newVocabulary(entries), defined), nil
}

// writeFile writes a file of a kind; kept says which phrases of a definition are written.
func writeFile(w io.Writer, kind string, entries []entry, defined definitions, kept func(short string) []string) (int64, error) {
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
	head := binary.LittleEndian.AppendUint64([]byte(kind+ja.Version+"\n"), uint64(len(e.data)))
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

// readFile reads what writeFile wrote and tells the version of the analysis.
func readFile(in io.Reader, kind string) (version string, _ []entry, _ definitions, _ error) {
	r := bufio.NewReader(in)
	line, err := r.ReadSlice('\n')
	version, ok := strings.CutPrefix(string(line), kind)
	var head [12]byte
	if _, e := io.ReadFull(r, head[:]); err != nil || e != nil || !ok {
		return "", nil, nil, fmt.Errorf("read lexicon: head: %w", ErrFormat)
	}
	size := binary.LittleEndian.Uint64(head[:])
	if size > maxFile {
		return "", nil, nil, fmt.Errorf("read lexicon: %d bytes: %w", size, ErrFormat)
	}
	var b strings.Builder
	if n, err := io.Copy(&b, io.LimitReader(r, int64(size)+1)); err != nil {
		return "", nil, nil, fmt.Errorf("read lexicon: %w", err)
	} else if n != int64(size) {
		return "", nil, nil, fmt.Errorf("read lexicon: %d bytes, want %d: %w", n, size, ErrFormat)
	}
	if crc32.ChecksumIEEE([]byte(b.String())) != binary.LittleEndian.Uint32(head[8:]) {
		return "", nil, nil, fmt.Errorf("read lexicon: checksum: %w", ErrFormat)
	}
	d := decoder{rest: b.String()}
	entries, defined := d.entries(), d.definitions()
	if d.bad || d.rest != "" {
		return "", nil, nil, fmt.Errorf("read lexicon: contents: %w", ErrFormat)
	}
	return strings.TrimSuffix(version, "\n"), entries, defined, nil
}
