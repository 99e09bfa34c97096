package lexicon

import (
	"slices"
	"sort"
	"strings"

	"github.com/fumikura/fumikura/index/ja"
)

// A derivational stemmer for English: a stem joins the forms of one word (install, installed), not the words that are derived from it by other
// letters (introduce, introduction; build, builder). Rules take one ending for another; what comes out is a word only if the archive has it.

// endings are endings that words of one derivation have, each group whole. An ending of none is the bare word, of which a last e may be dropped
// and a last consonant doubled before another ending (write, writer; log, logger).
var endings = [][]string{
	{"uce", "uction", "uctory"},                     // introduce
	{"ibe", "iption", "iptive"},                     // describe
	{"ide", "ision"},                                // decide
	{"ude", "usion", "usive"},                       // conclude
	{"ade", "asion"},                                // persuade
	{"it", "ission"},                                // permit
	{"nd", "nsion", "nsive"},                        // extend
	{"ert", "ersion"},                               // convert
	{"eive", "eption"},                              // receive
	{"olve", "olution"},                             // resolve
	{"ume", "umption"},                              // consume
	{"ose", "osition"},                              // compose
	{"y", "ication", "ier"},                         // verify, apply
	{"ain", "ention", "enance"},                     // retain
	{"le", "ility", "ilize", "ilization", "ilise"},  // stable
	{"e", "ety"},                                    // safe
	{"ysis", "yze", "yse", "yzer", "yser"},          // analysis
	{"esis", "esize", "esise"},                      // synthesis
	{"imal", "imum", "imize", "imization", "imise"}, // optimal
	{"ant", "ance", "ancy"},                         // redundant
	{"ent", "ence", "ency"},                         // latent
	{"ous", "osity"},                                // verbose
	{"", "er", "or", "est"},                         // build, collect, fast
	{"y", "ier", "iest"},                            // easy
	{"ate", "ation", "ator", "ative"},               // generate
}

const (
	minRoot     = 2 // letters before an ending
	minBareRoot = 3 // the same of a bare word, of which many a short one is another (let, letter)
	minDerived  = 4 // letters of a word that is derived from another
)

// derived proposes the words of the archive that a Latin word is derived from or that are derived from it. Beside a word that posts have they only
// rank what is found, and find where not all words are required; in place of one that no post has, they find.
func (f *finder) derived(from, to int) {
	text := f.surface(from, to)
	if to > from+1 || f.words[from].Script != ja.Latin || len(text) < minDerived || !letters(text) {
		return
	}
	var ways []string
	for _, form := range uninflected(text) {
		for _, word := range derivations(form) {
			if f.l.words.begun(strings.TrimSuffix(word, "e")) {
				ways = append(ways, f.l.term(word))
			}
		}
	}
	kind := Close
	if f.l.words.df(f.words[from].Term) == 0 {
		kind = Derived
	}
	f.proposeTerms(from, to, kind, ways)
}

// derivations gives the words that share a derivation with a word, by its ending.
func derivations(word string) (out []string) {
	for _, group := range endings {
		for _, own := range group {
			root, ok := strings.CutSuffix(word, own)
			if !ok || len(root) < minRoot || own == "" && (len(root) < minBareRoot || ends(word, group)) {
				continue
			}
			for _, root := range bareRoots(root, own, group[0] == "") {
				for _, other := range group {
					out = append(out, joinedTo(root, own, other, group[0] == "")...)
				}
			}
		}
	}
	return out
}

// ends says whether a word has an ending of a group, so that it is no bare word.
func ends(word string, group []string) bool {
	return slices.ContainsFunc(group, func(end string) bool { return end != "" && strings.HasSuffix(word, end) })
}

// bareRoots gives the root, and as it is without an ending before it: writ is write, logg is log.
func bareRoots(root, own string, bare bool) []string {
	if !bare || own == "" || len(root) < minBareRoot {
		return []string{root}
	}
	roots := []string{root, root + "e"}
	if n := len(root); n > minBareRoot && root[n-1] == root[n-2] {
		roots = append(roots, root[:n-1])
	}
	return roots
}

// joinedTo gives how another ending may be written behind a root: as it is, without the last e of the root, and with its last consonant doubled.
func joinedTo(root, own, other string, bare bool) []string {
	switch {
	case other == own:
		return nil
	case !bare || other == "" || !isVowel(other[0]):
		return []string{root + other}
	case strings.HasSuffix(root, "e"):
		return []string{strings.TrimSuffix(root, "e") + other}
	}
	out := []string{root + other}
	if n := len(root); !isVowel(root[n-1]) && isVowel(root[n-2]) && own == "" {
		out = append(out, root+root[n-1:]+other)
	}
	return out
}

// uninflected gives a word and what it may be a form of: introducing is of introduc or introduce.
func uninflected(word string) []string {
	out := []string{word}
	for _, end := range []string{"ing", "ed", "s"} {
		root, ok := strings.CutSuffix(word, end)
		if !ok || len(root) < minBareRoot || strings.HasSuffix(root, "s") {
			continue
		}
		out = append(out, root)
		if end != "s" {
			out = append(out, root+"e")
			if n := len(root); root[n-1] == root[n-2] {
				out = append(out, root[:n-1])
			}
		}
	}
	return out
}

// begun says whether a text of the vocabulary begins so.
func (v *vocabulary) begun(begin string) bool {
	i := sort.Search(len(v.entries), func(i int) bool { return v.entries[i].text >= begin })
	return i < len(v.entries) && strings.HasPrefix(v.entries[i].text, begin)
}
