package desk

import (
	"context"
	"net/url"
	"strings"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
)

// Posts finds posts and shows what is kept of them.
type Posts interface {
	// Search finds posts as readers do, every post a hit of its own.
	Search(ctx context.Context, q string, page int) (*index.Result, error)
	// Seen gives what archive and index have of the post at the address; blog.ErrNotFound where neither has anything.
	Seen(ctx context.Context, address string) (*Seen, error)
	// Steps follows a post through the house, and tells at which step it is lost.
	Steps(ctx context.Context, address, q string) ([]Step, error)
	// WouldGo says what would go if the address were forgotten; blog.ErrNotFound where nothing is known of it.
	WouldGo(ctx context.Context, address string) (*archive.Forgetting, error)
}

// Seen is a post as the house sees it.
type Seen struct {
	URL     string
	Visit   *blog.Visit // nil where it was never visited
	Post    *blog.Post  // as the index has it, else as the archive has it; nil where neither has
	Indexed bool
	Gone    bool    // it counts as gone from its blog
	Fields  []Field // where each field was read; empty where no page is kept
	Recipe  string
	Problem string // why its page gives no post, in English
	Tokens  []Tokens
	Cut     bool // it has more text than is shown
}

// Field is a field of a post and which witness gave it.
type Field struct{ Name, Source, Value string }

// Tokens are what a piece of text becomes in the index.
type Tokens struct {
	Kind  blog.Kind // of the block; empty for the title
	Text  string
	Terms []string
}

// Step is one step of a post on its way into the answer.
type Step struct {
	Step    string // allowed, discovered, fetched, extracted, kept, indexed or found
	OK      bool
	Verdict string // in English, as the doctor command says it
	Details []string
	Next    string // what to do, where it is not ok
}

// postsView is the page on which posts are looked for.
type postsView struct {
	frame
	Query  string
	Result *index.Result // nil: nothing was asked
	Next   string
}

func (d *Desk) showPosts(v *visit) error {
	q := strings.TrimSpace(v.r.URL.Query().Get("q"))
	if u, err := url.Parse(q); err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https") {
		return v.to(strings.TrimPrefix(v.Link("/post", "url", q), v.at.Root+"/desk"))
	}
	w := postsView{frame: v.frame("posts.title"), Query: q}
	page := number(v.r.URL.Query().Get("page"))
	var err error
	if w.Result, err = d.Posts.Search(v.r.Context(), q, page); err != nil {
		return err
	}
	if shown := page * len(w.Result.Hits); len(w.Result.Hits) > 0 && shown < w.Result.Total {
		w.Next = v.Link("/posts", "q", q, "page", itoa(page+1))
	}
	return v.show("posts", w)
}

// postView is the page of one post.
type postView struct {
	frame
	*Seen
	Query string
	Steps []Step // nil: nobody asked why it is not found
	Lost  bool   // at one of the steps
}

func (d *Desk) showPost(v *visit) error {
	address, err := v.address()
	if err != nil {
		return err
	}
	w := postView{frame: v.frame("post.title"), Query: strings.TrimSpace(v.r.URL.Query().Get("q"))}
	if w.Seen, err = d.Posts.Seen(v.r.Context(), address); err != nil {
		return err
	}
	if w.Seen.Post != nil && w.Seen.Post.Title != "" {
		w.Heading = w.Seen.Post.Title
	}
	if v.r.URL.Query().Has("why") {
		if w.Steps, err = d.Posts.Steps(v.r.Context(), address, w.Query); err != nil {
			return err
		}
		for _, s := range w.Steps {
			w.Lost = w.Lost || !s.OK
		}
	}
	return v.show("post", w)
}

// forgetView asks whether something is to go for good.
type forgetView struct {
	frame
	*archive.Forgetting
	Address string
	Count   int // posts that would go
	More    int // of these, those that are not named
}

// forgetShown is how many of the posts are named that would go.
const forgetShown = 30

func (d *Desk) askForget(v *visit) error {
	address, err := v.address()
	if err != nil {
		return err
	}
	w := forgetView{frame: v.frame("forget.title"), Address: address}
	if w.Forgetting, err = d.Posts.WouldGo(v.r.Context(), address); err != nil {
		return err
	}
	w.Count = len(w.Forgetting.Posts)
	if w.Count > forgetShown {
		w.Forgetting.Posts, w.More = w.Forgetting.Posts[:forgetShown], w.Count-forgetShown
	}
	return v.show("forget", w)
}

func (d *Desk) forget(v *visit) error {
	address, err := v.address()
	if err != nil {
		return err
	}
	return v.start(Job{Kind: Forget, Address: address})
}
