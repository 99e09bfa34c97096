package extract_test

import (
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/extract"
)

// TestAnExportWithoutADateHasThatOfItsAddress has posts of a source tree whose front matter gives nothing but their address.
func TestAnExportWithoutADateHasThatOfItsAddress(t *testing.T) {
	known := time.Date(2020, 1, 2, 3, 4, 5, 0, time.UTC)
	for _, c := range []struct {
		path        string
		given, want time.Time
	}{
		{path: "2014/09/15/first/", want: time.Date(2014, 9, 15, 0, 0, 0, 0, time.UTC)},
		{path: "2014/09/15/first/", given: known, want: known},
		{path: "first/"},
	} {
		for _, form := range []blog.Form{blog.FormHTML, blog.FormText, blog.FormNone} {
			post, err := extract.Post(&blog.Page{URL: "https://b.example/" + c.path, Site: "https://b.example/", Form: form,
				Body: []byte("The text of the post."), Known: blog.Post{Title: "First", Published: c.given}})
			if err != nil || !post.Published.Equal(c.want) {
				t.Errorf("%s as %v: %+v, %v, want %v", c.path, form, post, err, c.want)
			}
		}
	}
}
