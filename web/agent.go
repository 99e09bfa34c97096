package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/web/mcp"
)

// Limits of what an agent gets at once.
const (
	agentText   = 20_000 // characters of a post; a model reads a long post in parts
	agentFacets = 20     // values of a facet, when it does not say how many
	agentTime   = 10 * time.Second
)

// agents answers /mcp. A request counts against the rate of its address like any other, and of several tools that it calls at once
// each one from the second on.
func (s *Server) agents(w http.ResponseWriter, r *http.Request) error {
	if !s.MCP {
		return errNoRoute
	}
	if origin := r.Header.Get("Origin"); origin != "" && !s.ours(origin) {
		return refusal{http.StatusForbidden, "scripts of this site may not talk to /mcp; serve.origins names those that may"}
	}
	ctx, cancel := context.WithTimeout(r.Context(), agentTime)
	defer cancel()
	m := &meter{wait: func() time.Duration { return s.limiter.wait(s.caller(r)) }}
	w.Header().Set("Cache-Control", "no-store")
	s.mcp.ServeHTTP(w, r.WithContext(context.WithValue(ctx, meterKey{}, m)))
	return nil
}

// TalkToAgent answers one agent on a pair of streams, until it ends its own.
func (s *Server) TalkToAgent(ctx context.Context, in io.ReadCloser, out io.WriteCloser) error {
	return s.mcp.Talk(ctx, in, out)
}

// ours says whether scripts of the origin may talk to this server: the blogs', those that the owner named, the server's own pages, and what
// runs on the same machine. A name that leads here is not enough, for anybody can have one (DNS rebinding).
func (s *Server) ours(origin string) bool {
	if slices.ContainsFunc(s.Origins(), func(o string) bool { return strings.EqualFold(o, origin) }) {
		return true
	}
	u, err := url.Parse(origin)
	if err != nil || u.Host == "" {
		return false
	}
	return s.base != nil && u.Scheme == s.base.Scheme && strings.EqualFold(u.Host, s.base.Host) || localHost(u.Host)
}

// meter counts the tools that one request calls, perhaps several at once.
type meter struct {
	calls atomic.Int64
	wait  func() time.Duration
}

type meterKey struct{}

// metered holds a tool to the rate of whoever calls it. On a pair of streams it is the owner, who is not held.
func metered(ctx context.Context) error {
	m, ok := ctx.Value(meterKey{}).(*meter)
	if !ok {
		return nil
	}
	if m.calls.Add(1) == 1 { // the request itself was counted
		return nil
	}
	if wait := m.wait(); wait > 0 {
		return tooManyError{wait: wait}
	}
	return nil
}

// tools are what agents may do here. They pass the same checks and the same gate as the API.
type tools struct{ server *Server }

// SearchPosts searches.
func (t tools) SearchPosts(ctx context.Context, q mcp.Question) (*mcp.Found, error) {
	v := agentValues(q.Query, q.Filters)
	v.Set("sort", q.Sort)
	setNumber(v, "page", q.Page)
	setNumber(v, "size", q.Size)
	a, r, err := t.search(ctx, v, false)
	if err != nil {
		return nil, t.callerError(ctx, err)
	}
	f := &mcp.Found{Total: r.Total, Page: a.page, Pages: (r.Total + a.size - 1) / a.size, Relaxed: r.Relaxed, DidYouMean: r.DidYouMean, Hits: []mcp.Hit{}}
	if r.Corrected != nil {
		f.Corrected = r.Corrected.To
	}
	for _, h := range r.Hits {
		out := mcp.Hit{About: agentAbout(&h.Post), Snippet: bold(h.Excerpt), Missing: h.Missing}
		for _, p := range h.Sections {
			out.Sections = append(out.Sections, mcp.Section{Title: p.Title, URL: address(p.URL)})
		}
		f.Hits = append(f.Hits, out)
	}
	return f, nil
}

// ListFacets counts.
func (t tools) ListFacets(ctx context.Context, c mcp.Count) (*mcp.Counted, error) {
	v := agentValues(c.Query, c.Filters)
	v["facets"] = c.Facets
	v.Set("size", "1")
	v.Set("facet_size", strconv.Itoa(agentFacets))
	setNumber(v, "facet_size", c.Size)
	a, r, err := t.search(ctx, v, true)
	if err != nil {
		return nil, t.callerError(ctx, err)
	}
	out := &mcp.Counted{Total: r.Total, Facets: map[string][]mcp.Value{}}
	for _, name := range a.counted {
		list := []mcp.Value{}
		for _, value := range r.Facets[name] {
			list = append(list, mcp.Value{Value: value.Value, Count: value.Count})
		}
		out.Facets[string(name)] = list
	}
	return out, nil
}

// search asks as the API does; facets are counted where they are wanted only.
func (t tools) search(ctx context.Context, v url.Values, counting bool) (ask, *index.Result, error) {
	a, err := t.server.readAsk(v)
	if err != nil {
		return a, nil, err
	}
	if err := metered(ctx); err != nil {
		return a, nil, err
	}
	look := t.server.look // a count is no search of somebody's
	if !counting {
		a.counted, look = nil, t.server.find
	}
	r, err := look(ctx, a)
	return a, r, err
}

