package spotcheck

import (
	"slices"
	"strings"
	"unicode"
)

// minPrefix is the shortest beginning by which a Latin word is promised to be found.
const minPrefix = 3

// longestWord is far above what a person calls a word; a longer one is data, which an analyzer may cut.
const longestWord = 60

// latin takes the whole word at a place, its beginning, or the part of an identifier that the place is in. A word is taken only
// where it plainly is one: a piece of a number, an address or an option (1,234, a.b.c, --no-cache, agent's) is not what a reader asks
// for by itself.
func (s *Sample) latin(p place) string {
	runes, at := p.runes, p.at
	if !isWord(runes[at]) {
		return ""
	}
	from, to := at, at
	for from > 0 && isWord(runes[from-1]) {
		from--
	}
	for to < len(runes) && isWord(runes[to]) {
		to++
	}
	if to-from > longestWord || !plainBefore(runes[:from]) || !plainAfter(runes[to:]) {
		return ""
	}
	run := runes[from:to]
	if n := len(run); !slices.ContainsFunc(run, func(r rune) bool { return !unicode.IsLetter(r) }) && n > minPrefix {
		switch s.rand.IntN(3) {
		case 0:
			run = run[:minPrefix+s.rand.IntN(n-minPrefix)]
		case 1:
			run = part(run, at-from)
		}
	}
	return string(run)
}

func isWord(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '_'
}

// plainBefore and plainAfter say whether nothing stands beside a word that may belong to it.
func plainBefore(before []rune) bool {
	return len(before) == 0 || isGap(before[len(before)-1])
}

func plainAfter(after []rune) bool {
	if len(after) > 0 && strings.ContainsRune(".,:;!?", after[0]) { // the end of a clause
		after = after[1:]
		return len(after) == 0 || unicode.IsSpace(after[0])
	}
	return len(after) == 0 || isGap(after[0])
}

func isGap(r rune) bool {
	return unicode.IsSpace(r) || isJapanese(r) || strings.ContainsRune("「」『』（）、。", r)
}

// part is the part of a camelCase word that a place is in: Effect of useEffect. Where borders are in doubt it is the word.
func part(run []rune, at int) []rune {
	if !unicode.IsLower(run[at]) {
		return run
	}
	first, last := at, at
	for first > 0 && unicode.IsLower(run[first-1]) {
		first--
	}
	for last < len(run) && unicode.IsLower(run[last]) {
		last++
	}
	ends := last == len(run) || last+1 < len(run) && unicode.IsLower(run[last+1])
	switch {
	case last-first < 2 || !ends:
		return run
	case first == 0:
		return run[:last]
	case first > 1 && unicode.IsLower(run[first-2]):
		return run[first-1 : last]
	}
	return run
}
