// Package ja is the tokenizer: it turns text into tokens, Japanese first, the same function for posts and for queries, and every token keeps the
// bytes it came from. It knows no index and no query language.
//
// Three doors. Words gives the tokens of a text: morphemes by their base form, English by its stem, identifiers, numbers and
// addresses whole and in parts. Grams gives character bigrams, for what words do not find. Query gives the pieces that a query
// asks for, from the same words. Fold is the normalised text, and FoldRun what of it an exact run is looked for in.
//
// Pos counts Words. Particles, auxiliaries and punctuation have none and take no position: the words around them are neighbours,
// so that 検索の高速化 and 検索高速化 are the same sequence. A comma leaves a gap of one position, the end of a sentence or line one
// of four. The atoms of a Latin compound (foo_bar, Node.js, an address) are Words side by side, and the compound is a Whole at
// the first of them; the parts of a camelCase word (useEffect, Route53) are Parts at its own position. A sequence of terms
// stands in a text where each stands one position behind the one before, whatever the kinds.
//
// How anything shown is found. A run of Japanese, of another script without spaces, of emoji or signs: by its Grams, all of
// them side by side but for the last, which stands for one character alone and is asked for only where the run has no other; one
// character is found by the terms of the gram field that begin with it. A Latin word, number or identifier: by its term (Word,
// Surface, Part or Whole), its beginning of three letters or more by the terms that begin so. An exact run that begins or ends
// inside a Latin word: by the terms that end or begin so, then by looking for its Fold in the Fold of the text.
//
// # Data
//
// The dictionary is IPADIC by way of kagome, kept unpacked in a file that is mapped (kept.go); which words it gives is decided by a Viterbi search
// over a lattice of our own (lattice.go), with costs for unknown words from class.go. katakana.txt has names that the dictionary lacks.
//
// # A worked example
//
// useEffectを3.14系で動かした: position, kind, term and the bytes it came from:
//
//	0 Word useeffect ← useEffect
//	0 Part use ← use
//	0 Part effect ← Effect
//	1 Word 3.14 ← 3.14
//	1 Part 3 ← 3
//	2 Word 系 ← 系
//	3 Word 動かす ← 動かし
//	3 Surface 動かし ← 動かし
//
// を and で have no position of their own. The word as written, where it differs from its base form, is a Surface at the same position.
//
// # Invariants
//
//   - text[Start:End] is the original spelling, also where folding has changed the number of bytes: Folded keeps the offsets.
//   - The same text gives the same tokens in posts and in queries; Query only chooses among them. What may differ changes Version.
//   - Every character that is no space and no punctuation is in some token or gram, so that it can be found.
//   - An Analyzer keeps nothing of a text when it returns, and no text takes more than linear time: runs are cut at maxRun.
package ja
