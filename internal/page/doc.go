// Package page reads what a page of HTML says of itself without being understood as a text: its canonical address, feeds and links,
// its meta elements and JSON-LD, what its markup and its address say about being a post or a list, and the table of platforms. It
// is for the crawler, which sorts pages, and for the extraction, which reads posts; it extracts nothing itself.
//
// A sign is what the whole page claims; a blog's template may claim the same on every page, so whoever sees more than one page
// (crawl, ingest) must not take a constant of the site for evidence about one of its pages.
package page
