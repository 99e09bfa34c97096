package ingest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/ingest"
)

const site = "https://blog.example.com/"

// fakeIndex keeps posts in memory and publishes them in one step.
type fakeIndex struct {
	mu      sync.Mutex
	live    ingest.Live
	posts   map[blog.ID]string // id to title
	n       int
	dated   map[blog.ID]bool // of those put, whether they have a date
	waiting ingest.Live      // what waits for approval
	only    int              // how often all other generations were removed
	ops     []string         // of the last build
	fail    string           // the step of a build that fails
	hard    string           // the title of a post that the index would not find
	from    string           // what a builder says that it continues, where that is not the live generation
}

var errBroken = errors.New("broken")

func (x *fakeIndex) Live(context.Context) (ingest.Live, error) { return x.live, nil }

func (x *fakeIndex) Build(_ context.Context, fresh bool) (ingest.Builder, error) {
	x.ops = nil
	b := &fakeBuilder{x: x, posts: map[blog.ID]string{}, from: x.from}
	x.from = ""
	if fresh || x.live.Generation == "" {
		b.from = ""
		return b, nil
	}
	if b.from == "" {
		b.from = x.live.Generation
	}
	b.posts = maps.Clone(x.posts)
	return b, nil
}

func (x *fakeIndex) Waiting(context.Context) (ingest.Live, error) { return x.waiting, nil }

func (x *fakeIndex) Only(context.Context) error {
	x.only++
	return nil
}

type fakeBuilder struct {
	x     *fakeIndex
	posts map[blog.ID]string
	from  string
	meta  json.RawMessage
}

func (b *fakeBuilder) From() string { return b.from }

func (b *fakeBuilder) Put(_ context.Context, p *blog.Post) error {
	b.x.mu.Lock()
	defer b.x.mu.Unlock()
	b.posts[p.ID] = p.Title
	if b.x.dated == nil {
		b.x.dated = map[blog.ID]bool{}
	}
	b.x.dated[p.ID] = !p.Published.IsZero()
	b.x.ops = append(b.x.ops, "put "+p.Title)
	return b.step("put")
}

func (b *fakeBuilder) Remove(_ context.Context, id blog.ID) error {
	b.x.mu.Lock()
	defer b.x.mu.Unlock()
	b.x.ops = append(b.x.ops, "remove "+b.posts[id])
	delete(b.posts, id)
	return b.step("remove")
}

func (b *fakeBuilder) SetMeta(m json.RawMessage) { b.meta = m }

func (b *fakeBuilder) Verify(context.Context, int) ([]blog.Missed, error) {
	b.x.mu.Lock()
	defer b.x.mu.Unlock()
	var missed []blog.Missed
	for id, title := range b.posts {
		if title == b.x.hard && b.x.hard != "" {
			missed = append(missed, blog.Missed{ID: id, Site: site, URL: site + "hard", Reason: "nothing finds it"})
			delete(b.posts, id)
		}
	}
	return missed, b.step("verify")
}

func (b *fakeBuilder) Publish(context.Context) (string, error) {
	if err := b.step("publish"); err != nil {
		return "", err
	}
	b.x.n++
	b.x.posts, b.x.live = b.posts, ingest.Live{Generation: fmt.Sprint("g", b.x.n), Meta: b.meta}
	return b.x.live.Generation, nil
}

func (b *fakeBuilder) Hold(context.Context) (string, error) {
	if err := b.step("hold"); err != nil {
		return "", err
	}
	b.x.n++
	b.x.waiting = ingest.Live{Generation: fmt.Sprint("g", b.x.n), Meta: b.meta}
	return b.x.waiting.Generation, nil
}

func (b *fakeBuilder) Close() error { return nil }

func (b *fakeBuilder) step(name string) error {
	if b.x.fail == name {
		return errBroken
	}
	return nil
}

// fakeBlog is a blog as a source sees it. A post is "title|author|tags"; a body that begins with "!" is handled by extract.
type fakeBlog struct {
	posts   map[string]string // path to body
	list    []blog.Capture    // what comes besides
	err     error             // what ends it
	missing map[string]int
	seen    map[string]string
}

