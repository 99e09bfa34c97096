package blog

import "time"

// Role says what a visited URL is to its blog.
type Role string

// The roles of a URL.
const (
	RolePage    Role = "page"    // may be a post
	RoleList    Role = "list"    // gives links only: front page, archive, tag page
	RoleFeed    Role = "feed"    // Atom, RSS, RDF, JSON Feed
	RoleSitemap Role = "sitemap" // sitemap or sitemap index
	RoleRobots  Role = "robots"
)

// Outcome says how asking for a URL ended.
type Outcome string

// The outcomes of a visit.
const (
	Fetched   Outcome = "fetched"   // a body arrived that differs from the kept one
	Unchanged Outcome = "unchanged" // 304, or the same bytes again
	Gone      Outcome = "gone"      // 404 or 410, or absent from every listing; see Visit.Missing
	Passed    Outcome = "passed"    // passed over; Reason says why
	Waiting   Outcome = "waiting"   // found, and not asked for yet: the run's budget was used up
)

// Visit is what happened when a URL was last asked for. The archive keeps one for each URL, so that the next run can ask
// conditionally and notice what is gone.
type Visit struct {
	URL          string
	Site         string
	Role         Role
	Outcome      Outcome
	Status       int       // HTTP status, 0 when no answer came
	At           time.Time // when it was asked for
	Since        time.Time // since when asking has had the same result; the archive knows, whoever asks leaves it empty
	ETag         string    // verbatim
	LastModified string    // verbatim
	Hash         string    // hex SHA-256 of the decoded body; of an entry of an export, with what the export knew
	Final        string    // the address after redirects, where it differs; of a page that gave way to another, that one
	Reason       string    // why it was passed over, for the owner: one sentence, lower case
	Excluded     bool      // passed over without loss: the blog forbids it (robots, noindex), no HTML, or a second address of one post
	Found        string    // where the URL was discovered: the address of a sitemap, feed or list page, or "start"
	Missing      int       // runs in a row in which it was gone
}

// Capture is what a source hands over for one URL: the visit always, the page where a body is worth keeping. Bodies of list
// pages, feeds and sitemaps are captured too, so that a 304 on the next run still gives their links; only RolePage is extracted.
type Capture struct {
	Page  *Page // nil unless Visit.Outcome is Fetched
	Visit Visit
	Note  string // what the owner should know of the source as a whole, one sentence; such a capture has neither page nor visit
	Alarm bool   // the note tells that something went wrong
}
