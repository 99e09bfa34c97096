package lexicon

import (
	"maps"
	"slices"
	"strings"
)

// definitions are abbreviations that posts explain: the letters, and the terms of the phrases they stand for with the number of
// posts that say so. An explanation is the phrase and its first letters in brackets, either way round.
type definitions map[string]map[string]int

const (
	maxLetters = 6
	maxMeant   = 3 // phrases kept of one abbreviation
)

// merge adds the counts of others so many times; what no post says any more falls out.
func (d definitions) merge(other definitions, times int) {
	for letters, phrases := range other {
		if d[letters] == nil {
			d[letters] = map[string]int{}
		}
		for phrase, n := range phrases {
			if d[letters][phrase] += times * n; d[letters][phrase] == 0 {
				delete(d[letters], phrase)
			}
		}
		if len(d[letters]) == 0 {
			delete(d, letters)
		}
	}
}

// definition looks whether words[i] is explained by the words on either side.
func (d definitions) definition(words []spelled, i int) {
	short := words[i].text
	if words[i].Weak || len(short) < 2 || len(short) > maxLetters || !letters(short) || strings.Contains(short, "'") {
		return
	}
	if i > 0 && bracketed(words[i-1], words[i]) {
		d.note(short, initials(short, words[max(0, i-2*maxLetters):i], true))
	}
	if i+1 < len(words) && bracketed(words[i], words[i+1]) {
		d.note(short, initials(short, words[i+1:min(len(words), i+1+2*maxLetters)], false))
	}
}

// bracketed reports whether more than a space stands between two neighbours, which mostly is a bracket.
func bracketed(a, b spelled) bool { return b.Pos == a.Pos+1 && b.Start-a.End >= 2 }

func (d definitions) note(short string, phrase []string) {
	if len(phrase) < 2 {
		return
	}
	if d[short] == nil {
		d[short] = map[string]int{}
	}
	d[short][strings.Join(phrase, " ")] = 1
}

// initials gives the terms of the words at the end (or beginning) of words whose first letters are those of short, small words
// between them included; nil where they are not.
func initials(short string, words []spelled, atEnd bool) (terms []string) {
	k := 0
	for n := range words {
		w, letter := words[n], byte(0)
		if atEnd {
			w = words[len(words)-1-n]
		}
		if k < len(short) {
			letter = short[k]
			if atEnd {
				letter = short[len(short)-1-k]
			}
		}
		if k == len(short) || !letters(w.text) {
			break
		}
		if w.text[0] == letter {
			k++
		} else if !w.Weak || n == 0 {
			return nil
		}
		terms = append(terms, w.Term)
	}
	if k < len(short) {
		return nil
	}
	if atEnd {
		slices.Reverse(terms)
	}
	return terms
}

// expansions gives the phrases that an abbreviation stands for, the most often explained first.
func (d definitions) expansions(short string) []string {
	phrases := d[short]
	var keys []string
	for _, phrase := range slices.Sorted(maps.Keys(phrases)) {
		if len(short) > 2 || phrases[phrase] > 1 { // two letters fit two words by chance
			keys = append(keys, phrase)
		}
	}
	slices.SortStableFunc(keys, func(a, b string) int { return phrases[b] - phrases[a] })
	return keys[:min(len(keys), maxMeant)]
}

// shortFor gives the abbreviations of a phrase.
func (d definitions) shortFor(phrase string) (found []string) {
	for short, phrases := range d {
		if phrases[phrase] > 0 && slices.Contains(d.expansions(short), phrase) {
			found = append(found, short)
		}
	}
	slices.Sort(found)
	return found
}
