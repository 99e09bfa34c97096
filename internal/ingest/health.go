package ingest

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

// What posts have in common may show that a whole blog was read wrongly, though each post looks right by itself.

const (
	// mostEmpty is the share of posts without any text from which on a blog is told to have been read wrongly: posts of a picture
	// alone are rarer.
	mostEmpty = 0.2
	// leastLooked is how many posts of a blog must be there to speak of what they share.
	leastLooked = 5
	// mostLooked is how many posts are looked at; what nearly all share shows in some.
	mostLooked = 1000
)

// checkHealth warns of blogs whose posts have something in common that posts should not have.
func (r *run) checkHealth(ctx context.Context) error {
	for _, site := range r.Sites {
		s := r.report.site(site)
		if empty := s.tallied.Posts - s.tallied.Body; empty >= fewest && float64(empty) >= mostEmpty*float64(s.Posts) {
			s.warn("%d of %d posts have no text; fumikura doctor with the address of one shows what was taken from its page, and an export or the blog's "+
				"sources may say more (fumikura import)", empty, s.Posts)
		}
	}
	nobody, err := r.nobodies(ctx)
	if err != nil {
		return err
	}
	for site, name := range nobody {
		r.report.site(site).warn("the author of all posts is %q, which is nobody's name; say author = \"…\" in a [[blog]] of the configuration", name)
	}
	return nil
}

func (s *SiteReport) warn(format string, args ...any) {
	s.Warnings = append(s.Warnings, fmt.Sprintf(format, args...))
}

// nobodies gives, by blog, the author of all of some posts where that is nobody's name. It looks no further than to the first name of each
// blog that is somebody's.
func (r *run) nobodies(ctx context.Context) (map[string]string, error) {
	names, posts := map[string]string{}, map[string]int{}
	for _, site := range r.Sites {
		if r.report.site(site).tallied.Posts >= leastLooked {
			posts[site] = 0
		}
	}
	open, looked := len(posts), 0
	if open == 0 {
		return nil, nil
	}
	for k, err := range r.Archive.Posts(ctx) {
		if err != nil {
			return nil, err
		}
		if looked++; open == 0 || looked > mostLooked {
			break
		}
		site, author := k.Post.Site, k.Post.Author
		switch n, asked := posts[site]; {
		case !asked:
			continue
		case !isNobody(author) || n > 0 && names[site] != author:
			delete(posts, site)
			open--
		default:
			posts[site], names[site] = n+1, author
		}
	}
	maps.DeleteFunc(names, func(site, _ string) bool { return posts[site] < leastLooked })
	return names, nil
}

// isNobody says whether a name is the label of a field, or the account that a program makes for whoever installs it.
func isNobody(author string) bool {
	switch strings.ToLower(strings.Trim(author, " :：")) {
	case "author", "by", "posted", "posted by", "written by", "writer", "editor", "von", "por", "par", "da",
		"admin", "administrator", "root", "user", "guest", "anonymous", "unknown",
		"投稿者", "著者", "作者", "筆者", "文章作者", "記事", "名無し", "작성자":
		return true
	}
	return false
}

// samplesShown is how many posts a dry run shows.
const samplesShown = 10

// sample gives some of the posts that a run would bring in, or of those there are: spread over the first hundred times as many.
func (r *run) sample(ctx context.Context) ([]Sample, error) {
	var posts []*blog.Post
	for k, err := range r.Archive.Changes(ctx, r.mark.Change) {
		if err != nil {
			return nil, err
		}
		if !k.Gone {
			posts = append(posts, k.Post)
		}
		if len(posts) == 100*samplesShown {
			break
		}
	}
	n := min(samplesShown, len(posts))
	var samples []Sample
	for i := range n {
		samples = append(samples, sampleOf(posts[i*len(posts)/n]))
	}
	return samples, nil
}

// sampleText is how many characters of a post's text a sample shows.
const sampleText = 200

func sampleOf(p *blog.Post) Sample {
	text := []rune(strings.Join(strings.Fields(p.Text()), " "))
	s := Sample{URL: p.URL, Blog: p.Site, Title: p.Title, Author: p.Author, Published: when(p.Published), Updated: when(p.Updated), Tags: p.Tags,
		Lang: p.Lang, Image: p.Image, Length: len(text), Text: string(text[:min(sampleText, len(text))])}
	for _, t := range p.Translations {
		s.Translations = append(s.Translations, t.Lang+" "+t.URL)
	}
	return s
}

func when(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}

// Sample is a post with every field that was read; what is empty was not found.
type Sample struct {
	URL          string   `json:"url"`
	Blog         string   `json:"blog"`
	Title        string   `json:"title"`
	Author       string   `json:"author"`
	Published    string   `json:"published"`
	Updated      string   `json:"updated"`
	Tags         []string `json:"tags"`
	Lang         string   `json:"lang"`
	Image        string   `json:"image"`
	Translations []string `json:"translations,omitempty"`
	Length       int      `json:"length"` // of the text, in characters
	Text         string   `json:"text"`   // its beginning
}
