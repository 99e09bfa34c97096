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
	found := l.known(i)
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

// known adds the words of the dictionary that begin at i: all prefixes of the rest that the double array holds.
func (l *lattice) known(i int) (found bool) {
	trie := l.d.trie
	for p, at := int32(0), i; at < len(l.text); at++ {
		q := trie[p].Base + int32(l.text[at])
		if l.text[at] == 0 || int(q) >= len(trie) || trie[q].Check != p {
			break
		}
		p = q
		end := trie[p].Base // a word that ends here hangs below byte 0
		if int(end) >= len(trie) || trie[end].Check != p || trie[end].Base > 0 {
			continue
		}
		found = true
		first := -trie[end].Base
		for id := first; id <= first+int32(l.d.dups[first]); id++ {
			l.add(id, l.d.morphs[id], i, at+1)
		}
	}
	return found
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
