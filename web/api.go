package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gorilla/mux"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
)

const (
	suggestions = 10
	// suggestionsTried is how many are looked through for those of one blog among several.
	suggestionsTried = 40
	relatedPosts     = 5
	maxTyped         = 256 // characters, as of a query
)

// find answers a reader or program, and counts what found nothing.
func (s *Server) find(ctx context.Context, a ask) (*index.Result, error) {
	result, err := s.look(ctx, a)
	if err != nil {
		return nil, err
	}
	if result.Total == 0 {
		s.metrics.empty.Inc()
	}
	if s.Asked != nil && a.page == 1 && !a.query.IsEmpty() {
		s.Asked(SearchEvent{Query: a.query.String(), Total: result.Total, Reader: a.reader})
	}
	return result, nil
}

// SearchEvent is a search as whoever counts searches is told of it.
type SearchEvent struct {
	Query  string // as it was understood
	Total  int    // how many posts were found
	Reader string // the network of whoever asks, to tell readers apart; empty for a program on this machine
}

// reader is the network that counts as one reader.
func (s *Server) reader(r *http.Request) string {
	caller := s.caller(r)
	if !caller.IsValid() {
		return ""
	}
	return household(caller).String()
}

// look asks the engine within the limits of this server.
func (s *Server) look(ctx context.Context, a ask) (*index.Result, error) {
	var result *index.Result
	err := s.bounded(ctx, func(ctx context.Context) (err error) {
		result, err = s.Engine.Search(ctx, a.request())
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("search: %w", noGeneration(err))
	}
	return result, nil
}

// bounded runs one question to the engine when the gate lets it, and in its time.
func (s *Server) bounded(ctx context.Context, question func(context.Context) error) error {
	ctx, cancel := s.timed(ctx)
	defer cancel()
	return s.gate.pass(ctx, question)
}

// timed is a context that ends when a search has to.
func (s *Server) timed(ctx context.Context) (context.Context, context.CancelFunc) {
	if s.Patient {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, searchTimeout)
}

// live gives the state of the live generation.
func (s *Server) live(ctx context.Context) (index.Stats, error) {
	stats, err := s.Engine.Stats(ctx)
	if err != nil {
		return stats, fmt.Errorf("ask for the live generation: %w", noGeneration(err))
	}
	return stats, nil
}

// noGeneration makes "not found", where no post was asked for, what it is to a client: a state that passes.
func noGeneration(err error) error {
	if errors.Is(err, blog.ErrNotFound) {
		return fmt.Errorf("%w: %v", blog.ErrNoIndex, err)
	}
	return err
}

func (s *Server) search(w http.ResponseWriter, r *http.Request) error {
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
	a.reader = s.reader(r)
	result, err := s.find(r.Context(), a)
	if err != nil {
		return err
	}
	answer := newSearchAnswer(a, result)
	if s.Opened != nil {
		for i, h := range result.Hits {
			answer.Hits[i].Open = s.origin(r) + outPath(h, a.query)
		}
	}
	if a.suggest {
		blogs := a.query.Values(query.Blog)
		list, err := s.complete(r.Context(), a.text, blogs)
		if err != nil { // the hits are there, and are worth more
			s.Log.Warn("suggestions beside hits failed", "err", err)
			answer.Warnings = append(answer.Warnings, "suggestions are left out: "+newProblem(err).Detail)
			w.Header().Set("Cache-Control", "no-store") // the next answer may have them
			w.Header().Del("ETag")
		}
		if result.Total == 0 && len(list) == 0 {
			list = s.near(r.Context(), a.query.Words(), blogs)
		}
		answer.Suggestions = newSuggestions(list)
	}
	return writeJSON(w, http.StatusOK, answer)
}

// complete gives completions of what was typed that lead to something in the blogs that are searched; none means all.
func (s *Server) complete(ctx context.Context, typed string, blogs []string) (list []index.Suggestion, err error) {
	err = s.bounded(ctx, func(ctx context.Context) (err error) {
		if len(blogs) == 0 {
			list, err = s.Engine.Suggest(ctx, typed, suggestions)
			return err
		}
		if list, err = s.Engine.Suggest(ctx, typed, suggestionsTried); err != nil {
			return err
		}
		list, err = s.within(ctx, blogs, list)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("suggest: %w", err)
	}
	return list, nil
}

// within keeps the suggestions that find something in one of the blogs.
func (s *Server) within(ctx context.Context, blogs []string, list []index.Suggestion) ([]index.Suggestion, error) {
	queries := make([]query.Query, len(list))
	for i, g := range list {
		if q, err := query.Parse(phraseOf(g)); err == nil && !q.IsEmpty() { // what cannot be asked for finds nothing
			queries[i] = inBlogs(q, blogs)
		}
	}
	found, err := s.Engine.Found(ctx, queries)
	if err != nil {
		return nil, err
	}
	var out []index.Suggestion
	for i, g := range list {
		if g.URL != "" && inOne(blogs, g.URL) || g.URL == "" && !queries[i].IsEmpty() && found[i] > 0 {
			out = append(out, g)
		}
	}
	return out[:min(len(out), suggestions)], nil
}

// inBlogs is a query within some blogs.
func inBlogs(q query.Query, blogs []string) query.Query {
	for _, b := range blogs {
		q = q.With(query.Blog, b)
	}
	return q
}

// inOne says whether an address is one of the blogs, or of something in one.
func inOne(blogs []string, address string) bool {
	name := blogName(address)
	return slices.ContainsFunc(blogs, func(blog string) bool { return name == blogName(blog) || strings.HasPrefix(name, blogName(blog)+"/") })
}

func (s *Server) suggest(w http.ResponseWriter, r *http.Request) error {
	v, err := s.values(w, r)
	if err != nil {
		return err
	}
	var within ask
	if err := within.merge(url.Values{string(query.Blog): v[string(query.Blog)]}); err != nil {
		return err
	}
	typed, err := typedText(r)
	if err != nil {
		return err
	}
	if done, err := s.unchanged(w, r); done || err != nil {
		return err
	}
	list, err := s.complete(r.Context(), typed, within.query.Values(query.Blog))
	if err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, map[string][]suggestion{"suggestions": newSuggestions(list)})
}

// typedText is what was typed so far.
func typedText(r *http.Request) (string, error) {
	typed := r.URL.Query().Get("q")
	if utf8.RuneCountInString(typed) > maxTyped {
		return "", usageError(fmt.Sprintf("q has more than %d characters", maxTyped))
	}
	return typed, nil
}

func (s *Server) post(w http.ResponseWriter, r *http.Request) error {
	q, err := query.Parse(r.URL.Query().Get("q"))
	if err != nil {
		return fmt.Errorf("read q: %w", err)
	}
	if done, err := s.unchanged(w, r); done || err != nil {
		return err
	}
	id := blog.ID(mux.Vars(r)["id"])
	var p *blog.Post
	var marks []index.Mark
	err = s.bounded(r.Context(), func(ctx context.Context) (err error) {
		if p, err = s.Engine.Post(ctx, id); err != nil || q.IsEmpty() || !s.KeptPosts {
			return err
		}
		marks, err = s.Engine.Marked(ctx, id, q)
		return err
	})
	if err != nil {
		return fmt.Errorf("get a post: %w", err)
	}
	return writeJSON(w, http.StatusOK, newPostAnswer(p, marks, !q.IsEmpty(), s.KeptPosts))
}

func (s *Server) related(w http.ResponseWriter, r *http.Request) error {
	if done, err := s.unchanged(w, r); done || err != nil {
		return err
	}
	var hits []index.Hit
	err := s.bounded(r.Context(), func(ctx context.Context) (err error) {
		hits, err = s.Engine.Related(ctx, blog.ID(mux.Vars(r)["id"]), relatedPosts)
		return err
	})
	if err != nil {
		return fmt.Errorf("get related posts: %w", err)
	}
	return writeJSON(w, http.StatusOK, map[string]any{"hits": newHits(hits)})
}
