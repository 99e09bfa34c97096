package blog_test

import (
	"strings"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

var today = blog.Export{Name: "export", Zone: time.UTC, Now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}

func TestWhatIsNotPublicIsWithheld(t *testing.T) {
	for _, field := range []string{
		"draft=true", "draft=yes", "Draft=1", "isDraft=true", "draft=maybe", "private=true", "isPrivate=on", "unlisted=true", "limited_sharing=true",
		"password=x", "post_password=secret", "password=true", "publishDate=2026-01-03", "publish_at=2030-01-01", "scheduled=true",
		"expiryDate=2026-01-01", "expires=2020-01-01", "expirydate=soon", "published=false", "publish=false", "published=2030-01-01",
		"public=no", "is_public=false", "status=draft", "status=pending", "status=Hidden", "wp:status=private", "status=0", "visibility=members",
		"visibility=非公開", "state=queue", "ignorePublish=true", "ignore-publish=true", "_build.render=never", "_build.render=link",
		"build.render=false", "_build.list=never", "headless=true", "searchHidden=true", "robots=noindex, follow", "hide=true", "published=perhaps",
	} {
		name, value, _ := strings.Cut(field, "=")
		if got := today.Withheld(blog.Visibility{"title": {"x"}, name: {value}}); got == "" {
			t.Errorf("%s is public", field)
		}
	}
}

func TestWhatIsPublicIsNot(t *testing.T) {
	for _, field := range []string{
		"draft=false", "draft=", "draft=null", "draft=no", "private=false", "published=true", "published=2020-01-01", "publish=yes",
		"published=published", "status=publish", "status=Published", "status=LIVE", "visibility=public", "password=", "password=false",
		"publishDate=2026-01-02", "expiryDate=2026-01-03", "_build.render=always", "_build.list=local", "headless=false", "robots=nofollow",
		"hide=toc", "comment_status=closed", "title=draft", "ignorePublish=false", "date=2030-01-01", "status=公開", "is=true",
	} {
		name, value, _ := strings.Cut(field, "=")
		if got := today.Withheld(blog.Visibility{name: {value}}); got != "" {
			t.Errorf("%s is withheld: %s", field, got)
		}
	}
}

func TestOneOfSeveralReasonsIsGivenAndAlwaysTheSame(t *testing.T) {
	v := blog.Visibility{"status": {"publish", "private"}, "draft": {"false", "true"}}
	for range 20 {
		if got := today.Withheld(v); got != "it is a draft" {
			t.Fatal(got)
		}
	}
}

func TestUnknownNamesAreSuspectWhereTheyCouldBeAboutReaders(t *testing.T) {
	for name, want := range map[string]bool{
		"draft": true, "isDraft": true, "post_state": true, "access_scope": true, "公開範囲": true, "members": true,
		"id": false, "slug": false, "image": false, "wordCount": false, "series": false,
	} {
		if got := (blog.Visibility{}).Suspect(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
