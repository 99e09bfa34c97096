package web

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
)

// Where the owner has openings counted, the links of results lead through a redirect, /out, that counts and sends on. It leads to posts of the
// index and nowhere else. Nothing is sent to the server beside the request itself: there is no ping and no script in it.

// Opening is the opening of a result as whoever counts them is told of it.
type Opening struct {
	Query string // by which it was found, as it was understood; empty for all posts
	Post  blog.ID
}

// outPath is the path of the redirect to a post, with the section that it opens at: a browser keeps that through a redirect.
func outPath(h index.Hit, q query.Query) string {
	v := url.Values{"post": {string(h.Post.ID)}}
	if !q.IsEmpty() {
		v.Set("q", q.String())
	}
	path := "/out?" + v.Encode()
	if h.Section == nil {
		return path
	}
	if u, err := url.Parse(h.Section.URL); err == nil && u.Fragment != "" {
		path += "#" + u.EscapedFragment()
	}
	return path
}

// out sends a reader on to a post, and counts that.
func (s *Server) out(w http.ResponseWriter, r *http.Request) error {
	if s.Opened == nil {
		return errNoRoute
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Robots-Tag", "noindex, nofollow")
	in := r.URL.Query()
	var post *blog.Post
	err := s.bounded(r.Context(), func(ctx context.Context) (err error) {
		post, err = s.Engine.Post(ctx, blog.ID(in.Get("post")))
		return err
	})
	if err != nil {
		return fmt.Errorf("send a reader on: %w", err)
	}
	to := address(post.URL)
	if to == "" {
		return errNoRoute
	}
	if r.Method == http.MethodGet && r.Header.Get("Sec-Purpose") == "" { // a browser that fetches ahead has opened nothing yet
		o := Opening{Post: post.ID}
		if q, err := query.Parse(in.Get("q")); err == nil {
			o.Query = q.String()
		}
		s.Opened(o)
	}
	http.Redirect(w, r, to, http.StatusFound)
	return nil
}