func newBlog(posts map[string]string) *fakeBlog {
	return &fakeBlog{posts: posts, missing: map[string]int{}, seen: map[string]string{}}
}

// fakeSource is blogs by their address.
type fakeSource map[string]*fakeBlog

func (f fakeSource) Capture(_ context.Context, site string) iter.Seq2[blog.Capture, error] {
	return func(yield func(blog.Capture, error) bool) {
		b := f[site]
		if b == nil {
			yield(blog.Capture{}, errors.New("no answer"))
			return
		}
		for _, c := range b.captures(site) {
			if !yield(c, nil) {
				return
			}
		}
		if b.err != nil {
			yield(blog.Capture{}, b.err)
		}
	}
}

func (b *fakeBlog) captures(site string) []blog.Capture {
	list := slices.Clone(b.list)
	for _, path := range slices.Sorted(maps.Keys(b.posts)) {
		url, body := site+path, b.posts[path]
		c := blog.Capture{Visit: blog.Visit{URL: url, Site: site, Role: blog.RolePage, Outcome: blog.Unchanged, Status: 200}}
		if b.seen[path] != body {
			c.Visit.Outcome = blog.Fetched
			c.Page = &blog.Page{URL: url, Site: site, Form: blog.FormHTML, Body: []byte(body), FetchedAt: time.Unix(1, 0)}
		}
		b.seen[path], b.missing[path] = body, 0
		list = append(list, c)
	}
	for _, path := range slices.Sorted(maps.Keys(b.seen)) {
		if _, ok := b.posts[path]; !ok {
			b.missing[path]++
			v := blog.Visit{URL: site + path, Site: site, Role: blog.RolePage, Outcome: blog.Gone, Status: 404, Missing: b.missing[path]}
			list, b.seen[path] = append(list, blog.Capture{Visit: v}), ""
		}
	}
	return list
}

var (
	errNotPost = errors.New("not a post")
	errUndated = fmt.Errorf("no date: %w", errNotPost)
)

func extractor() ingest.Extractor {
	return ingest.Extractor{Version: "1", NotPost: errNotPost, Undated: errUndated, Posts: func(p *blog.Page) ([]*blog.Post, error) {
		switch body := string(p.Body); body {
		case "!panic":
			panic("the recipe is wrong")
		case "!error":
			return nil, errBroken
		case "!list":
			return nil, fmt.Errorf("tag page: %w", errNotPost)
		default:
			f := strings.Split(body+"||", "|")
			post := &blog.Post{Title: f[0], Author: f[1], URL: p.URL, Blocks: []blog.Block{{Kind: blog.Paragraph, Text: body}}}
			if f[2] != "" {
				post.Tags = strings.Split(f[2], ",")
			}
			switch f[1] {
			case "undated":
				return []*blog.Post{post}, errUndated
			case "dated":
				post.Published = time.Unix(1_700_000_000, 0).UTC()
			}
			return []*blog.Post{post}, nil
		}
	}}
}

// desk is a run's surroundings.
type desk struct {
	t     *testing.T
	index *fakeIndex
	ingest.Options
}

func newDesk(t *testing.T, source ingest.Source) *desk {
	t.Helper()
	db, err := archive.Open(t.Context(), filepath.Join(t.TempDir(), "archive.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	x := &fakeIndex{}
	return &desk{t: t, index: x, Options: ingest.Options{
		Archive: db, Index: x, Source: source, Sites: []string{site}, Extract: extractor(), Remember: true,
		Now: func() time.Time { return time.Unix(1_800_000_000, 0).UTC() },
	}}
}

// reindex runs and wants the error, nil for none.
func (d *desk) reindex(want error) *ingest.Report {
	d.t.Helper()
	r, err := ingest.Reindex(d.t.Context(), d.Options)
	if !errors.Is(err, want) {
		d.t.Fatalf("the run ended with %v, want %v", err, want)
	}
	if (err == nil) != (r.Error == "") {
		d.t.Errorf("the report says %q of %v", r.Error, err)
	}
	return r
}

// titles gives what the live index holds.
func (d *desk) titles() []string { return slices.Sorted(maps.Values(d.index.posts)) }
