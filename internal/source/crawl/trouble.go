package crawl

// A run that went wrong says so. One page that fails is a line in the report; that nearly all fail in the same way is a fault of the
// blog's template, of this program, or of the blog's kind, and its owner has to hear of it with what to do.

import (
	"fmt"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/page"
)

// trouble counts what pages have in common.
type trouble struct {
	shell  bool // the front page shows nothing until its scripts have run
	kept   int  // pages captured, or left as they were
	barred int  // pages that ask not to be found or kept
	closed int  // pages that the server lets nobody have
	looked int  // pages whose markup was seen
	shells int  // of these, that show nothing until their scripts have run
	posts  int  // addresses of sitemaps that look like posts
	lists  int  // of these, whose markup says that they are lists

	gone    int      // addresses that the blog names and that are not there
	missing string   // one of these
	beyond  []string // where the front page leads on its host that is not below the address of the blog
}

const (
	// most is the share of pages from which on they are as good as all, and fewest how many there must be to speak of a share.
	most   = 0.8
	fewest = 5
)

func nearlyAll(n, of int) bool { return of >= fewest && float64(n) >= most*float64(of) }

// saw counts a captured page.
func (t *trouble) saw(res result) {
	t.kept++
	if res.html == nil {
		return
	}
	t.look(res)
	if res.listed && res.like == page.LikePage {
		t.posts++
	}
}

// sawList counts a page that is taken for a list.
func (t *trouble) sawList(res result) {
	t.look(res)
	if res.listed && res.like == page.LikePage {
		t.posts++
		t.lists++
	}
}

func (t *trouble) look(res result) {
	t.looked++
	if res.text.isShell() {
		t.shells++
	}
}

// tell warns of what went wrong.
func (r *run) tell() {
	t := r.trouble
	if nearlyAll(t.barred, t.barred+t.kept) || t.barred > 0 && t.kept == 0 {
		r.warn("%d of %d pages ask not to be found by search (noindex, noarchive) and were left out; if that is not meant, take it from the "+
			"template or the X-Robots-Tag header, and run it again", t.barred, t.barred+t.kept)
	}
	if nearlyAll(t.closed, t.closed+t.kept) {
		r.warn("the server refuses %d of %d pages; if the blog is for members, give its basic_auth, cookies or headers in [[blog]], and if a "+
			"firewall keeps robots out, let this one through", t.closed, t.closed+t.kept)
	}
	if t.shell && t.kept == 0 {
		r.warn("the front page shows nothing until its JavaScript has run, which this program does not do, and no sitemap or feed names posts; " +
			"if the blog has either, name it in robots.txt or in the page's head, and if there is an export or a folder of sources, bring that in with " +
			"fumikura import")
	}
	if t.kept == 0 && t.gone >= fewest {
		r.warn("none of the %d addresses that the blog names is there, such as %s; if this is a copy that was made for another address, serve it at the path "+
			"that its links have", t.gone, t.missing)
	}
	if t.kept == 0 && t.looked == 0 && len(t.beyond) > 0 {
		r.warn("the front page leads to %d pages of its host that do not lie below the address of the blog, such as %s; if those are its posts, give an address "+
			"above them", len(t.beyond), t.beyond[0])
	}
	if nearlyAll(t.shells, t.looked) {
		r.warn("%d of %d pages show nothing until their JavaScript has run, which this program does not do; if the blog's feed carries whole posts, "+
			"or there is an export or a folder of sources, bring that in with fumikura import", t.shells, t.looked)
	}
	if nearlyAll(t.lists, t.posts) {
		r.warn("%d of %d addresses in the sitemap look like posts, and their markup says that they are lists of posts; fumikura doctor with the "+
			"address of one says why", t.lists, t.posts)
	}
}

// note tells the owner something about the blog as a whole.
func (r *run) note(format string, args ...any) {
	r.send(blog.Capture{Note: fmt.Sprintf(format, args...)})
}

// warn tells the owner that something went wrong with the blog as a whole.
func (r *run) warn(format string, args ...any) {
	r.send(blog.Capture{Note: fmt.Sprintf(format, args...), Alarm: true})
}
