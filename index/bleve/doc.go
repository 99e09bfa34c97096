// Package bleve is the embedded engine, over an inverted index on disk. Bleve's storage keeps the postings lists and the stored posts; what matches, how it scores and
// what a facet counts is decided here, because Bleve's own scorer ranks Japanese badly and its facets cost more than all
// the rest of a search. No other room knows Bleve.
//
// # Files
//
// An index is a folder of a generation (see package generation), and is never written again once it is live:
//
//	*.zap      segments (written by segment.go, read and merged by the storage): documents, each field's dictionary of terms (an FST) and postings lists (Roaring bitmaps), stored fields
//	root.bolt  which segments there are, and which of their documents are deleted
//	lexicon    the words of all posts, for corrections, suggestions and other writings (see package lexicon)
//	counts     what the lexicon is made of, so that an increment can go on counting
//
// # A document
//
// A post becomes one document of six fields. Two are postings, the others are stored:
//
//	w  a postings list for each term that the analysis of words gives, and for the words of tags and author
//	g  the same for pairs of characters side by side (bigrams), and for the last character of each run alone
//	p  the post and its folded text, narrowed (narrow.go) and compressed (packer.go)
//	t  the words of each block in order, by hash (rank.Stream), for proximity
//	f  what is known of a post without its text (doc values): columns.go reads all of them into memory, one array a field
//	s  what t was in older layouts
//
// The number of a posting is no frequency but three of them (tally.go): body<<3 | code<<2 | min(title, 3), in which 8, the commonest, and 1
// trade places. Stored records are varints and strings with their length in front (codec.go).
//
// # A worked example
//
// The post "猫" of mori, tagged 旅, with the paragraph 猫の旅 and the code ls, gives these postings (field, term, number, and what it says):
//
//	g の旅 1: body 1, title 0, code false
//	g 旅 16: body 2, title 0, code false
//	g 猫 8: body 0, title 1, code false
//	g 猫の 1: body 1, title 0, code false
//	w ls 12: body 1, title 0, code true
//	w mori 1: body 1, title 0, code false
//	w 旅 16: body 2, title 0, code false
//	w 猫 9: body 1, title 1, code false
//
// Latin words have no grams. The particle の is no word. 旅 stands twice in the body, because a tag counts as if the text named it once more. In the title 猫 is a run of
// one character and so a gram of its own; in 猫の旅 it is found by the pair 猫の, and by the terms that begin with 猫. The folded text, in which
// an exact run is looked for, has a mark before each block (1 prose, 2 code), so that no run goes across:
//
//	folded "\x01猫\x01猫の旅\x02ls\x01旅\x01mori"
//
// and the facts, with an empty signature, are these bytes: site, address, title, author, language, tags with their number in front, the date
// (1, seconds and zone, zigzag), four lengths, the signature, the work, the series and the number in it:
//
//	f 12 68 74 74 70 73 3a 2f 2f 62 2e 65 78 61 6d 70 6c 65 2f 13 68 74 74 70 73 3a 2f 2f 62 2e 65 78 61 6d 70 6c 65 2f 31 03 e7 8c ab 04 6d 6f 72 69 02 6a 61 01 03 e6 97 85 01 e0 df 8b e3 0c a0 fa 03 03 01 03 01 00 0b 62 2e 65 78 61 6d 70 6c 65 2f 31 00 00
//
// # A search
//
// Package plan makes primitives of the query. Match.go evaluates them to sets of documents (bits.go), filter.go cuts by facets, score.go adds
// up what each concept is worth (BM25 over w and g, weights in package weight), rerank.go looks at the places of the best (proximity, phrases),
// fold.go makes one hit of translations, excerpts are cut for the page that is shown. Cache.go remembers answers until the next generation.
//
// # Invariants
//
//   - A document's number is its place in the columns; segments are parts of one sequence (snapshot.parts), in order of offset.
//   - The storage panics on damaged files. Whatever asks it goes through guarded (guard.go), which makes an error of that.
//   - A visit of stored fields never stops early (record.go says why).
//   - What changes in a document, a record or an order changes layout, and with it the version that manifests carry; a test holds
//     a fingerprint of all that is built against it.
//   - A search reads one snapshot from beginning to end, also while the next generation is taken up (live.go counts references).
package bleve
