package ingest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
)

// Counts is what a run did, for one blog or all. New, changed and gone are posts, against the live index.
type Counts struct {
	Discovered int            `json:"discovered"`          // addresses that may be posts
	Fetched    int            `json:"fetched"`             // of these, with a body that is new or differs
	Unchanged  int            `json:"unchanged"`           // of these, as they were
	Missing    int            `json:"missing"`             // of these, that the blog does not have, or no longer
	Lists      int            `json:"lists"`               // list pages, feeds and sitemaps
	Skipped    int            `json:"skipped"`             // left out without loss: forbidden by the blog, or no post
	Forgotten  int            `json:"forgotten,omitempty"` // of the skipped, that the owner had forgotten
	Excluded   int            `json:"excluded,omitempty"`  // posts that the owner's rules do not publish
	LeftOut    map[string]int `json:"left_out,omitempty"`  // of the skipped: how many for which reason
	New        int            `json:"new"`
	Changed    int            `json:"changed"`
	Gone       int            `json:"gone"`
	Posts      int            `json:"posts"` // that belong in the index
	Yields     Yields         `json:"yields"`
	Passed     []Passed       `json:"passed"`          // real losses: could not be fetched or read
	Notes      []string       `json:"notes,omitempty"` // what the owner should know of a source as a whole: its kind, fields that nobody knows

	Waiting  int       `json:"waiting,omitempty"`  // found, and left for the next run, for the budget of this one was used up
	Warnings []string  `json:"warnings,omitempty"` // what went wrong with a blog as a whole, with what to do
	GaveWay  []GaveWay `json:"gave_way,omitempty"` // pages left out for another that is the same, the first of them
}

// GaveWay is a page that was left out because another one is the same.
type GaveWay struct {
	URL    string `json:"url"`
	To     string `json:"to"`
	Reason string `json:"reason"`
}

// maxGaveWay is how many pages a report names that gave way; a template that links every post in three ways makes thousands.
const maxGaveWay = 1000

// Yields is the share of posts, from 0 to 1, in which a field was found.
type Yields struct {
	Title     float64 `json:"title"`
	Author    float64 `json:"author"`
	Published float64 `json:"published"`
	Tags      float64 `json:"tags"`
	Body      float64 `json:"body"`
}

// Passed is an address that was passed over, and why.
type Passed struct {
	URL    string `json:"url"`
	Reason string `json:"reason"`
}

// SiteReport is what a run did for one blog.
type SiteReport struct {
	Site    string `json:"site"`
	Unnamed int    `json:"unnamed,omitempty"` // posts of the blog that this import did not name; they stay
	Counts

	failed  error // what ended its collection
	tallied archive.Tally
}

// Report is what a run did. The counts at its top are those of all blogs together.
type Report struct {
	Started    time.Time     `json:"started"`
	Took       float64       `json:"took"` // seconds
	Phases     []Phase       `json:"phases,omitempty"`
	Generation string        `json:"generation"` // the live one after the run, empty when there is none
	Published  bool          `json:"published"`
	Held       string        `json:"held,omitempty"`   // the generation that was built and waits for approval
	Review     *Review       `json:"review,omitempty"` // what is different in it
	UpToDate   bool          `json:"up_to_date"`       // there was nothing to build
	DryRun     bool          `json:"dry_run"`
	Refused    []string      `json:"refused,omitempty"` // what the guards object to
	Error      string        `json:"error,omitempty"`
	Samples    []Sample      `json:"samples,omitempty"` // of a dry run: some of the posts as they would be published
	Sites      []*SiteReport `json:"sites"`
	Counts

	sites map[string]*SiteReport
}

func newReport(start time.Time, dry bool) *Report {
	return &Report{Started: start, DryRun: dry, Sites: []*SiteReport{}, Counts: Counts{Passed: []Passed{}}, sites: map[string]*SiteReport{}}
}

// site gives the report of the blog, making it where it is not there yet.
func (r *Report) site(url string) *SiteReport {
	s := r.sites[url]
	if s == nil {
		s = &SiteReport{Site: url, Counts: Counts{Passed: []Passed{}}}
		r.sites[url] = s
		r.Sites = append(r.Sites, s)
		slices.SortFunc(r.Sites, func(a, b *SiteReport) int { return strings.Compare(a.Site, b.Site) })
	}
	return s
}

