package web

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
)

// searchView is the search page.
type searchView struct {
	frame
	Status     string // how many were found
	Total      int
	First      int // number of the first hit
	Hits       []hitView
	Chips      []link
	Sorts      []link
	DidYouMean *link
	Corrected  *corrected
	Relaxed    string // that posts that lack some words are shown, or empty
	Any        *link  // to posts with any of the words, where few have all
	Facets     []facetView
	Hidden     []field // of the form of facets
	Pager      []step
	Nothing    *nothing
	Start      *startView // nil once something is searched
}

// corrected tells that the answer is that of a corrected query, with a link to that of the query as typed.
type corrected struct{ Text, Typed, URL string }

// newCorrected is nil where the query was answered as typed. The filters are told elsewhere.
func newCorrected(f frame, at searchState, c *index.Correction) *corrected {
	if c == nil {
		return nil
	}
	at.verbatim = true
	return &corrected{f.Say("corrected", wordsOf(c.To)), f.Say("verbatim", wordsOf(c.From)), at.url(1)}
}

// wordsOf gives the words of a query as text.
func wordsOf(text string) string {
	q, err := query.Parse(text)
	if err != nil {
		return text
	}
	return q.Words()
}

// relaxed says that posts that lack some words are shown too.
func relaxed(f frame, r *index.Result) string {
	switch {
	case !r.Relaxed:
		return ""
	case r.Strict == 0:
		return f.Say("relaxed")
	}
	return f.Say("relaxed.some", r.Strict)
}

// hitView is a hit on a page.
type hitView struct {
	Post    blog.Post
	URL     string
	Address string // of the post, as people read it, for print
	Title   []index.Span
	Day     *date
	Updated *date
	Author  *link
	Blog    string // empty where there is one blog only
	Section *index.Section
	Excerpt []index.Span
	Code    bool
	Missing []string
	Tags    []link
	Kept    string // where the kept text is; empty when it is not shown
	Image   string // address of the picture beside it; empty for none
	Old     string // that the post is old, and how old

	Sections     []sectionView // that match, where there are several
	Translations []link
	Part         string // which part of which series it is
	Series       *link  // to the other posts of that
}

// sectionView is a section that matches, with a snippet.
type sectionView struct {
	index.Section
	Excerpt []index.Span
}

// searchPage is / and /search: the newest posts, or what was found.
func (s *Server) searchPage(w http.ResponseWriter, r *http.Request) error {
	v, err := s.values(w, r)
	if err != nil {
		return err
	}
	a, err := s.readAsk(v)
	if err != nil {
		return err
	}
	if done, err := s.unchanged(w, r); done || err != nil {
		return err
	}
	f := s.newFrame(w, r)
	a.langs = []string{f.Lang}
	if v.Get("fold") == "" && len(a.query.Values(query.Series)) == 0 {
		a.fold = index.FoldSeries
	}
	a.reader = s.reader(r)
	result, err := s.find(r.Context(), a)
	if err != nil {
		return err
	}
	view := s.newSearchView(f, a, result, s.years(r.Context(), a, result))
	view.Start = s.newStart(r.Context(), view.frame, a, result)
	view.Address = strings.TrimSuffix(s.origin(r), f.Root) + newPlace(f, a).url(a.page)
	if len(result.Hits) == 0 {
		view.Nothing = s.newNothing(r.Context(), view.frame, a, result)
	}
	return show(w, s.pages.search, view)
}

// fewFound is up to how many results a reader is offered more, with any of the words.
const fewFound = 3

func (s *Server) newSearchView(f frame, a ask, r *index.Result, years []index.Value) searchView {
	at := newPlace(f, a)
	f.Query = boxText(a)
	f.Heading = f.Say("start")
	if f.Query != "" {
		f.Heading = f.Say("title", f.Query)
	}
	f.Focus = f.Query == ""
	f.Feed = f.Root + "/search.atom?" + at.sorted(index.ByRelevance).values(1).Encode()
	v := searchView{
		frame: f, Status: status(f, a, r), Total: r.Total, First: (a.page-1)*a.size + 1, Relaxed: relaxed(f, r),
		Chips: chips(f, at), Sorts: sorts(f, at, a), Pager: pager(f, at, a, r.Total),
	}
	if f.Query != "" {
		v.About = f.Say("about.found", r.Total, f.Query, f.Site) + titles(r.Hits)
	}
	v.Facets, v.Hidden = newFacets(f, at, r, newYears(f, at, a, years))
	if c := rangeChip(f, at, a); c != nil {
		v.Chips = append(v.Chips, *c)
	}
	v.Corrected = newCorrected(f, at, r.Corrected)
	if r.DidYouMean != "" {
		v.DidYouMean = &link{Text: r.DidYouMean, URL: f.searchURL(r.DidYouMean)}
	}
	if loose, other := a.query.Any(); other && !r.Relaxed && 0 < r.Total && r.Total <= fewFound {
		v.Any = &link{Text: f.Say("any"), URL: f.searchURL(loose.String())}
	}
	many := len(r.Facets[query.Blog]) > 1
	for _, h := range r.Hits {
		v.Hits = append(v.Hits, s.newHitView(f, h, many))
		if s.Opened != nil {
			v.Hits[len(v.Hits)-1].URL = f.Root + outPath(h, a.query)
		}
	}
	return v
}

