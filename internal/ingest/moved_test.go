package ingest_test

import (
	"strings"
	"testing"
)

func TestABlogNamedByAnotherSchemeIsTheSameBlog(t *testing.T) {
	d := newDesk(t, fakeSource{site: newBlog(many(4, plain))})
	d.reindex(nil)
	sites, err := d.Archive.Sites(t.Context())
	if err != nil || len(sites) != 1 {
		t.Fatalf("%v, %v", sites, err)
	}
	scheme, rest, _ := strings.Cut(sites[0].URL, "://")
	other := map[string]string{"http": "https", "https": "http"}[scheme] + "://" + rest
	if err := d.Archive.MoveSite(t.Context(), sites[0].URL, other); err != nil {
		t.Fatal(err)
	}
	if sites, err = d.Archive.Sites(t.Context()); err != nil || len(sites) != 1 || sites[0].URL != other || sites[0].Pages != 4 {
		t.Errorf("after it moved: %+v, %v", sites, err)
	}
}
