package web

import (
	"fmt"
	"html"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
)

// searchAnswer is the answer to a search, as the contract has it. Lists are never null.
type searchAnswer struct {
	Query      queryAnswer                   `json:"query"`
	Total      int                           `json:"total"`
	Page       int                           `json:"page"`
	Size       int                           `json:"size"`
	Pages      int                           `json:"pages"`
	Strict     int                           `json:"strict"` // of total, those with all words
	Relaxed    bool                          `json:"relaxed"`
	Hits       []hit                         `json:"hits"`
	Facets     map[query.Field][]index.Value `json:"facets"`
	DidYouMean *string                       `json:"did_you_mean"`
	Corrected  *index.Correction             `json:"corrected"`
	TookMS     float64                       `json:"took_ms"`
	Generation string                        `json:"generation"`

	Suggestions []suggestion `json:"suggestions,omitzero"` // where they were asked for
	Warnings    []string     `json:"warnings,omitempty"`   // what is missing in this answer, and why
}

// queryAnswer is a query as typed and as understood.
type queryAnswer struct {
	Text       string `json:"text"`
	Understood string `json:"understood"`
}

// postFields is what is known of a post without its text.
type postFields struct {
	ID        blog.ID    `json:"id"`
	URL       string     `json:"url"`
	Title     string     `json:"title"`
	Author    string     `json:"author"`
	Tags      []string   `json:"tags"`
	Published *time.Time `json:"published"`
	Updated   *time.Time `json:"updated"`
	Lang      string     `json:"lang"`
	Blog      string     `json:"blog"`
	Image     *string    `json:"image"`
}

// hit is a found post. Section, Sections, Code and Missing help a program to show why.
type hit struct {
	postFields
	TitleHTML    string              `json:"title_html"`
	SnippetHTML  string              `json:"snippet_html"`
	Score        float64             `json:"score"`
	Section      *index.Section      `json:"section"`
	Sections     []passage           `json:"sections"`
	Code         bool                `json:"code"`
	Missing      []string            `json:"missing"`
	Series       *index.Series       `json:"series"`
	Translations []index.Translation `json:"translations"`
	Open         string              `json:"open,omitempty"` // leads to the post and counts that; empty where openings are not counted
}

// passage is a section that matches, with a snippet of it.
type passage struct {
	index.Section
	SnippetHTML string `json:"snippet_html"`
}

// postAnswer is a post with its text.
type postAnswer struct {
	postFields
	Blocks []blog.Block `json:"blocks"`
	Marked []string     `json:"marked_html"` // the text of each block with what a query finds marked, where one was given
}

// suggestion is a completion; URL is null where Kind is not post.
type suggestion struct {
	Text string  `json:"text"`
	Kind string  `json:"kind"`
	URL  *string `json:"url"`
}

func newSearchAnswer(a ask, r *index.Result) searchAnswer {
	f := searchAnswer{
		Query: queryAnswer{Text: a.text, Understood: a.query.String()},
		Total: r.Total, Strict: r.Strict, Page: a.page, Size: a.size, Pages: (r.Total + a.size - 1) / a.size,
		Relaxed: r.Relaxed, Hits: newHits(r.Hits), Facets: map[query.Field][]index.Value{},
		DidYouMean: given(r.DidYouMean), Corrected: r.Corrected, TookMS: float64(r.Took.Microseconds()) / 1000, Generation: r.Generation,
	}
	for _, name := range facets {
		f.Facets[name] = append([]index.Value{}, r.Facets[name]...)
	}
	return f
}

func newHits(list []index.Hit) []hit {
	hits := make([]hit, 0, len(list))
	for _, h := range list {
		out := hit{
			postFields: newAbout(&h.Post), TitleHTML: markHTML(titleSpans(h)), SnippetHTML: markHTML(h.Excerpt),
			Score: h.Score, Section: h.Section, Sections: []passage{}, Code: h.Code, Missing: append([]string{}, h.Missing...),
			Series: h.Series, Translations: append([]index.Translation{}, h.Translations...),
		}
		for _, p := range h.Sections {
			p.Section.URL = address(p.Section.URL)
			out.Sections = append(out.Sections, passage{p.Section, markHTML(p.Excerpt)})
		}
		if h.Section != nil {
			out.Section = &index.Section{Title: h.Section.Title, URL: address(h.Section.URL)}
		}
		for i := range out.Translations {
			out.Translations[i].URL = address(out.Translations[i].URL)
		}
		if math.IsNaN(h.Score) || math.IsInf(h.Score, 0) { // JSON has no such numbers
			out.Score = 0
		}
		hits = append(hits, out)
	}
	return hits
}

func newAbout(p *blog.Post) postFields {
	return postFields{
		ID: p.ID, URL: address(p.URL), Title: p.Title, Author: p.Author, Tags: append([]string{}, p.Tags...),
		Published: known(p.Published), Updated: known(p.Updated), Lang: p.Lang, Blog: p.Site, Image: given(address(p.Image)),
	}
}

// newPostAnswer leaves the text out where the server keeps that to itself.
func newPostAnswer(p *blog.Post, marks []index.Mark, marked, withText bool) postAnswer {
	w := postAnswer{postFields: newAbout(p), Blocks: []blog.Block{}, Marked: []string{}}
	if !withText {
		return w
	}
	w.Blocks = append(w.Blocks, p.Blocks...)
	if marked {
		for _, b := range markBlocks(p.Blocks, marks) {
			w.Marked = append(w.Marked, markHTML(b.Spans))
		}
	}
	return w
}

// given is the text, nil where there is none.
func given(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func newSuggestions(list []index.Suggestion) []suggestion {
	out := make([]suggestion, 0, len(list))
	for _, s := range list {
		out = append(out, suggestion{Text: s.Text, Kind: s.Kind, URL: given(address(s.URL))})
	}
	return out
}

// address writes an address as every program takes it: percent-encoded, without the port that its scheme has anyway or that no host has,
// and without a user and a password, which are nobody's but the owner's.
func address(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || u.Host == "" {
		return raw
	}
	u.User = nil
	n, err := strconv.Atoi(u.Port())
	if err != nil || n < 1 || n > math.MaxUint16 || u.Scheme == "http" && n == 80 || u.Scheme == "https" && n == 443 {
		u.Host = strings.TrimSuffix(u.Host, ":"+u.Port())
	}
	var query strings.Builder
	for i := range len(u.RawQuery) {
		if c := u.RawQuery[i]; c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>\\^`{|}", c) >= 0 {
			fmt.Fprintf(&query, "%%%02X", c)
		} else {
			query.WriteByte(c)
		}
	}
	u.RawQuery = query.String()
	return u.String()
}

// known drops a time that nobody knows. Fractions of a second are no part of when a post was published.
func known(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.Truncate(time.Second)
	return &t
}

// titleSpans gives the marked title, or the plain one where the engine marked nothing.
func titleSpans(h index.Hit) []index.Span {
	if len(h.Title) == 0 {
		return []index.Span{{Text: h.Post.Title}}
	}
	return h.Title
}

// markHTML writes spans as HTML in which <mark> is the only markup.
func markHTML(spans []index.Span) string {
	var b strings.Builder
	for _, s := range spans {
		text := html.EscapeString(strings.ToValidUTF8(s.Text, "\uFFFD"))
		if s.Match {
			text = "<mark>" + text + "</mark>"
		}
		b.WriteString(text)
	}
	return b.String()
}
