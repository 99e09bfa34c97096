package ja

import "unicode/utf8"

// group gives the end of the run of characters of one category that begins at i.
func (l *lattice) group(i int) int {
	r, size := utf8.DecodeRuneInString(l.text[i:])
	category := l.d.categoryOf(r)
	for i += size; i < len(l.text); i += size {
		if r, size = utf8.DecodeRuneInString(l.text[i:]); l.d.categoryOf(r) != category {
			break
		}
	}
	return i
}

// wordsAt adds the words that begin at i: of the dictionary, then guesses.
func (l *lattice) wordsAt(i int, r rune, groupEnd int) {
	found := l.dictionaryWords(i)
	u := &l.d.unknown[l.d.categoryOf(r)]
	if found && !u.invoke {
		return
	}
	end := i + utf8.RuneLen(r)
	if u.group {
		end = l.capped(i, groupEnd)
	}
	_, size := utf8.DecodeLastRuneInString(l.text[i:end])
	for id := u.first; id < u.first+u.count; id++ {
		if i < end-size {
			l.add(^id, l.d.unkMorph[id], i, end-size)
		}
		l.add(^id, l.d.unkMorph[id], i, end)
	}
}

// dictionaryWords adds the words of the dictionary that begin at i: all prefixes of the rest that the double array holds. It is the loop that takes
// the time of analysis, by fetching far places of memory. So the place of each first character is known, and a word is looked for only
// where a character ends.
func (l *lattice) dictionaryWords(i int) (found bool) {
	trie := l.d.trie
	p, at := l.d.head(l.text[i:])
	if p < 0 {
		return false
	}
	for at += i; ; at++ {
		if at == len(l.text) || utf8.RuneStart(l.text[at]) {
			if first := l.d.word(p); first >= 0 {
				found = true
				for id := first; id <= first+int32(l.d.dups[first]); id++ {
					l.add(id, l.d.morphs[id], i, at)
				}
			}
		}
		if at == len(l.text) || l.text[at] == 0 {
			return found
		}
		q := trie[p].Base + int32(l.text[at])
		if int(q) >= len(trie) || trie[q].Check != p {
			return found
		}
		p = q
	}
}

// capped shortens a guess to maxGuess runes.
func (l *lattice) capped(i, end int) int {
	if l.runes[end]-l.runes[i] <= maxGuess {
		return end
	}
	for n := 0; n < maxGuess; n++ {
		_, size := utf8.DecodeRuneInString(l.text[i:])
		i += size
	}
	return i
}