// GetPost reads a post.
func (t tools) GetPost(ctx context.Context, w mcp.Wanted) (*mcp.Post, error) {
	p, err := t.post(ctx, w)
	if err != nil {
		return nil, t.callerError(ctx, err)
	}
	out := &mcp.Post{About: agentAbout(p)}
	if !t.server.KeptPosts {
		out.Note = "this server keeps the text of posts to itself; read it at its url"
		return out, nil
	}
	text := []rune(markdown(p.Blocks))
	if w.Offset > len(text) {
		return nil, t.callerError(ctx, usageError(fmt.Sprintf("offset %d is behind the end of the text, which has %d characters", w.Offset, len(text))))
	}
	end := min(len(text), w.Offset+agentText)
	out.Text = string(text[w.Offset:end])
	if end < len(text) {
		out.NextOffset = end
	}
	return out, nil
}

func (t tools) post(ctx context.Context, w mcp.Wanted) (p *blog.Post, err error) {
	id := blog.ID(w.ID)
	switch {
	case (w.ID == "") == (w.URL == ""):
		return nil, usageError("name the post by id or by url")
	case len(w.ID)+len(w.URL) > maxAgentName:
		return nil, usageError(fmt.Sprintf("the name of a post has %d bytes at most", maxAgentName))
	case w.Offset < 0:
		return nil, usageError("offset is from 0")
	case w.URL != "":
		id = blog.NewID(w.URL)
	}
	if err := metered(ctx); err != nil {
		return nil, err
	}
	err = t.server.bounded(ctx, func(ctx context.Context) (err error) {
		p, err = t.server.Engine.Post(ctx, id)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("get a post: %w", err)
	}
	return p, nil
}

const maxAgentName = 2048 // bytes; longer addresses are none that browsers take

// callerError is an error in words meant for the caller; what is a fault of ours is logged.
func (t tools) callerError(ctx context.Context, err error) error {
	p := newProblem(err)
	if ctx.Err() == nil && (p.Status == http.StatusInternalServerError || errors.Is(err, blog.ErrUsage)) {
		t.server.Log.Error("a tool failed", "err", err)
	}
	if p.retry > 0 {
		return fmt.Errorf("%s: %s (try again in %d s)", p.Title, p.Detail, p.retry)
	}
	return fmt.Errorf("%s: %s", p.Title, p.Detail)
}

func agentValues(q string, f mcp.Filters) url.Values {
	v := url.Values{"q": {q}, "tag": f.Tag, "author": f.Author, "series": f.Series, "lang": f.Lang, "blog": f.Blog}
	for _, y := range f.Year {
		v.Add("year", strconv.Itoa(y))
	}
	return v
}

// setNumber sets a number that was given; a tool takes 0 for none.
func setNumber(v url.Values, name string, n int) {
	if n != 0 {
		v.Set(name, strconv.Itoa(n))
	}
}

func agentAbout(p *blog.Post) mcp.About {
	a := mcp.About{ID: string(p.ID), URL: address(p.URL), Title: p.Title, Author: p.Author, Tags: p.Tags, Lang: p.Lang, Blog: p.Site}
	for at, t := range map[*string]*time.Time{&a.Published: known(p.Published), &a.Updated: known(p.Updated)} {
		if t != nil {
			*at = t.Format(time.RFC3339)
		}
	}
	return a
}

// bold writes spans as text with the matches in **.
func bold(spans []index.Span) string {
	var b strings.Builder
	for _, s := range spans {
		text := s.Text
		if s.Match {
			text = "**" + text + "**"
		}
		b.WriteString(text)
	}
	return strings.ToValidUTF8(b.String(), "\uFFFD")
}

// markdown writes the text of a post for a reader of plain text.
func markdown(blocks []blog.Block) string {
	var b strings.Builder
	for i, block := range blocks {
		if i > 0 {
			b.WriteByte('\n')
			if block.Kind != blocks[i-1].Kind || block.Kind != blog.ListItem && block.Kind != blog.TableRow {
				b.WriteByte('\n')
			}
		}
		switch block.Kind {
		case blog.Heading:
			b.WriteString("## " + block.Text)
		case blog.Code:
			fence := codeFence(block.Text)
			b.WriteString(fence + block.Lang + "\n" + strings.TrimRight(block.Text, "\n") + "\n" + fence)
		case blog.Quote:
			b.WriteString("> " + strings.ReplaceAll(block.Text, "\n", "\n> "))
		case blog.ListItem:
			b.WriteString("- " + strings.ReplaceAll(block.Text, "\n", "\n  "))
		case blog.ImageAlt:
			b.WriteString("[image: " + block.Text + "]")
		case blog.Footnote:
			b.WriteString("[note: " + block.Text + "]")
		default:
			b.WriteString(block.Text)
		}
	}
	return strings.ToValidUTF8(b.String(), "\uFFFD")
}

// codeFence is longer than any row of backquotes in the code.
func codeFence(code string) string {
	fence := "```"
	for strings.Contains(code, fence) {
		fence += "`"
	}
	return fence
}
