// Package ghost reads the JSON export of Ghost: the published posts that everybody may read. Pages, members, newsletters and
// settings are left out.
package ghost

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

// maxExport bounds an export in memory: its tables refer to each other, so that it is read whole.
const maxExport = 512 << 20

type data struct {
	Posts   []json.RawMessage `json:"posts"`
	Tags    []tag             `json:"tags"`
	Users   []user            `json:"users"`
	Tagged  []relation        `json:"posts_tags"`
	Written []relation        `json:"posts_authors"`
}

type tag struct {
	ID         any    `json:"id"`
	Name       string `json:"name"`
	Visibility string `json:"visibility"`
}

type user struct {
	ID   any    `json:"id"`
	Name string `json:"name"`
}

type relation struct {
	Post  any `json:"post_id"`
	Tag   any `json:"tag_id"`
	User  any `json:"author_id"`
	Order int `json:"sort_order"`
}

type post struct {
	ID         any    `json:"id"`
	Title      string `json:"title"`
	Slug       string `json:"slug"`
	HTML       string `json:"html"`
	Lexical    string `json:"lexical"`
	Mobiledoc  string `json:"mobiledoc"`
	Markdown   string `json:"markdown"` // before version 1
	Plain      string `json:"plaintext"`
	Type       string `json:"type"`
	Page       any    `json:"page"` // before type: 0, 1, false or true
	Status     string `json:"status"`
	Visibility string `json:"visibility"`
	Locale     string `json:"locale"`
	Author     any    `json:"author_id"` // before posts_authors
	Published  any    `json:"published_at"`
	Updated    any    `json:"updated_at"`
}

// Read hands over one capture for each post; posts are counted from 1, for an export is one line.
func Read(ctx context.Context, r io.Reader, x blog.Export) iter.Seq2[blog.Capture, error] {
	return func(yield func(blog.Capture, error) bool) {
		d, err := load(ctx, r)
		if err != nil {
			yield(blog.Capture{}, fmt.Errorf("read %s: %w", x.Name, err))
			return
		}
		names, tags := d.authors(), d.tags()
		name := x.Name
		for i, raw := range d.Posts {
			x.Name = fmt.Sprintf("%s, post %d", name, i+1)
			var p post
			if err := json.Unmarshal(raw, &p); err != nil {
				if !yield(x.Pass(0, "", fmt.Sprintf("not a post of Ghost: %v", err)), nil) {
					return
				}
				continue
			}
			by := names[key(p.ID)]
			if len(by) == 0 {
				by = names["user "+key(p.Author)]
			}
			if !yield(p.capture(x, strings.Join(by, ", "), tags[key(p.ID)]), nil) {
				return
			}
		}
	}
}

func load(ctx context.Context, r io.Reader) (data, error) {
	if err := ctx.Err(); err != nil {
		return data{}, err
	}
	b, err := io.ReadAll(io.LimitReader(r, maxExport+1))
	switch {
	case err != nil:
		return data{}, err
	case len(b) > maxExport:
		return data{}, fmt.Errorf("an export of more than %d MiB", maxExport>>20)
	}
	var file struct {
		DB   []struct{ Data data } `json:"db"`
		Data *data                 `json:"data"`
	}
	if err := json.Unmarshal([]byte(strings.TrimPrefix(string(b), "\ufeff")), &file); err != nil {
		return data{}, err
	}
	switch {
	case file.Data != nil:
		return *file.Data, nil
	case len(file.DB) > 0:
		return file.DB[0].Data, nil
	}
	return data{}, errors.New("no export of Ghost: it has neither db nor data")
}

// key makes one of an id, which was a number once and is a string now.
func key(id any) string {
	if id == nil {
		return ""
	}
	return fmt.Sprint(id)
}

// authors are the names by post, and by user under "user " and the id.
func (d *data) authors() map[string][]string {
	out, users := map[string][]string{}, map[string]string{}
	for _, u := range d.Users {
		users[key(u.ID)] = u.Name
		out["user "+key(u.ID)] = []string{u.Name}
	}
	for _, r := range ordered(d.Written) {
		if n := users[key(r.User)]; n != "" {
			out[key(r.Post)] = append(out[key(r.Post)], n)
		}
	}
	return out
}

// tags are the names by post. Internal tags, which begin with #, are for the theme.
func (d *data) tags() map[string][]string {
	out, names := map[string][]string{}, map[string]string{}
	for _, t := range d.Tags {
		if t.Visibility != "internal" && !strings.HasPrefix(t.Name, "#") {
			names[key(t.ID)] = t.Name
		}
	}
	for _, r := range ordered(d.Tagged) {
		if n := names[key(r.Tag)]; n != "" {
			out[key(r.Post)] = append(out[key(r.Post)], n)
		}
	}
	return out
}

func ordered(r []relation) []relation {
	slices.SortStableFunc(r, func(a, b relation) int { return cmp.Compare(a.Order, b.Order) })
	return r
}

func (p *post) capture(x blog.Export, author string, tags []string) blog.Capture {
	address := ""
	if x.Site != "" && p.Slug != "" {
		address = strings.TrimSuffix(x.Site, "/") + "/" + p.Slug + "/"
	}
	withheld := x.Withheld(blog.Visibility{"status": {cmp.Or(p.Status, "unknown")}, "visibility": {p.Visibility}})
	switch page := key(p.Page); {
	case p.Type != "" && p.Type != "post" || page == "1" || page == "true":
		return x.Skip(0, address, "it is a page, not a post")
	case withheld != "":
		return x.Skip(0, address, withheld)
	case p.Slug == "":
		return x.Pass(0, "", "it has no slug, so that its address is unknown")
	case address == "":
		return x.Pass(0, "", "its address is unknown: Ghost does not export that of the blog, say it (--blog)")
	}
	published, err := p.time(x, p.Published)
	if err != nil {
		return x.Pass(0, address, fmt.Sprintf("published_at: %v", err))
	}
	updated, err := p.time(x, p.Updated)
	if err != nil {
		return x.Pass(0, address, fmt.Sprintf("updated_at: %v", err))
	}
	form, body, err := p.body()
	if err != nil {
		return x.Pass(0, address, err.Error())
	}
	body = strings.ReplaceAll(body, "__GHOST_URL__", strings.TrimSuffix(x.Site, "/"))
	return x.Capture(0, blog.Page{URL: address, Form: form, Body: []byte(body), Known: blog.Post{
		Title: p.Title, Author: author, Published: published, Updated: updated, Tags: tags, Lang: p.Locale,
	}})
}

// time reads a date: text, or milliseconds since 1970 in old exports. Ghost keeps dates in UTC.
func (p *post) time(x blog.Export, v any) (time.Time, error) {
	zone := x.Zone
	x.Zone = time.UTC
	var t time.Time
	switch v := v.(type) {
	case nil:
		return t, nil
	case float64:
		t = time.UnixMilli(int64(v))
	case string:
		var err error
		if t, err = x.Time(v); err != nil || t.IsZero() {
			return t, err
		}
	default:
		return t, fmt.Errorf("%v is not a date", v)
	}
	return t.In(cmp.Or(zone, time.Local)), nil
}
