package lexicon

import (
	"encoding/binary"
	"math"

	"github.com/fumikura/fumikura/index/ja"
)

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
	if n.twice {
		flags |= 4
	}
	if n.joined {
		flags |= 8
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
	e := entry{form: form(head[0] >> 4), script: ja.Script(head[1]), stem: head[0]&1 != 0, twice: head[0]&4 != 0, joined: head[0]&8 != 0, text: d.text()}
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
