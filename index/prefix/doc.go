// Package prefix is autocompletion: it finds which of many strings begin so, the heaviest first: what a search box completes. It is a sorted array with the
// highest weight of each block of it (block-max), so that a single letter, with which a tenth of all begins, costs as much as a whole
// word. It knows nothing of what the strings are.
//
// # How it works
//
// The strings lie in one sorted array, which the caller has and this package asks for by number. Those with a prefix are neighbours in it: two
// binary searches give the range. Of each block of 128 strings the highest weight is known. Each puts the blocks of the range into a heap by that
// weight and takes the highest from it: a block is opened, and its strings are put into the heap; a string is given out. So the first ten of a
// range of 100,000 open about ten blocks and not 800.
//
// # A worked example
//
// With blocks of two, for the prefix "co" and the two heaviest:
//
//	number  0    1      2          3     4      |  blocks  0: 5   1: 9   2: 1
//	string  cat  cobol  container  core  cosmos |
//	weight  5    2      9          4     1      |
//
//	range 1–4, heap: block 1 (9), block 0 (5), block 2 (1)
//	block 1 is opened: container (9), core (4)      → container is given out
//	block 0 is opened, only from number 1: cobol (2)
//	core (4) is before cobol (2) and block 2 (1)    → core is given out; block 2 is never opened
//
// # Invariants
//
//   - key is in ascending order of bytes, without change while the index is used; weights too. Nothing is copied.
//   - Of one weight the lower number comes first; a block is opened before a string of its weight is given out, for it may hold one in front of it.
package prefix
