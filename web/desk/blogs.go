package desk

import (
	"context"
	"time"

	"github.com/fumikura/fumikura/index"
)

// Blogs tells what each blog gives.
type Blogs interface {
	Blogs(context.Context) ([]Blog, error)
	// Blog gives one blog with all that is known of it; blog.ErrNotFound where it is not known.
	Blog(ctx context.Context, url string) (*Blog, error)
}

// Blog is a blog and what was read of it.
type Blog struct {
	URL        string
	Name       string // as its pages give it; empty where they give none
	Posts      int
	Pages      int
	Asked      time.Time
	Remembered bool // reindex without a URL asks it again
	Yields     []Yield
	Settings   []Setting // what the configuration says of it
	Theme      []string  // what was learned of its pages and how surely, a line each, in English
	Lost       []Loss    // pages that could not be read
	Facets     []Facet
}

// Yield is in how many posts a field was found, now and in the generation before.
type Yield struct {
	Field   string // title, author, published, tags or body
	Share   float64
	Before  float64  // the same in the generation before this one; negative where there is none to compare
	Lacking []string // posts without it, those that changed last first
}

// Drift says by how much the share fell since the generation before; 0 where it did not.
func (y Yield) Drift() float64 {
	if y.Before < 0 || y.Before <= y.Share {
		return 0
	}
	return y.Before - y.Share
}

// Fallen says whether the share fell so far that the theme of the blog may have changed.
func (y Yield) Fallen() bool { return y.Drift() >= fallen }

// fallen is from which loss on a field is told to drift: one post in twenty.
const fallen = 0.05

// Setting is a key of the configuration. Of a secret only is shown that it is set.
type Setting struct{ Name, Value string }

// Loss is a page that could not be read, and why.
type Loss struct{ URL, Reason string }

// Facet is what the posts of the blog have most.
type Facet struct {
	Name   string // tag, author or year
	Values []index.Value
}

func (d *Desk) showBlogs(v *visit) error {
	list, err := d.Blogs.Blogs(v.r.Context())
	if err != nil {
		return err
	}
	return v.show("blogs", struct {
		frame
		Blogs []Blog
	}{v.frame("blogs.title"), list})
}

// blogView is the page of one blog.
type blogView struct {
	frame
	*Blog
	Server string // address under which the blog loads the box
}

func (d *Desk) showBlog(v *visit) error {
	b, err := d.Blogs.Blog(v.r.Context(), v.r.URL.Query().Get("url"))
	if err != nil {
		return err
	}
	f := v.frame("blog.title")
	if f.Heading = b.Name; b.Name == "" {
		f.Heading = b.URL
	}
	w := blogView{frame: f, Blog: b}
	if v.at.Search != "" {
		w.Server = v.at.Origin + v.at.Root + "/"
	}
	return v.show("blog", w)
}

// Narrowed is the search page with one value of a facet of this blog.
func (b blogView) Narrowed(name, value string) string {
	return b.search("blog", b.URL, name, value)
}
