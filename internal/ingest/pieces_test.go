package ingest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/internal/blog"
)

// paragraph is text that only the post of that number has.
func paragraph(n int) string {
	return strings.Repeat(fmt.Sprintf("the keeper of room %c opened %c drawers ", 'a'+n, 'k'+n), 4)
}

func TestAPageOfTheOpeningsOfOtherPostsIsNoPost(t *testing.T) {
	posts := map[string]string{}
	for n := range 6 {
		posts[fmt.Sprintf("p%d", n)] = fmt.Sprintf("post %d|mika|go", n)
	}
	posts["summer"] = "summer|mika|go"
	d := newDesk(t, fakeSource{site: newBlog(posts)})
	read := d.Extract.Posts
	d.Extract.Posts = func(p *blog.Page) ([]*blog.Post, error) {
		found, err := read(p)
		for _, post := range found {
			post.Blocks = nil
			var n int
			if _, err := fmt.Sscanf(post.Title, "post %d", &n); err == nil {
				post.Blocks = []blog.Block{{Kind: blog.Paragraph, Text: paragraph(n) + "and went home"}, {Kind: blog.Paragraph, Text: paragraph(n + 7)}}
				continue
			}
			for n := range 5 { // a page of teasers that calls itself a post
				post.Blocks = append(post.Blocks, blog.Block{Kind: blog.Paragraph, Text: paragraph(n)})
			}
		}
		return found, err
	}
	if r := d.reindex(nil); r.Posts != 6 || r.Skipped != 1 {
		t.Errorf("got %+v", r.Counts)
	}
}

func TestAPageOfOneOpeningUnderTheTitleOfItsPostIsNoPost(t *testing.T) {
	d := newDesk(t, fakeSource{site: newBlog(map[string]string{"p0": "post 0|mika|go", "p1": "post 1|mika|go", "year": "written in 2019|mika|go", "same": "post 3|mika|go"})})
	read := d.Extract.Posts
	d.Extract.Posts = func(p *blog.Page) ([]*blog.Post, error) {
		found, err := read(p)
		for _, post := range found {
			var n int
			post.Blocks = nil
			if post.Title == "written in 2019" { // one teaser, below a heading that leads to its post
				post.Blocks = append(post.Blocks, blog.Block{Kind: blog.Heading, Text: "post 0"})
			} else if _, err := fmt.Sscanf(post.Title, "post %d", &n); err == nil && n == 3 { // it opens as another post does, below a chapter of its own
				post.Blocks = append(post.Blocks, blog.Block{Kind: blog.Heading, Text: "what was there"})
				n = 1
			}
			post.Blocks = append(post.Blocks, blog.Block{Kind: blog.Paragraph, Text: paragraph(n)})
		}
		return found, err
	}
	if r := d.reindex(nil); r.Posts != 3 || r.Skipped != 1 {
		t.Errorf("got %+v", r.Counts)
	}
}