// count takes in one capture.
func (s *SiteReport) count(c blog.Capture) {
	v := c.Visit
	switch {
	case v.Outcome == blog.Waiting:
		s.Waiting++
		return
	case v.Role != blog.RolePage && v.Outcome == blog.Gone:
		return // a sitemap or feed that was looked for in vain, a list that is no more
	case v.Outcome == blog.Passed && v.Excluded:
		s.Skipped++
		s.leave(v)
		if v.Final != "" && v.Role == blog.RolePage && len(s.GaveWay) < maxGaveWay {
			s.GaveWay = append(s.GaveWay, GaveWay{v.URL, v.Final, v.Reason})
		}
	case v.Outcome == blog.Passed:
		url := v.URL
		if url == "" {
			url = v.Found // an entry of an import that has no address
		}
		s.pass(url, v.Reason)
	}
	if v.Role != blog.RolePage {
		s.Lists++
		return
	}
	s.Discovered++
	switch v.Outcome {
	case blog.Fetched:
		s.Fetched++
	case blog.Unchanged:
		s.Unchanged++
	case blog.Gone:
		s.Missing++
	}
}

// maxReasons is how many reasons for leaving something out are told apart.
const maxReasons = 20

// leave counts why something was left out, without what is different each time.
func (s *SiteReport) leave(v blog.Visit) {
	reason := strings.TrimPrefix(v.Reason, v.Found+": ")
	reason, _, _ = strings.Cut(reason, " of http")
	if s.LeftOut == nil {
		s.LeftOut = map[string]int{}
	}
	if _, known := s.LeftOut[reason]; !known && len(s.LeftOut) >= maxReasons {
		reason = "other reasons"
	}
	s.LeftOut[reason]++
}

// maxNotes is how many notes of one blog are kept; whoever reads more than that reads none.
const maxNotes = 100

// note takes in what the owner should know of the blog.
func (s *SiteReport) note(format string, args ...any) {
	switch n := len(s.Notes); {
	case n < maxNotes:
		s.Notes = append(s.Notes, fmt.Sprintf(format, args...))
	case n == maxNotes:
		s.Notes = append(s.Notes, "and more of the kind")
	}
}

func (s *SiteReport) fail(site string, err error) {
	s.failed = err
	s.pass(site, err.Error())
}

func (s *SiteReport) pass(url, reason string) {
	s.Passed = append(s.Passed, Passed{URL: url, Reason: reason})
}

// missed takes in the posts that the index lacks because it would not find them.
func (r *Report) missed(list []blog.Missed) {
	for _, m := range list {
		s := r.site(m.Site)
		s.Posts--
		s.pass(m.URL, "left out of the index: "+m.Reason)
	}
}

// tally takes in what the archive counts for the blog.
func (s *SiteReport) tally(t archive.Tally) {
	s.tallied = t
	s.New, s.Changed, s.Gone, s.Posts, s.Yields = t.New, t.Changed, t.Gone, t.Posts, YieldsOf(t)
}

// sum adds up the blogs.
func (r *Report) sum() {
	var all archive.Tally
	c := Counts{Passed: []Passed{}}
	for _, s := range r.Sites {
		c.Discovered += s.Discovered
		c.Fetched += s.Fetched
		c.Unchanged += s.Unchanged
		c.Missing += s.Missing
		c.Lists += s.Lists
		c.Skipped += s.Skipped
		for reason, n := range s.LeftOut {
			if c.LeftOut == nil {
				c.LeftOut = map[string]int{}
			}
			c.LeftOut[reason] += n
		}
		c.Forgotten += s.Forgotten
		c.Excluded += s.Excluded
		c.New += s.New
		c.Changed += s.Changed
		c.Gone += s.Gone
		c.Posts += s.Posts
		c.Passed = append(c.Passed, s.Passed...)
		c.Notes = append(c.Notes, s.Notes...)
		c.Waiting += s.Waiting
		c.Warnings = append(c.Warnings, s.Warnings...)
		c.GaveWay = append(c.GaveWay, s.GaveWay...)
		all.Posts += s.tallied.Posts
		all.Title += s.tallied.Title
		all.Author += s.tallied.Author
		all.Published += s.tallied.Published
		all.Tags += s.tallied.Tags
		all.Body += s.tallied.Body
	}
	c.Yields = YieldsOf(all)
	r.Counts = c
}

// YieldsOf gives the shares that a tally comes to.
func YieldsOf(t archive.Tally) Yields {
	return Yields{
		Title: share(t.Title, t.Posts), Author: share(t.Author, t.Posts), Published: share(t.Published, t.Posts),
		Tags: share(t.Tags, t.Posts), Body: share(t.Body, t.Posts),
	}
}
