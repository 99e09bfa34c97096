package jsonl

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
)

// Other programs write the same objects as one JSON array, or spread an object over lines. Such a file is read object by object:
// from an opening brace to the one that closes it, so that a broken object loses only itself.

// values reads the objects of a file one by one, whichever way it is written.
type values struct {
	b      *bufio.Reader
	line   int  // where the next value begins
	spread bool // objects are found by their braces, not by the ends of lines
}

func newValues(r io.Reader) *values {
	b := bufio.NewReaderSize(r, 64<<10)
	if bom, _ := b.Peek(3); string(bom) == "\ufeff" {
		_, _ = b.Discard(len(bom)) // it has been seen
	}
	head, _ := b.Peek(b.Size()) // an error comes again when it is read
	return &values{b: b, line: 1, spread: spread(head)}
}

// spread says whether the file begins with an array, or with an object that goes on after the line.
func spread(head []byte) bool {
	head = bytes.TrimSpace(head)
	line, _, more := bytes.Cut(head, []byte("\n"))
	line = bytes.TrimSpace(line)
	switch {
	case len(line) == 0 || line[0] != '{' && line[0] != '[':
		return false
	case line[0] == '[':
		return true
	}
	return more && !json.Valid(line) && bytes.IndexByte([]byte("{[,"), line[len(line)-1]) >= 0
}

// next is the next value with the line it begins on; one longer than the limit is read and forgotten, so that those after it are
// safe. A value may be empty.
func (v *values) next() (value []byte, line int, long bool, err error) {
	if v.spread {
		return v.object()
	}
	line = v.line
	v.line++
	value, long, err = next(v.b)
	return bytes.TrimSpace(value), line, long, err
}

// object reads up to the brace that closes the next object. What stands between objects is taken up to the end of its line.
func (v *values) object() (value []byte, line int, long bool, err error) {
	first, err := v.start()
	line = v.line
	if err != nil || first != '{' {
		if err == nil {
			_ = v.b.UnreadByte() // it has just been read
			v.line++
			value, long, err = next(v.b)
		}
		return bytes.TrimSpace(value), line, long, err
	}
	value = append(value, first)
	for depth, text, escape := 1, false, false; depth > 0; {
		c, err := v.b.ReadByte()
		if err != nil {
			return value, line, long, err
		}
		if long = long || len(value) >= maxLine; long {
			value = nil
		} else {
			value = append(value, c)
		}
		switch {
		case c == '\n':
			v.line++
		case escape:
			escape = false
		case text && c == '\\':
			escape = true
		case c == '"':
			text = !text
		case text:
		case c == '{':
			depth++
		case c == '}':
			depth--
		}
	}
	return value, line, long, nil
}

// start is the first byte after white space, commas and the brackets of the array.
func (v *values) start() (byte, error) {
	for {
		c, err := v.b.ReadByte()
		switch {
		case err != nil:
			return 0, err
		case c == '\n':
			v.line++
		case bytes.IndexByte([]byte(" \t\r,[];"), c) < 0:
			return c, nil
		}
	}
}
