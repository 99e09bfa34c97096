// Package crawl finds the pages of one blog and captures them. It starts at the address that the owner gave, reads sitemaps,
// feeds and list pages for links, and hands over each page as it arrives. It does not read posts: whether a page is one, and
// what it says, is for extract.
//
// A run goes: robots.txt and front page (start.go), sitemaps and feeds (listing.go), then the frontier (frontier.go): what the front
// page and the feeds name, what sitemaps name, list pages and links by turns, what the archive has already. Workers (pool.go) ask
// and parse; everything is decided by one goroutine (run.go, page.go), so that no state is shared.
//
// What keeps a run short:
//   - a budget of requests and time; what is left waits for the next run (budget.go);
//   - what has not changed for long is due less and less often, and the due take turns (due.go, again.go);
//   - list pages wait where a sitemap names every post, and a few of them are tried (whole.go);
//   - parameters that number a session are dropped, by name or because they change from answer to answer (session.go);
//   - kinds of addresses that bring nothing new, show no articles, or repeat what others show are closed (frontier.go).
//
// What keeps it from losing posts: a page gives way to another only as long as that one is there (same.go), an address that is not
// there is tried in its other spelling, texts split over pages come together (parts.go), and a page counts as gone only where
// every listing was read to its end. A blog that went wrong as a whole is told with what to do (trouble.go).
package crawl
