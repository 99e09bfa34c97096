package ja

import "reflect"

// Morpheme is a word of the lattice as tests see it: its number in the dictionary, or the complement of that in the table of
// guesses, and its bytes.
type Morpheme struct{ ID, Start, End int }

// Cutter runs the lattice alone.
type Cutter struct{ l lattice }

// Cut gives the morphemes of a text in search or normal mode.
func (c *Cutter) Cut(text string, search bool) (out []Morpheme) {
	c.l.d = loadDictionary()
	for _, k := range c.l.cut(text, search) {
		n := c.l.nodes[k]
		out = append(out, Morpheme{int(n.id), int(n.start), int(n.end)})
	}
	return out
}

// KatakanaList is our own list of katakana words.
func KatakanaList() string { return katakanaWords }

// Kept keeps the dictionary in a file, reads it again, and says whether it is the same; damage changes the file before.
func Kept(file string, damage func()) (same bool, err error) {
	d := loadDictionary()
	if err := d.keep(file); err != nil {
		return false, err
	}
	damage()
	again, err := keptDictionary(file)
	if err != nil {
		return false, err
	}
	return reflect.DeepEqual(d, again), nil
}
