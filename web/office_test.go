package web_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/replay"
	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/ingest"
	"github.com/fumikura/fumikura/web/desk"
)

// office is what a desk is handed, with a small blog in it.
type office struct {
	engine *fake

	mu        sync.Mutex
	jobs      []desk.Job
	work      desk.Work
	dismissed []string
	rules     []string // the text of each revision
	review    desk.Review
}

const (
	sampleBlog = "https://blog.example.com/"
	samplePost = "https://blog.example.com/entry/1"
)

func (o *office) State(context.Context) (*desk.State, error) {
	at := time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)
	lost := []ingest.Passed{{URL: "https://blog.example.com/entry/99", Reason: "status 500 after three tries"}, {URL: "https://blog.example.com/entry/98", Reason: "it has 6000000 bytes"}}
	site := &ingest.SiteReport{Site: sampleBlog, Counts: ingest.Counts{Discovered: 44, Fetched: 42, Posts: 42, Passed: lost, LeftOut: map[string]int{"robots.txt forbids it": 3}, Skipped: 3,
		Warnings: []string{"9 of 42 posts have no text"}, GaveWay: []ingest.GaveWay{{URL: "https://blog.example.com/entry/1?a=b", To: samplePost}}, Notes: []string{"the blog is of Hatena"}}}
	good := &ingest.Report{Started: at, Took: 12.4, Phases: []ingest.Phase{{Name: "collect", Seconds: 9.1}, {Name: "read", Seconds: 2}, {Name: "build", Seconds: 1.1}, {Name: "verify", Seconds: 0.1}, {Name: "publish", Seconds: 0.1}}, Generation: "20240501-120000-ab12", Published: true, Counts: site.Counts, Sites: []*ingest.SiteReport{site}}
	bad := &ingest.Report{Started: at.Add(-time.Hour), Took: 300, Error: "the blog has lost 30 of its 42 posts; --force publishes all the same"}
	return &desk.State{Live: "20240501-120000-ab12", Built: at, Posts: 42, Analyzer: "3.4", Pending: true,
		Generations: []desk.Generation{{ID: "20240501-120000-ab12", Live: true, Built: at, Posts: 42, Bytes: 1 << 20}, {ID: "20240401-120000-cd34", Built: at, Posts: 40, Bytes: 1 << 20},
			{ID: "20240301-120000-ef56", Damaged: "checksum of 00a.zap"}},
		Runs: []desk.Run{{At: at, Report: good}, {At: at.Add(-time.Hour), Report: bad}}}, nil
}

func (o *office) Blogs(context.Context) ([]desk.Blog, error) {
	return []desk.Blog{
		{URL: sampleBlog, Name: "例の開発ブログ", Posts: 42, Pages: 44, Remembered: true, Asked: time.Now().Add(-3 * time.Hour), Yields: []desk.Yield{
			{Field: "title", Share: 1, Before: 1}, {Field: "author", Share: 0.74, Before: 0.99, Lacking: []string{samplePost, "https://blog.example.com/entry/3"}},
			{Field: "published", Share: 1, Before: -1}, {Field: "tags", Share: 0.4, Before: 0.4}, {Field: "body", Share: 0.98, Before: 0.98}},
			Settings: []desk.Setting{{Name: "basic_auth", Value: "••••••"}, {Name: "lang", Value: "ja"}},
			Theme:    []string{"author: in .byline, seen to say what the feed says on 38 of 40 posts"},
			Lost:     []desk.Loss{{URL: "https://blog.example.com/entry/77", Reason: "no body"}},
			Facets:   []desk.Facet{{Name: "tag", Values: []index.Value{{Value: "Docker", Count: 12}, {Value: "検索", Count: 9}}}, {Name: "year", Values: []index.Value{{Value: "2024", Count: 4}}}}},
		{URL: "https://news.example.com/", Posts: 3, Yields: []desk.Yield{{Field: "title", Share: 1, Before: -1}}},
	}, nil
}

func (o *office) Blog(ctx context.Context, url string) (*desk.Blog, error) {
	list, err := o.Blogs(ctx)
	for i := range list {
		if list[i].URL == url {
			return &list[i], err
		}
	}
	return nil, fmt.Errorf("%s is no blog of this archive: %w", url, blog.ErrNotFound)
}

func (o *office) Search(ctx context.Context, text string, page int) (*index.Result, error) {
	q, err := query.Parse(text)
	if err != nil {
		return nil, err
	}
	return o.engine.Search(ctx, index.Request{Query: q, Page: page, Size: 20})
}

