package archive_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
)

var noon = time.Date(2026, 11, 30, 12, 20, 0, 0, time.UTC)

func count(t *testing.T, path string, now time.Time, list ...archive.QueryCount) {
	t.Helper()
	if err := archive.CountQueries(t.Context(), path, list, nil, now); err != nil {
		t.Fatal(err)
	}
}

func asked(at time.Time, text string, nothing int, readers ...string) archive.QueryCount {
	return archive.QueryCount{Hour: at, Text: text, Key: strings.ToLower(text), Times: 1, Nothing: nothing, Readers: readers}
}

func texts(t *testing.T, list []archive.QuerySum, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, s := range list {
		all = append(all, fmt.Sprintf("%s %d/%d", s.Text, s.Times, s.Nothing))
	}
	return strings.Join(all, ", ")
}

func TestAQueryIsKeptOnlyOnceEnoughReadersHaveAskedIt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "archive.db")
	db := openAt(t, path)
	for range 20 { // one reader alone, however often
		count(t, path, noon, asked(noon, "ひみつの合言葉", 1, "192.0.2.1"))
	}
	list, err := db.Queries(t.Context(), time.Time{})
	if got := texts(t, list, err); got != "" {
		t.Errorf("shown before enough readers have asked: %s", got)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"ひみつの合言葉", "192.0.2.1"} {
		if strings.Contains(string(b), secret) {
			t.Errorf("%s lies in the file of the archive", secret)
		}
	}
	for n := 2; n <= 12; n++ { // several may fall into one share; so many never fall into two
		count(t, path, noon, asked(noon, "ひみつの合言葉", 1, fmt.Sprintf("192.0.2.%d", n)))
	}
	db = openAt(t, path)
	list, err = db.Queries(t.Context(), time.Time{})
	if got := texts(t, list, err); got != "ひみつの合言葉 31/31" {
		t.Errorf("got %q", got)
	}
}

func TestCountsAreByTheHourAndAddUp(t *testing.T) {
	path := filepath.Join(t.TempDir(), "archive.db")
	db := openAt(t, path)
	enough := func(c archive.QueryCount) archive.QueryCount { c.Enough = true; return c }
	count(t, path, noon, enough(asked(noon, "Docker", 0)), asked(noon, "docker", 0), enough(asked(noon.Add(time.Hour), "掃除", 1)), asked(noon, "rare", 0, "a"))
	count(t, path, noon, asked(noon.Add(10*time.Minute), "Docker", 1))
	list, err := db.Queries(t.Context(), time.Time{})
	if got := texts(t, list, err); got != "docker 3/1, 掃除 1/1" && got != "Docker 3/1, 掃除 1/1" {
		t.Errorf("got %q", got)
	}
	list, err = db.Queries(t.Context(), noon.Add(time.Hour))
	if got := texts(t, list, err); got != "掃除 1/1" {
		t.Errorf("of the last hour: %q", got)
	}
	list, err = db.LastQueries(t.Context(), 1)
	if got := texts(t, list, err); got != "掃除 1/1" {
		t.Errorf("the last: %q", got)
	}
	hours, err := db.QueryHours(t.Context(), time.Time{})
	if err != nil || len(hours) != 2 || hours[0].Times != 4 || hours[0].Nothing != 1 || hours[1].Times != 1 {
		t.Errorf("by the hour: %v, %v", hours, err)
	}
	count(t, path, noon.AddDate(0, 0, archive.QueryDays+1), asked(noon.AddDate(0, 0, archive.QueryDays+1), "new", 0, "a"))
	hours, err = db.QueryHours(t.Context(), time.Time{})
	if err != nil || len(hours) != 1 || hours[0].Times != 1 {
		t.Errorf("after %d days: %v, %v", archive.QueryDays, hours, err)
	}
}

func TestQueriesAreCountedBesideWhoHasTheLock(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "archive.db")
	if err := archive.CountQueries(t.Context(), path, nil, nil, noon); !errors.Is(err, blog.ErrNotFound) {
		t.Errorf("without an archive: %v", err)
	}
	lock, err := archive.Acquire(dir, "reindex")
	if err != nil {
		t.Fatal(err)
	}
	db := openAt(t, path)
	count(t, path, noon, asked(noon, "a", 0, "x"))
	if err := db.AddSite(t.Context(), site, noon); err != nil {
		t.Fatal(err)
	}
	count(t, path, noon, asked(noon, "a", 0, "y"))
	if err := lock.Release(); err != nil {
		t.Fatal(err)
	}
	if hours, err := db.QueryHours(t.Context(), time.Time{}); err != nil || len(hours) != 1 || hours[0].Times != 2 {
		t.Errorf("%v, %v", hours, err)
	}
}

func TestOpeningsAreCountedApartFromWhoAsked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "archive.db")
	db := openAt(t, path)
	id := blog.NewID(site + "1")
	put(t, db, fetched(site+"1", "body", noon))
	read(t, db, map[string][]blog.Post{site + "1": {{ID: id, Site: site, URL: site + "1", Title: "one"}}})
	list := []archive.QueryCount{{Hour: noon, Text: "掃除", Key: "掃除", Times: 1, Opened: 2, Readers: []string{"a"}, Enough: true}}
	opened := []archive.Opening{{Post: id, Hour: noon, Times: 2}, {Post: "of-no-post", Hour: noon, Times: 9}}
	for range 2 {
		if err := archive.CountQueries(t.Context(), path, list, opened, noon); err != nil {
			t.Fatal(err)
		}
	}
	sums, err := db.Queries(t.Context(), time.Time{})
	if err != nil || len(sums) != 1 || sums[0].Opened != 4 || sums[0].Times != 2 {
		t.Errorf("queries: %+v, %v", sums, err)
	}
	got, err := db.Openings(t.Context(), time.Time{})
	if err != nil || len(got) != 1 || got[0].Post != id || got[0].Times != 4 {
		t.Errorf("openings: %+v, %v", got, err)
	}
	if _, err := db.Forget(t.Context(), site+"1", noon); err != nil {
		t.Fatal(err)
	}
	if got, err := db.Openings(t.Context(), time.Time{}); err != nil || len(got) != 0 {
		t.Errorf("after it was forgotten: %+v, %v", got, err)
	}
}
