package ja

import (
	"strings"
	"unicode/utf8"
)

// Latin runs. A chunk is what stands between spaces, Japanese and brackets: docker, --no-cache, Node.js, foo_bar,
// https://example.com/a?b=c. Its atoms (letters and digits; 3.11, 1,234, let's, C++ and 2016-08-19 are one atom each) are Words
// side by side; the chunk and its sections between the signs of an address are Wholes where they hold several atoms.

// latinSigns may stand inside a chunk; sectionSigns part it into sections.
const (
	latinSigns   = "_-./:@#+&'~%?=,"
	sectionSigns = "/:@?=&,%"
	maxSigns     = 3 // in a row; more of them are a line, not part of a word
)

// beginsLatin reports whether s begins with a sign that belongs to the word behind it: .NET, -v, --no-cache.
func beginsLatin(s string) bool { return leadOf(s) > 0 }

func leadOf(s string) int {
	for _, lead := range []string{"--", "-", "."} {
		if strings.HasPrefix(s, lead) && latinAt(s[len(lead):]) {
			return len(lead)
		}
	}
	return 0
}

func latinAt(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return isLatin(r)
}

// atom is a word of a chunk: its bytes in the text and its position.
type atom struct{ start, end, pos int }

// latin takes the chunk that begins at i and returns where it ends.
func (s *scanner) latin(i int) int {
	first := i + leadOf(s.text[i:])
	end := s.chunkEnd(first)
	k := len(s.items)
	var atoms []atom
	for at := first; at < end; {
		if !latinAt(s.text[at:]) {
			at++ // a sign: one byte
			continue
		}
		atoms = append(atoms, s.atom(at, end))
		at = atoms[len(atoms)-1].end
	}
	s.chunkWholes(i, first, end, atoms)
	s.sortItems(k)
	return end
}

// chunkEnd gives the end of the last atom before what cannot be in a chunk.
func (s *scanner) chunkEnd(i int) int {
	end, signs := i, 0
	for i < len(s.text) && signs <= maxSigns {
		r, size := utf8.DecodeRuneInString(s.text[i:])
		i += size
		if isLatin(r) {
			end, signs = i, 0
		} else if strings.ContainsRune(latinSigns, r) {
			signs++
		} else {
			break
		}
	}
	return end + suffixOf(s.text[:end], s.text[end:])
}

// suffixOf gives the length of the ++ or # that belongs to the letters before it.
func suffixOf(before, s string) int {
	switch {
	case strings.HasPrefix(s, "++"):
		return 2
	case strings.HasPrefix(s, "#") && !latinAt(s[1:]) && shortName(before):
		return 1
	}
	return 0
}

// shortName reports whether s ends in a name of one or two letters, as of a programming language.
func shortName(s string) bool {
	n := 0
	for len(s) > 0 && n < 3 {
		r, size := utf8.DecodeLastRuneInString(s)
		if !isLatin(r) {
			break
		}
		s, n = s[:len(s)-size], n+1
	}
	return n == 1 || n == 2
}

// atom adds the word that begins at i, not beyond end.
func (s *scanner) atom(i, end int) atom {
	if j := dateEnd(s.text[i:end]); j > 0 {
		return s.date(i, i+j)
	}
	j := i + atomEnd(s.text[i:end])
	whole := j + suffixOf(s.text[i:j], s.text[j:end])
	word := s.text[i:j]
	if whole > j && len(word) <= 2 {
		word = s.text[i:whole] // C++ is not a C
	}
	a := atom{i, whole, s.pos}
	s.atomTokens(word, i, i+len(word))
	if whole > i+len(word) {
		s.whole(i, whole, a.pos)
	}
	return a
}

// atomEnd gives the length of the atom that s begins with.
func atomEnd(s string) int {
	n := 0
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		if !isLatin(r) && !joinsAtom(s, i) {
			return i
		}
		if n++; n > maxTerm {
			return i
		}
		i += size
	}
	return len(s)
}

// joinsAtom reports whether the sign at i stands inside a number or a shortened word.
func joinsAtom(s string, i int) bool {
	if i == 0 || i+1 >= len(s) {
		return false
	}
	switch s[i] {
	case '.':
		return isDigit(s[i+1]) && inVersion(s[:i])
	case '\'':
		return apostrophe(s, i)
	case ',':
		return groups(s, i)
	}
	return false
}

// inVersion reports whether a dot behind s goes on with a number: 1.21, or 7.4b as in 7.4b.001.
func inVersion(s string) bool {
	k := len(s)
	for k > 0 && latinAt(s[k-1:]) {
		k--
	}
	return isDigit(s[len(s)-1]) || k < len(s) && len(s)-k <= maxStep && isDigit(s[k])
}

// maxStep is how long a number with letters may be between the dots of a version: 4b, 0rc1.
const maxStep = 4

// apostrophe reports whether that at i is one of let's, don't or O'Reilly, and not a quotation mark.
func apostrophe(s string, i int) bool {
	after := 0
	for after <= 2 && i+1+after < len(s) && latinAt(s[i+1+after:]) {
		after++
	}
	return after > 0 && !isDigit(s[i-1]) && (after <= 2 || i == 1)
}

// groups reports whether the comma at i parts thousands: digits before it, exactly three behind.
func groups(s string, i int) bool {
	if !isDigit(s[i-1]) || i+3 >= len(s) || !isDigit(s[i+1]) || !isDigit(s[i+2]) || !isDigit(s[i+3]) {
		return false
	}
	before := 0
	for k := i - 1; k >= 0 && isDigit(s[k]); k-- {
		before++
	}
	return before <= 3 && (i+4 == len(s) || !isDigit(s[i+4]))
}

// atomTokens adds Word, Surface and Parts of one atom.
func (s *scanner) atomTokens(word string, i, j int) {
	lower := lowered(word)
	term := s.stem(plainWord(lower))
	for _, part := range partsOf(word) {
		if p := s.stem(plainWord(lowered(part.text))); p != term {
			s.add(Part, p, i+part.start, i+part.start+len(part.text), Latin)
		}
	}
	it := s.wordAndSurface(term, lower, i, j, Latin)
	it.Weak = isWeakEnglish(lower)
}
