package crawl

import (
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/fetch"
)

// Some platforms list every post to whoever asks in their own way: WordPress by its REST API, Blogger by a feed that can be
// read on and on. Both count as feeds here.

// wordPressPage is the most posts that WordPress gives at once.
const wordPressPage = 100

// wordPressList is the address of the first page of posts, from that of the API.
func wordPressList(api string) string {
	const list = "wp/v2/posts"
	const fields = "per_page=100&_embed=author,wp:term&_fields=link,title,date,date_gmt,modified_gmt,_links,_embedded&page=1"
	if strings.Contains(api, "?") { // without pretty addresses: /?rest_route=/
		return api + list + "&" + fields
	}
	return strings.TrimSuffix(api, "/") + "/" + list + "?" + fields
}

// nextWordPress gives the next page of posts, where this one is full.
func nextWordPress(res result) string {
	u, err := url.Parse(res.url)
	if err != nil || !strings.Contains(res.url, "wp/v2/posts") || len(res.feed.posts) < wordPressPage {
		return ""
	}
	return numbered(u, "page", 1)
}

// bloggerList is the path of the first page of posts; 150 is the most that Blogger gives at once.
const bloggerList = "/feeds/posts/default?max-results=150&start-index=1"

// nextBlogger goes on after the posts that came, for Blogger may give fewer than it was asked for.
func nextBlogger(address string, posts int) string {
	u, err := url.Parse(address)
	if err != nil || !strings.HasPrefix(u.Path, "/feeds/posts/default") || posts == 0 || !u.Query().Has("start-index") {
		return ""
	}
	return numbered(u, "start-index", posts)
}

// numbered adds to a number in the query.
func numbered(u *url.URL, name string, more int) string {
	q := u.Query()
	n, err := strconv.Atoi(q.Get(name))
	if err != nil {
		return ""
	}
	q.Set(name, strconv.Itoa(n+more))
	next := *u
	next.RawQuery = q.Encode()
	return next.String()
}

// readListing reads a feed, or a page of posts of WordPress.
func readListing(resp *fetch.Response, body []byte) (*feed, error) {
	if strings.Contains(resp.URL, "wp/v2/posts") {
		return readWordPress(body)
	}
	return readFeed(body)
}

func readWordPress(body []byte) (*feed, error) {
	var posts []struct {
		Link  string
		Title struct{ Rendered string }
		Local string `json:"date"`
		Date  string `json:"date_gmt"`
		Edit  string `json:"modified_gmt"`
		More  struct {
			Author []struct{ Name string }
			Terms  [][]struct{ Name string } `json:"wp:term"`
		} `json:"_embedded"`
	}
	if err := json.Unmarshal(body, &posts); err != nil {
		return nil, fmt.Errorf("read the posts of WordPress: %w", err)
	}
	f := &feed{}
	for _, w := range posts {
		p := blog.Post{URL: w.Link, Title: html.UnescapeString(w.Title.Rendered), Published: gmt(w.Date)}
		zone := zoneOf(gmt(w.Local), p.Published)
		p.Published = p.Published.In(zone)
		if edited := gmt(w.Edit).In(zone); edited.After(p.Published) {
			p.Updated = edited
		}
		for _, a := range w.More.Author {
			if p.Author == "" {
				p.Author = a.Name
			}
		}
		for _, kind := range w.More.Terms {
			for _, term := range kind {
				if term.Name != "Uncategorized" && term.Name != "未分類" {
					p.Tags = append(p.Tags, html.UnescapeString(term.Name))
				}
			}
		}
		if p.URL != "" {
			f.posts = append(f.posts, p)
		}
	}
	return f, nil
}

func gmt(s string) time.Time {
	t, err := time.Parse("2006-01-02T15:04:05", s)
	if err != nil {
		return time.Time{}
	}
	return t
}

// zoneOf is where the blog is, by one moment on its own clock and in Greenwich.
func zoneOf(local, greenwich time.Time) *time.Location {
	ahead := local.Sub(greenwich).Round(15 * time.Minute)
	if local.IsZero() || greenwich.IsZero() || ahead.Abs() > 15*time.Hour {
		return time.UTC
	}
	return time.FixedZone("", int(ahead.Seconds()))
}
