package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/lexicon"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/web"
)

// searchFlags are the flags of search.
type searchFlags struct {
	json       bool
	sort       string
	page, size int
	verbatim   bool
	opening    time.Duration // how long it took until the first search could begin
}

func (a *app) searchCommand() *cobra.Command {
	var f searchFlags
	c := &cobra.Command{
		Use:   "search QUERY",
		Short: "Search in the terminal",
		Long: `Search in the terminal, in the query language of the page.

Exit codes: 0 answered, also when nothing was found; 1 no index; 2 wrong usage.`,
		Example: `  fumikura search コンテナ 監視
  fumikura search 'tag:旅行 after:2016 "docker build"' --json`,
		Args: atLeast(1, "a query"),
		RunE: withContext(func(ctx context.Context, args []string) error {
			began := time.Now()
			if a.getenv("GOGC") == "" { // the process ends before much could be collected; a third of the time until then was collecting
				debug.SetGCPercent(400)
			}
			go lexicon.Load() // while the index is opened
			return a.withEngine(ctx, func(e engine) error {
				lexicon.Load() // it is part of opening, and not of the first search
				f.opening = time.Since(began)
				return a.search(ctx, e, strings.Join(args, " "), f)
			})
		}),
	}
	c.Flags().BoolVar(&f.json, "json", false, "print the answer of the JSON API")
	c.Flags().StringVar(&f.sort, "sort", "relevance", "relevance, newest or oldest")
	c.Flags().IntVar(&f.page, "page", 1, "page of the results, from 1")
	c.Flags().IntVar(&f.size, "size", 10, "results on a page, 1 to 100")
	c.Flags().BoolVar(&f.verbatim, "verbatim", false, "answer the query as typed, without a correction")
	return c
}

func (a *app) search(ctx context.Context, e index.Engine, text string, f searchFlags) error {
	if f.json {
		return a.searchJSON(ctx, e, text, f)
	}
	q, err := query.Parse(text)
	if err != nil {
		return fmt.Errorf("query: %w", err)
	}
	if !oneOf(f.sort, "relevance", string(index.Newest), string(index.Oldest)) {
		return fmt.Errorf("%w: --sort is %q; it may be relevance, newest or oldest", blog.ErrUsage, f.sort)
	}
	if f.page < 1 || f.size < 1 || f.size > 100 {
		return fmt.Errorf("%w: --page is from 1, --size from 1 to 100", blog.ErrUsage)
	}
	order := index.Sort(f.sort)
	if f.sort == "relevance" {
		order = index.ByRelevance
	}
	r, err := e.Search(ctx, index.Request{Query: q, Sort: order, Page: f.page, Size: f.size, Verbatim: f.verbatim})
	if err != nil {
		return fmt.Errorf("search %q: %w", text, err)
	}
	return a.printHits(r, (f.page-1)*f.size, f.opening)
}

// searchJSON asks the JSON API itself, so that there is one form of the answer.
func (a *app) searchJSON(ctx context.Context, e index.Engine, text string, f searchFlags) error {
	server, err := web.New(web.Options{Engine: e, Log: a.log(false), Patient: true})
	if err != nil {
		return err
	}
	params := url.Values{"q": {text}, "sort": {f.sort}, "page": {strconv.Itoa(f.page)}, "size": {strconv.Itoa(f.size)}}
	if f.verbatim {
		params.Set("verbatim", "1")
	}
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/api/v1/search?"+params.Encode(), nil)
	w := httptest.NewRecorder()
	server.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		return apiError(w)
	}
	_, err = w.Body.WriteTo(a.stdout)
	return err
}

// apiError gives back as an error what the API answered as a problem.
func apiError(w *httptest.ResponseRecorder) error {
	var p struct{ Title, Detail string }
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		return fmt.Errorf("the search answered %d", w.Code)
	}
	err := fmt.Errorf("%s: %s", p.Title, p.Detail)
	if w.Code == http.StatusBadRequest {
		return fmt.Errorf("%w: %w", blog.ErrUsage, err)
	}
	return err
}

func (a *app) printHits(r *index.Result, before int, opening time.Duration) error {
	w := bufio.NewWriter(a.stdout)
	colour := terminal(a.stdout) && a.getenv("NO_COLOR") == ""
	for i, h := range r.Hits {
		fmt.Fprintf(w, "%d. %s\n   %s\n", before+i+1, painted(h.Title, colour), visible(h.Post.URL))
		if line := about(&h.Post); line != "" {
			fmt.Fprintf(w, "   %s\n", visible(line))
		}
		if text := painted(h.Excerpt, colour); text != "" {
			fmt.Fprintf(w, "   %s\n", strings.ReplaceAll(text, "\n", "\n   "))
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintf(w, "%s in %.1f ms; opening the index took %.0f ms\n", counted(r.Total, "post"), milliseconds(r.Took), milliseconds(opening))
	if r.Relaxed {
		fmt.Fprintf(w, "%s all of the words; the others lack some.\n", having(r.Strict))
	}
	if c := r.Corrected; c != nil {
		fmt.Fprintf(w, "These are the results for: %s\nTo search for %s itself, add --verbatim.\n", strings.Map(printable, c.To), strings.Map(printable, c.From))
	}
	if r.DidYouMean != "" {
		fmt.Fprintf(w, "Did you mean: %s\n", visible(r.DidYouMean))
	}
	return w.Flush()
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

func about(p *blog.Post) string {
	var parts []string
	if !p.Published.IsZero() {
		parts = append(parts, p.Published.Format("2006-01-02"))
	}
	if p.Author != "" {
		parts = append(parts, p.Author)
	}
	for _, t := range p.Tags {
		parts = append(parts, "#"+t)
	}
	return strings.Join(parts, "  ")
}

// having begins a sentence on how many posts have something.
func having(n int) string {
	switch n {
	case 0:
		return "No post has"
	case 1:
		return "One post has"
	}
	return fmt.Sprintf("%d posts have", n)
}

// painted is the text of spans, matches in bold on a terminal and between brackets elsewhere. Control characters of a post
// must not reach a terminal.
func painted(spans []index.Span, colour bool) string {
	open, end := "[", "]"
	if colour {
		open, end = "\x1b[1;33m", "\x1b[0m"
	}
	var b strings.Builder
	for _, s := range spans {
		text := strings.Map(printable, s.Text)
		if s.Match {
			text = open + text + end
		}
		b.WriteString(text)
	}
	return b.String()
}

func printable(r rune) rune {
	if r != '\n' && r != '\t' && (r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069) {
		return ' '
	}
	return r
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
