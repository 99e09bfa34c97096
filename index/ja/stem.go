package ja

import (
	"strings"
	"unicode"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/english"
	"golang.org/x/text/unicode/norm"
)

const (
	minStem  = 4     // letters; shorter words are mostly names (aws, ios)
	maxStems = 20000 // remembered by a scanner before it begins anew
)

// stem gives the Porter2 stem of an English word; what has other characters than a to z stays.
func (s *scanner) stem(word string) string {
	if len(word) < minStem {
		return word
	}
	for i := range len(word) {
		if c := word[i]; c < 'a' || c > 'z' {
			return word
		}
	}
	if stem, ok := s.stems[word]; ok {
		return stem
	}
	if len(s.stems) >= maxStems {
		clear(s.stems)
	}
	env := snowballstem.NewEnv(word)
	english.Stem(env)
	stem := env.Current()
	if stem == word {
		stem = word
	}
	s.stems[strings.Clone(word)] = stem
	return stem
}

// plainWord takes from a lower-case word what readers leave out: accents, the apostrophe with its s, commas in numbers.
func plainWord(word string) string {
	plain := true
	for i := range len(word) {
		plain = plain && word[i] < 0x80 && word[i] != '\'' && word[i] != ','
	}
	if plain {
		return word
	}
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.TrimSuffix(word, "'s")) {
		if !unicode.Is(unicode.Mn, r) && r != '\'' && r != ',' {
			b.WriteRune(r)
		}
	}
	if b.Len() == 0 {
		return word
	}
	return norm.NFC.String(b.String())
}

// isWeakEnglish reports whether a word is a stop word, one that carries little.
func isWeakEnglish(word string) bool {
	switch word {
	case "a", "am", "an", "and", "any", "are", "aren't", "as", "at", "be", "because", "been", "being", "but", "by",
		"can", "can't", "could", "couldn't", "did", "didn't", "do", "does", "doesn't", "doing", "don't", "done", "for",
		"from", "had", "has", "have", "he", "her", "him", "his", "how", "i", "if", "in", "into", "is", "isn't", "it",
		"it's", "its", "just", "may", "me", "might", "must", "my", "of", "on", "or", "our", "she", "should", "shouldn't",
		"so", "some", "such", "than", "that", "that's", "the", "their", "them", "then", "there", "these", "they", "this",
		"those", "to", "us", "very", "was", "wasn't", "we", "were", "weren't", "what", "what's", "when", "where", "which",
		"who", "whom", "whose", "why", "will", "with", "won't", "would", "wouldn't", "you", "your":
		return true
	}
	return false
}
