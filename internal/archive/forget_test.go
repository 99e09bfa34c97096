package archive_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
)

func TestAPageThatHoldsOtherPostsTooIsKept(t *testing.T) {
	db := open(t)
	put(t, db, fetched(site+"2011", "year", day), fetched(site+"a", "a", day))
	a, b := with(blog.Post{Title: "A"}, site+"a"), with(blog.Post{Title: "B"}, site+"b")
	read(t, db, map[string][]blog.Post{site + "2011": {a, b}, site + "a": {a}})
	if _, err := db.Find(t.Context(), site+"2011"); !errors.Is(err, blog.ErrUsage) {
		t.Errorf("a page of two posts: %v", err)
	}
	// Of the year's page nothing but B would be lost.
	f, err := db.Forget(t.Context(), site+"a", day)
	if err != nil {
		t.Fatal(err)
	}
	if f.Pages != 1 || !slices.Equal(f.Shared, []string{site + "2011"}) || len(f.Posts) != 1 || f.Posts[0].Title != "A" {
		t.Errorf("forgetting A takes %+v", f)
	}
	if got := collect(t, db.Posts(t.Context())); len(got) != 1 || got[0].ID != b.ID {
		t.Errorf("left are %+v", got)
	}
	gone := collect(t, db.Changes(t.Context(), 0))
	if !slices.ContainsFunc(gone, func(k archive.Kept) bool { return k.ID == a.ID && k.Gone && k.Post.Title == "" }) {
		t.Errorf("the next index is not told to leave A out: %+v", gone)
	}
	known, err := db.Forgotten(t.Context())
	if err != nil || !known.Post(site, "http://blog.example.com/a?utm_source=x") || known.Post(site, site+"b") || known.Blog(site) {
		t.Errorf("%+v, %v", known, err)
	}
}

func TestABlogIsForgottenAndRecalledAsItWas(t *testing.T) {
	db := open(t)
	if err := db.AddSite(t.Context(), site, day); err != nil {
		t.Fatal(err)
	}
	other := fetched("https://other.example.com/x", "x", day)
	other.Page.Site, other.Visit.Site = "https://other.example.com/", "https://other.example.com/"
	put(t, db, fetched(site+"a", "a", day), other)
	read(t, db, map[string][]blog.Post{site + "a": {with(blog.Post{Title: "A"}, site+"a")}})
	if _, err := db.Forget(t.Context(), "https://nobody.example.com/", day); !errors.Is(err, blog.ErrNotFound) {
		t.Errorf("an unknown blog: %v", err)
	}
	f, err := db.Forget(t.Context(), "http://www.blog.example.com", day)
	if err != nil || f.Pages != 1 || len(f.Posts) != 1 {
		t.Fatalf("%+v, %v", f, err)
	}
	if sites, err := db.Sites(t.Context()); err != nil || len(sites) != 0 {
		t.Errorf("remembered: %v, %v", sites, err)
	}
	if _, err := db.Page(t.Context(), site+"a"); !errors.Is(err, blog.ErrNotFound) {
		t.Errorf("its page: %v", err)
	}
	if _, err := db.Page(t.Context(), "https://other.example.com/x"); err != nil {
		t.Errorf("the page of another blog: %v", err)
	}
	if unscrubbed, err := db.Unscrubbed(t.Context()); err != nil || !unscrubbed {
		t.Errorf("to be scrubbed: %v, %v", unscrubbed, err)
	}
	if err := db.Scrub(t.Context()); err != nil {
		t.Fatal(err)
	}
	if unscrubbed, err := db.Unscrubbed(t.Context()); err != nil || unscrubbed {
		t.Errorf("still to be scrubbed: %v, %v", unscrubbed, err)
	}
	if err := db.Recall(t.Context(), site); err != nil {
		t.Fatal(err)
	}
	if sites, err := db.Sites(t.Context()); err != nil || len(sites) != 1 || sites[0].URL != site {
		t.Errorf("remembered again: %v, %v", sites, err)
	}
	if err := db.Recall(t.Context(), site); !errors.Is(err, blog.ErrNotFound) {
		t.Errorf("recalled twice: %v", err)
	}
}

func TestListPagesThatLinkToAForgottenPostGo(t *testing.T) {
	db := open(t)
	list := fetched(site, `<a href='/a?utm_medium=x'>A</a> <a href="/b">B</a>`, day)
	list.Visit.Role = blog.RoleList
	tags := fetched(site+"tag", `<a href="a">A</a>`, day.Add(time.Minute))
	plain := fetched(site+"about", `<a href="/b">B</a>`, day)
	put(t, db, fetched(site+"a", "a", day), list, tags, plain)
	read(t, db, map[string][]blog.Post{site + "a": {with(blog.Post{Title: "A"}, site+"a")}})
	if _, err := db.Forget(t.Context(), site+"a", day); err != nil {
		t.Fatal(err)
	}
	for url, kept := range map[string]bool{site: false, site + "tag": false, site + "about": true} {
		if _, err := db.Page(t.Context(), url); (err == nil) != kept {
			t.Errorf("%s: kept is %v, want %v", url, err == nil, kept)
		}
	}
	if v, ok, err := db.Visit(t.Context(), site); err != nil || !ok || v.Hash != "" {
		t.Errorf("the list page is not asked for anew: %+v, %v, %v", v, ok, err)
	}
}
