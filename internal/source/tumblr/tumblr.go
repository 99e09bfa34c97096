// Package tumblr reads posts as the API of Tumblr gives them: the first, whose JSON stands in a line of JavaScript, and the second.
// It makes a body of what a post of each type holds; drafts, queued and private posts are left out.
package tumblr

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

// maxExport bounds an export in memory.
const maxExport = 256 << 20

// Read hands over one capture for each post; posts are counted from 1.
func Read(ctx context.Context, r io.Reader, x blog.Export) iter.Seq2[blog.Capture, error] {
	return func(yield func(blog.Capture, error) bool) {
		posts, err := load(ctx, r)
		if err != nil {
			yield(blog.Capture{}, fmt.Errorf("read %s: %w", x.Name, err))
			return
		}
		name := x.Name
		for i, raw := range posts {
			x.Name = fmt.Sprintf("%s, post %d", name, i+1)
			p := post{}
			if err := json.Unmarshal(raw, &p.fields); err != nil {
				if !yield(x.Pass(0, "", "it is no JSON object"), nil) {
					return
				}
				continue
			}
			if !yield(p.capture(x), nil) {
				return
			}
		}
	}
}

func load(ctx context.Context, r io.Reader) ([]json.RawMessage, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(r, maxExport+1))
	switch {
	case err != nil:
		return nil, err
	case len(b) > maxExport:
		return nil, fmt.Errorf("an export of more than %d MiB", maxExport>>20)
	}
	if i := bytes.IndexAny(b, "{["); i > 0 {
		b = b[i:] // var tumblr_api_read =
	}
	b = bytes.TrimRight(b, "; \t\r\n")
	var posts []json.RawMessage
	if len(b) > 0 && b[0] == '[' {
		return posts, json.Unmarshal(b, &posts)
	}
	var file struct {
		Posts    []json.RawMessage
		Response struct{ Posts []json.RawMessage }
	}
	if err := json.Unmarshal(b, &file); err != nil {
		return nil, err
	}
	if posts = file.Posts; posts == nil {
		posts = file.Response.Posts
	}
	if posts == nil {
		return nil, errors.New("no posts of Tumblr: it has neither posts nor response.posts")
	}
	return posts, nil
}

// post is one post; names of fields differ between the two versions of the API.
type post struct{ fields map[string]any }

// text is the first of the named fields that holds something.
func (p *post) text(names ...string) string {
	for _, n := range names {
		switch v := p.fields[n].(type) {
		case string:
			if v != "" {
				return v
			}
		case float64:
			return fmt.Sprintf("%.0f", v)
		case bool:
			return fmt.Sprint(v)
		}
	}
	return ""
}

func (p *post) capture(x blog.Export) blog.Capture {
	address := p.text("post_url", "url-with-slug", "url")
	if reason := p.withheld(x); reason != "" {
		return x.Skip(0, address, reason)
	}
	published, err := p.published(x)
	if err != nil {
		return x.Pass(0, address, err.Error())
	}
	title, body := p.content()
	return x.Capture(0, blog.Page{URL: address, Form: blog.FormHTML, Body: []byte(body), Known: blog.Post{
		Title: cmp.Or(title, p.text("summary"), beginning(body)), Author: p.author(), Published: published, Tags: p.tags(),
	}})
}

// known are fields that tell nothing about who may read a post, though their names could.
var known = map[string]bool{"should_open_in_legacy": true, "interactability_reblog": true, "interactability_blaze": true, "can_send_in_message": true}

// withheld says why the post is not public.
func (p *post) withheld(x blog.Export) string {
	v := blog.Visibility{}
	for name := range p.fields {
		value := p.text(name)
		switch {
		case v.Covers(name) && value != "":
			v[name] = []string{value}
		case !known[name] && value != "" && v.Suspect(name):
			return fmt.Sprintf("it has %s, a name that is not known and could mean that it is not public", name)
		}
	}
	return x.Withheld(v)
}

// published is when the post came out, by the second since 1970 where that is told.
func (p *post) published(x blog.Export) (time.Time, error) {
	for _, n := range []string{"timestamp", "unix-timestamp"} {
		if v, ok := p.fields[n].(float64); ok && v > 0 {
			zone := x.Zone
			if zone == nil {
				zone = time.Local
			}
			return time.Unix(int64(v), 0).In(zone), nil
		}
	}
	date := p.text("date-gmt", "date")
	t, err := x.Time(date)
	if err != nil {
		return t, fmt.Errorf("its date: %w", err)
	}
	return t, nil
}

func (p *post) author() string {
	if blog, ok := p.fields["tumblelog"].(map[string]any); ok {
		if name, ok := blog["name"].(string); ok {
			return name
		}
	}
	return p.text("blog_name", "tumblelog")
}

func (p *post) tags() []string {
	var out []string
	list, _ := p.fields["tags"].([]any)
	for _, t := range list {
		if s, ok := t.(string); ok {
			out = append(out, s)
		}
	}
	return out
}
