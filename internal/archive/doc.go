// Package archive keeps pages, posts, visits and settings in one SQLite file, so that a reindex is a function of the archive and
// the program. It decides nothing about blogs: what to ask for is the crawler's business, what to build the ingest's.
//
// A page is kept as it arrived, compressed. A post is kept as it was last read, also when it is gone from its blog. Each change
// to the posts has a number that only grows; whoever builds an index remembers the number, and asks next time for what changed
// since. A number is never used twice, also when the process is killed between building and remembering.
//
// # Tables
//
// schema/N.sql makes version N of version N-1. Each table's columns are told there.
//
//	visits       every address that was asked for: what came of it, ETag, since when, why not
//	pages        the last whole answer of an address, as it arrived (zstd), and by which version of the extraction it was read
//	origins      which page holds which post: a post may stand on several pages, a page may hold several posts
//	posts        what a person wrote, as last read (JSON, zstd; what its page has word for word is copied from there), also when it is gone
//	sites, runs, settings, forgotten, rules, queries, query_hours, openings
//
// # A worked example
//
// A blog is read for the first time, and one of its posts later leaves it:
//
//	Put: /1 is fetched          visits: /1 fetched, missing 0;  pages: /1, reader NULL
//	PutReadings: /1 gives p1    pages: /1, reader "1";  origins: /1 → p1;  posts: p1, born 1, change 1
//	(an index is built, and remembers change 1)
//	Put: /1 answers 404, twice  visits: /1 gone, missing 2: once may be a fault of the blog
//	Settle                      posts: p1, gone, born 1, change 2
//	Changes(1)                  p1, gone: the next index is the one before without it
//
// If /1 comes back as it was, Settle has the kept page read once more, and the post is back with born 3 and change 3.
//
// # Invariants
//
//   - One change counts all: settings.change only grows, and is counted in the transaction that changes the post. So "since change N" misses
//     nothing, and an index that remembers N of this archive (settings.identity) can be continued. A restored archive gets a new identity.
//   - A page that is read with the present version of the extraction has it in reader; NULL means that it has to be read. What a page gave is
//     written with that mark, in one transaction, so that a run that is killed reads it again.
//   - Nothing is ever fetched to answer a question: all that a rebuild needs is here.
//   - What was forgotten is not told by this file: of a post only its id is kept, and Scrub writes the
//     file anew after what was forgotten is deleted.
//   - One process writes (lock.go); readers never wait for it, and a stream of rows holds no connection while its consumer works.
package archive
