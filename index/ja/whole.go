package ja

import (
	"strings"
	"unicode/utf8"
)

// chunkWholes adds the compounds of a chunk.
func (s *scanner) chunkWholes(i, first, end int, atoms []atom) {
	if len(atoms) == 0 {
		return
	}
	chunk := s.text[first:end]
	if i < first {
		s.whole(i, end, atoms[0].pos)
	}
	if len(atoms) > 1 && !strings.Contains(chunk, ",") {
		s.whole(first, end, atoms[0].pos)
	}
	if !strings.ContainsAny(chunk, sectionSigns) {
		return
	}
	for k := 0; k < len(atoms); {
		n := k + 1
		for n < len(atoms) && !strings.ContainsAny(s.text[atoms[n-1].end:atoms[n].start], sectionSigns) {
			n++
		}
		if n > k+1 && (k > 0 || n < len(atoms)) {
			s.whole(atoms[k].start, atoms[n-1].end, atoms[k].pos)
		}
		k = n
	}
}

// whole adds the bytes [i, j) as one term at an earlier position.
func (s *scanner) whole(i, j, pos int) {
	if utf8.RuneCountInString(s.text[i:j]) > maxTerm {
		return
	}
	now := s.pos
	s.pos = pos
	s.add(Whole, lowered(s.text[i:j]), i, j, Latin)
	s.pos = now
}
