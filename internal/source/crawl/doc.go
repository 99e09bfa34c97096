// Package crawl finds the pages of one blog and captures them. It starts at the address that the owner gave, reads sitemaps,
// feeds and list pages for links, and hands over each page as it arrives. It does not read posts: whether a page is one, and
// what it says, is for extract.
package crawl