func (o *office) Seen(_ context.Context, address string) (*desk.Seen, error) {
	for _, p := range o.engine.posts {
		if p.URL == address {
			return &desk.Seen{URL: address, Post: p, Indexed: true, Visit: &blog.Visit{At: p.Published, Outcome: blog.Fetched, Status: 200}, Recipe: "hatena",
				Fields: []desk.Field{{Name: "title", Source: "theme h1", Value: p.Title}, {Name: "author", Source: "JSON-LD", Value: p.Author}},
				Tokens: []desk.Tokens{{Text: p.Title, Terms: []string{"全文", "検索", "運用"}}, {Kind: blog.Code, Text: "docker build --no-cache .", Terms: []string{"docker", "build"}}}, Cut: true}, nil
		}
	}
	return nil, fmt.Errorf("nothing is known of %s: %w", address, blog.ErrNotFound)
}

func (o *office) Steps(context.Context, string, string) ([]desk.Step, error) {
	return []desk.Step{{Step: "allowed", OK: true, Verdict: "robots.txt allows it"}, {Step: "discovered", OK: true, Verdict: "found in https://blog.example.com/sitemap.xml"},
		{Step: "found", Verdict: "not by this query", Details: []string{"it does not have: ペンギン"}, Next: "use other words, or fewer"}}, nil
}

func (o *office) WouldGo(_ context.Context, address string) (*archive.Forgetting, error) {
	return &archive.Forgetting{Posts: []archive.PostTitle{{URL: address, Title: "全文検索を運用して"}}, Pages: 2, Shared: []string{"https://blog.example.com/2024"}}, nil
}

func (o *office) Start(_ context.Context, j desk.Job) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.work.Running() {
		return fmt.Errorf("a %s is under way: %w", o.work.Kind, blog.ErrUnavailable)
	}
	o.jobs = append(o.jobs, j)
	o.work = desk.Work{Job: j, State: "running", Started: time.Now(), Progress: desk.Progress{Phase: "read", Done: 3, Total: 12}}
	return nil
}

func (o *office) Latest() desk.Work {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.work
}

// end ends the job that runs.
func (o *office) end() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.work.State, o.work.Finished, o.work.Message = "done", time.Now(), "Published 42 posts as generation g2 in 1.0 s."
}

// started are the jobs that were started.
func (o *office) started() []desk.Job {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]desk.Job{}, o.jobs...)
}

func (o *office) Queries(context.Context) (*desk.Asked, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	now := time.Now()
	a := &desk.Asked{Since: now.AddDate(0, 0, -90), Readers: 3, Rare: 77, Times: 1234, Nothing: 56, Dismissed: append([]string{}, o.dismissed...),
		Top: []desk.Query{{Text: "コンテナ", Others: []string{"こんてな"}, Times: 300, Last: now.Add(-time.Hour), Finds: 7}, {Text: "penguin", Times: 12, Nothing: 12, Last: now.Add(-50 * time.Hour)}}}
	for _, q := range []desk.Query{{Text: "こんてーな", Others: []string{"コンテーナ"}, Times: 9, Nothing: 9, Last: now, Instead: "コンテナ", Finds: 7},
		{Text: "全文検索", Times: 4, Nothing: 1, Last: now, Instead: "全文検索", Finds: 7}, {Text: "penguin", Times: 12, Nothing: 12, Last: now}} {
		if !slices.Contains(o.dismissed, q.Text) {
			a.Inbox = append(a.Inbox, q)
		}
	}
	return a, nil
}

func (o *office) Dismiss(_ context.Context, q string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.work.Running() {
		return fmt.Errorf("the archive is in use: %w", blog.ErrUnavailable)
	}
	o.dismissed = append(o.dismissed, q)
	return nil
}

func (o *office) Recall(_ context.Context, q string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.dismissed = slices.DeleteFunc(o.dismissed, func(d string) bool { return d == q })
	return nil
}

func (o *office) Held(context.Context) (*desk.Held, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	h := &desk.Held{}
	for i, text := range o.rules {
		h.Number, h.Text = int64(i+1), text
		h.History = append([]desk.Revision{{Number: h.Number, At: time.Date(2024, 5, i+1, 12, 0, 0, 0, time.UTC), Note: "なぜ", Undo: i > 0 && text == "", Of: h.Number - 2}}, h.History...)
	}
	return h, nil
}

func (o *office) Text(_ context.Context, n int64) (string, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if n < 1 || n > int64(len(o.rules)) {
		return "", blog.ErrNotFound
	}
	return o.rules[n-1], nil
}