// titles lists the first titles for the description of a page.
func titles(hits []index.Hit) string {
	const most = 3
	var list []string
	for _, h := range hits[:min(len(hits), most)] {
		if h.Post.Title != "" {
			list = append(list, h.Post.Title)
		}
	}
	if len(list) == 0 {
		return ""
	}
	return ": " + strings.Join(list, " / ")
}

// status says how many posts were found, and which of them the page shows.
func status(f frame, a ask, r *index.Result) string {
	if first := (a.page-1)*a.size + 1; r.Total > len(r.Hits) && len(r.Hits) > 0 {
		return f.Say("range", r.Total, first, first+len(r.Hits)-1)
	}
	return f.Say("found", r.Total)
}

// boxText is what the box shows: the query as typed, or with the filters of the address written into it.
func boxText(a ask) string {
	typed, err := query.Parse(a.text)
	if err == nil && typed.Equal(a.query) {
		return strings.TrimSpace(a.text)
	}
	return a.query.String()
}

func (s *Server) newHitView(f frame, h index.Hit, manyBlogs bool) hitView {
	v := hitView{
		Post: h.Post, URL: h.Post.URL, Address: readable(h.Post.URL), Title: titleSpans(h), Day: f.date(h.Post.Published), Updated: f.date(h.Post.Updated),
		Section: h.Section, Excerpt: h.Excerpt, Code: h.Code, Missing: h.Missing,
	}
	if h.Section != nil {
		v.URL = h.Section.URL // a hit opens where it matches
	}
	if h.Post.Title == "" {
		v.Title = []index.Span{{Text: h.Post.URL}}
	}
	if s.Images {
		v.Image = h.Post.Image
	}
	if years := s.yearsSince(h); years >= oldYears {
		v.Old = f.Say("old", years)
	}
	if len(h.Sections) > 1 {
		for _, p := range h.Sections {
			v.Sections = append(v.Sections, sectionView{p.Section, p.Excerpt})
		}
	}
	for _, t := range h.Translations {
		v.Translations = append(v.Translations, link{Text: valueName(f, query.Lang, t.Lang), URL: t.URL})
	}
	if in := h.Series; in != nil {
		v.Part = f.Say("part", in.Name, in.Number)
		if in.Count > 1 {
			v.Series = &link{Text: f.Say("inseries", in.Count-1), URL: f.searchURL(one(query.Series, in.Name))}
		}
	}
	if a := h.Post.Author; a != "" {
		v.Author = &link{Text: a, URL: f.searchURL(one(query.Author, a))}
	}
	for _, t := range h.Post.Tags[:min(len(h.Post.Tags), shownTags)] {
		v.Tags = append(v.Tags, link{Text: t, URL: f.searchURL(one(query.Tag, t))})
	}
	if manyBlogs {
		v.Blog = blogName(h.Post.Site)
	}
	if s.KeptPosts {
		v.Kept = f.keptURL(h.Post.ID)
	}
	return v
}

// escaped is a run of percent-encoded bytes that are no ASCII: what else is encoded (a space, a slash) means something else when it is not.
var escaped = regexp.MustCompile(`(?:%[89A-Fa-f][0-9A-Fa-f])+`)

// readable is an address with the letters in it instead of their percent-encoding.
func readable(address string) string {
	return escaped.ReplaceAllStringFunc(address, func(run string) string {
		plain, err := url.PathUnescape(run)
		if err != nil || !utf8.ValidString(plain) || strings.ContainsFunc(plain, func(r rune) bool { return !unicode.IsPrint(r) }) {
			return run
		}
		return plain
	})
}

// shownTags is how many tags a hit shows; some posts have dozens.
const shownTags = 6

// oldYears is from which age on a reader is told it: what a post of that age says of software is seldom still so.
const oldYears = 3

// yearsSince is how many whole years ago a post was last written.
func (s *Server) yearsSince(h index.Hit) int {
	at := h.Post.Published
	if h.Post.Updated.After(at) {
		at = h.Post.Updated
	}
	if at.IsZero() {
		return 0
	}
	now := s.Clock()
	years := now.Year() - at.Year()
	if now.YearDay() < at.YearDay() {
		years--
	}
	return years
}

// one is the query for a single value of a field.
func one(f query.Field, value string) string { return query.Query{}.With(f, value).String() }

// blogName is the address of a blog as people say it.
func blogName(site string) string {
	_, rest, found := strings.Cut(site, "://")
	if !found {
		return site
	}
	return strings.TrimSuffix(rest, "/")
}

func chips(f frame, at searchState) []link {
	var list []link
	for _, name := range facets {
		for _, value := range at.chosen[name] {
			text := f.Say(string(name)) + ": " + valueName(f, name, value)
			list = append(list, link{Text: text, URL: at.without(name, value).url(1)})
		}
	}
	return list
}

func sorts(f frame, at searchState, a ask) []link {
	orders := []index.Sort{index.ByRelevance, index.Newest, index.Oldest}
	names := []string{"relevance", "newest", "oldest"}
	if !a.query.HasWords() { // without words relevance means newest
		orders, names = orders[1:], names[1:]
		if a.sort == index.ByRelevance {
			a.sort = index.Newest
		}
	}
	var list []link
	for i, by := range orders {
		list = append(list, link{Text: f.Say(names[i]), URL: at.sorted(by).url(1), On: a.sort == by})
	}
	return list
}
