package ja

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"unsafe"

	"github.com/fumikura/fumikura/internal/osfile"
)

// A dictionary that was read once is kept in a file (a cache) as it lies in memory, and mapped from then on: to read it from its archive
// takes a second and 150 MB, to map it some milliseconds, and all processes share its pages. The file is for one machine and one build of
// the program: whoever names it gives each build a name of its own. It begins with keptMagic and the CRC-32C of all that follows: a
// number by which the order of bytes is told, and the sections, each with its length in front and filled up to keptAlign.

const (
	keptMagic = "fumikura words1\n"
	keptOrder = 0x0102030405060708
	keptAlign = 8 // of whatever stands in a section
	keptHead  = len(keptMagic) + keptAlign
)

var errKept = errors.New("it is no kept dictionary, or a damaged one")

// keptAt is the file of the dictionary, empty for none.
var keptAt string

// KeepDictionary has the dictionary kept in a file. It must be called before any text is analysed, with a name that no other build of the
// program uses. Where the file cannot be read or written the dictionary is read as ever.
func KeepDictionary(file string) { keptAt = file }

// section is a part of the dictionary as bytes.
type section struct {
	bytes func() []byte
	take  func([]byte)
}

func sectionOf[T any](s *[]T) section {
	return section{func() []byte { return bytesOf(*s) }, func(b []byte) { *s = itemsOf[T](b) }}
}

// sections are all that a dictionary is, in the order of the file, but for what is made of our own list.
func (d *dictionary) sections() []section {
	return []section{
		sectionOf((*[]struct{ Base, Check int32 })(&d.trie)), sectionOf(&d.heads), sectionOf(&d.dups), sectionOf(&d.morphs), sectionOf(&d.connection),
		{func() []byte { return bytesOf([]int64{int64(d.rows)}) }, func(b []byte) { d.rows = int(itemsOf[int64](b)[0]) }},
		sectionOf(&d.category),
		{func() []byte { return bytesOf(d.unknown[:]) }, func(b []byte) { copy(d.unknown[:], itemsOf[unknown](b)) }},
		sectionOf(&d.unkMorph), sectionOf(&d.unkClass), sectionOf(&d.class), sectionOf(&d.base), sectionOf(&d.reading), sectionOf(&d.spoken),
		{func() []byte { return []byte(d.texts.all) }, func(b []byte) { d.texts.all = unsafe.String(unsafe.SliceData(b), len(b)) }},
		sectionOf(&d.texts.starts),
	}
}

// bytesOf gives items without pointers as they lie in memory, itemsOf the items that lie so.
func bytesOf[T any](s []T) []byte {
	var item T
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(s))), len(s)*int(unsafe.Sizeof(item)))
}

func itemsOf[T any](b []byte) []T {
	var item T
	return unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/int(unsafe.Sizeof(item)))
}

// keptDictionary maps the file for as long as the process lives.
func keptDictionary(file string) (*dictionary, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() < int64(keptHead) {
		return nil, fmt.Errorf("read %s: %w", file, errKept)
	}
	b, err := osfile.Map(f, int(info.Size()))
	if err != nil {
		return nil, fmt.Errorf("map %s: %w", file, err)
	}
	d := &dictionary{}
	if err := d.parse(b); err != nil {
		return nil, errors.Join(fmt.Errorf("read %s: %w", file, err), osfile.Unmap(b))
	}
	d.katakana = katakanaSet()
	return d, nil
}

// parse takes the sections of a file.
func (d *dictionary) parse(b []byte) error {
	if string(b[:len(keptMagic)]) != keptMagic || binary.NativeEndian.Uint64(b[len(keptMagic):]) != uint64(sumOf(b[keptHead:])) {
		return errKept
	}
	rest := b[keptHead:]
	next := func() (n uint64, err error) {
		if len(rest) < keptAlign {
			return 0, errKept
		}
		n, rest = binary.NativeEndian.Uint64(rest), rest[keptAlign:]
		return n, nil
	}
	if order, err := next(); err != nil || order != keptOrder {
		return errKept
	}
	for _, s := range d.sections() {
		n, err := next()
		if err != nil || filled(n) > uint64(len(rest)) {
			return errKept
		}
		s.take(rest[:n:n])
		rest = rest[filled(n):]
	}
	return nil
}

// filled is a length with what fills it up.
func filled(n uint64) uint64 { return (n + keptAlign - 1) / keptAlign * keptAlign }

func sumOf(b []byte) uint32 { return crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)) }

// keep writes the file, and removes those of other builds beside it.
func (d *dictionary) keep(file string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return err
	}
	others, err := filepath.Glob(filepath.Join(filepath.Dir(file), "dictionary-*"))
	if err != nil {
		return err
	}
	b := binary.NativeEndian.AppendUint64(make([]byte, keptHead), keptOrder)
	for _, s := range d.sections() {
		part := s.bytes()
		b = binary.NativeEndian.AppendUint64(b, uint64(len(part)))
		b = append(b, part...)
		b = append(b, make([]byte, filled(uint64(len(part)))-uint64(len(part)))...)
	}
	copy(b, keptMagic)
	binary.NativeEndian.PutUint64(b[len(keptMagic):], uint64(sumOf(b[keptHead:])))
	if err := replace(file, b); err != nil {
		return err
	}
	for _, other := range others {
		if other != file {
			err = errors.Join(err, os.Remove(other)) // a process that has it mapped goes on
		}
	}
	return err
}

// replace writes a file that nobody sees half written.
func replace(file string, b []byte) error {
	f, err := os.CreateTemp(filepath.Dir(file), "dictionary-*.part")
	if err != nil {
		return err
	}
	n, err := f.Write(b)
	if err == nil && n < len(b) {
		err = io.ErrShortWrite
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), file)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return nil
}