func (o *office) Apply(_ context.Context, since int64, text, _ string) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if strings.Contains(text, "wrong") {
		return fmt.Errorf("rules: line 1: there is no key wrong: %w", blog.ErrUsage)
	}
	if since != int64(len(o.rules)) {
		return fmt.Errorf("they were changed meanwhile: %w", blog.ErrUnavailable)
	}
	o.rules = append(o.rules, text)
	return nil
}

func (o *office) Undo(context.Context) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.rules) == 0 {
		return blog.ErrNotFound
	}
	o.rules = append(o.rules, "")
	return nil
}

// Chosen reads the changes, which are what the rules of this office are.
func (o *office) Chosen(_ context.Context, q string) (*desk.Chosen, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	c := &desk.Chosen{}
	for _, text := range o.rules {
		switch f := strings.Fields(text); {
		case len(f) != 3 || f[1] != q:
		case f[0] == "pin":
			c.Pins = append(c.Pins, desk.Pick{URL: f[2], Title: "採用について"})
		case f[0] == "hide":
			c.Hides = append(c.Hides, desk.Pick{URL: f[2]})
		case f[0] == "synonym":
			c.Synonyms = append(c.Synonyms, q+", "+f[2])
		}
	}
	return c, nil
}

func (o *office) Draft(_ context.Context, c desk.Change) (string, int64, string, error) {
	return "synonyms = [\"" + c.Query + ", " + c.Value + "\"]\n", 2, "synonym", nil
}

func (o *office) Change(_ context.Context, c desk.Change) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.rules = append(o.rules, strings.TrimSpace(strings.Join(append([]string{c.Kind, c.Query, c.Value}, c.Others...), " ")))
	return nil
}

func (o *office) Preview(_ context.Context, text string) (*desk.Preview, error) {
	if strings.Contains(text, "wrong") {
		return nil, fmt.Errorf("rules: line 1: there is no key wrong: %w", blog.ErrUsage)
	}
	return &desk.Preview{Lines: []string{"- Go = [\"golang\"]", "+ Go = [\"golang\", \"Go言語\"]"}, Count: 25, Unknown: []string{"https://blog.example.com/gone"},
		Posts: []desk.PostChange{{URL: samplePost, Title: "全文検索を運用して", What: "tags golang → Go"}},
		Replay: &replay.Report{Asked: 50, Same: 49, Moved: []replay.Moved{{Query: "採用", Before: 3, After: 4, FirstMoved: true,
			Hits: []replay.Hit{{URL: samplePost, Title: "採用について", Before: 0, After: 1}, {URL: "https://blog.example.com/entry/2", Title: "別の記事", Before: 1, After: 2}}}}}}, nil
}

func (o *office) Proposals(context.Context) ([]desk.Proposal, error) {
	return []desk.Proposal{{Kind: "tags", Name: "Go", Others: []string{"golang", "Go言語"}, Why: "spelling"}, {Kind: "authors", Name: "山田花子", Others: []string{"山田 花子"}, Why: "reading"}}, nil
}

func (o *office) Review(context.Context) (*desk.Review, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	r := o.review
	return &r, nil
}

func (o *office) Replay(ctx context.Context) (*replay.Report, error) {
	p, err := o.Preview(ctx, "")
	return p.Replay, err
}

// wait has a generation wait for approval while a rollback holds.
func (o *office) wait(stale bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	at := time.Date(2024, 5, 2, 12, 0, 0, 0, time.UTC)
	title := archive.PostTitle{URL: samplePost, Title: "全文検索を運用して"}
	o.review = desk.Review{Always: true, Hold: &desk.Hold{Since: at, From: "20240501-120000-ab12", To: "20240401-120000-cd34"}, Waiting: &desk.Waiting{Generation: "20240502-120000-ab34", Built: at, Posts: 43, Stale: stale,
		Review: &ingest.Review{Built: at, Against: "20240501-120000-ab12", New: 2, Changed: 1, Posts: 43, Fell: []string{"https://blog.example.com/ has authors on 20 % of its posts, and had on 99 %"},
			Named:  map[string][]archive.PostTitle{"new": {title, {URL: "https://blog.example.com/entry/100"}}, "changed": {title}},
			Yields: map[string]ingest.Fell{sampleBlog: {Before: ingest.Yields{Title: 1, Author: 0.99}, Now: ingest.Yields{Title: 1, Author: 0.2}}}}}}
}
