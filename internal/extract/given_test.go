package extract_test

import (
	"testing"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/extract"
)

func TestAPageHandedInByItselfIsAPost(t *testing.T) {
	for _, path := range []string{"testdata/list/static-page-without-a-date.html", "testdata/list/page-about-the-owner-without-a-date.html"} {
		p := page(t, path)
		p.Form = blog.FormGiven
		post, err := extract.Post(p)
		if err != nil || len(post.Blocks) == 0 {
			t.Errorf("%s: %v, %v", path, post, err)
		}
	}
}
