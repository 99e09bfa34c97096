package bleve_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/bleve"
	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/corpus"
)

// rates counts what came out right, by kind, by half of the set, and of all.
type rates map[string][2]int

func (r rates) add(line int, kind string, right bool) {
	half := "looked into"
	if line%2 == 1 {
		half = "counted only"
	}
	for _, k := range []string{kind, half, "all"} {
		n := r[k]
		n[1]++
		if right {
			n[0]++
		}
		r[k] = n
	}
}

func (r rates) of(key string) float64 { return float64(r[key][0]) / float64(max(r[key][1], 1)) }

func (r rates) String() string {
	var out []string
	for k, n := range r {
		out = append(out, fmt.Sprintf("%s %d of %d (%.2f)", k, n[0], n[1], r.of(k)))
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

// floors fails where a share has fallen below what was reached.
func (r rates) floors(t *testing.T, least float64) {
	t.Helper()
	t.Logf("%s", r)
	for _, half := range []string{"looked into", "counted only"} {
		if r.of(half) < least {
			t.Errorf("%s: %.3f are right, were at least %.3f", half, r.of(half), least)
		}
	}
}

// TestRelevanceOfSlips asks misspelled words over the known items. The answer is right where it has most of the page of the right word.
// Beginnings are right where the word, or one that goes on from it, is among the first three suggestions that are no posts.
func TestRelevanceOfSlips(t *testing.T) {
	corpus.NoRace(t)
	e := openIn(t, bleve.Options{Dir: t.TempDir()})
	build(t, e, index.Rebuild, corpus.KnownItems(t))
	t.Run("misspellings", func(t *testing.T) {
		got := rates{}
		for i, c := range corpus.OwnTyped(t, "slips") {
			want := found(ask(t, e, c.Right, func(r *index.Request) { r.Verbatim = true }))
			res := ask(t, e, c.Typed)
			right := sameShare(found(res), want) >= .6
			if got.add(i, c.Kind, right); !right && i%2 == 0 {
				t.Logf("%s for %s is corrected to %v", c.Typed, c.Right, res.Corrected)
			}
		}
		got.floors(t, .88)
	})
	t.Run("beginnings", func(t *testing.T) {
		got := rates{}
		for i, c := range corpus.OwnTyped(t, "beginnings") {
			list, err := e.Suggest(t.Context(), c.Typed, 10)
			if err != nil {
				t.Fatal(err)
			}
			right := suggested(list[:min(3, len(list))], c.Right)
			if got.add(i, c.Kind, right); !right && i%2 == 0 {
				t.Logf("%s for %s suggests %v", c.Typed, c.Right, list)
			}
		}
		got.floors(t, .9)
	})
}

// TestSlipsOverOurOwnPosts asks misspelled words over posts of our own writing, so that a clone without other corpora holds the rates too.
func TestSlipsOverOurOwnPosts(t *testing.T) {
	e := openOwn(t)
	got := rates{}
	for i, c := range corpus.OwnTyped(t, "sampleslips") {
		want := found(ask(t, e, c.Right, func(r *index.Request) { r.Verbatim = true }))
		if len(want) == 0 {
			t.Errorf("no post has %s", c.Right)
			continue
		}
		res := ask(t, e, c.Typed)
		right := sameShare(found(res), want) >= .6
		if got.add(i, c.Kind, right); !right {
			t.Logf("%s for %s is corrected to %v", c.Typed, c.Right, res.Corrected)
		}
	}
	t.Logf("%s", got)
	for kind, least := range map[string]float64{"kana dropped": .85, "kana swapped": .88, "long vowel": 1, "letter dropped": .92, "letters swapped": .94, "letter changed": .94, "two slips": .91} {
		if share := got.of(kind); share < least {
			t.Errorf("%s: %.3f are right, were at least %.3f", kind, share, least)
		}
	}
}

func found(r *index.Result) (ids []blog.ID) {
	for _, h := range r.Hits {
		ids = append(ids, h.Post.ID)
	}
	return ids
}

// sameShare is the share of what is wanted that was got.
func sameShare(got, want []blog.ID) float64 {
	n := 0
	for _, id := range want {
		if slices.Contains(got, id) {
			n++
		}
	}
	return float64(n) / float64(max(len(want), 1))
}

// suggested says whether a word, or what goes on from it, is suggested as other than a post.
func suggested(list []index.Suggestion, word string) bool {
	word = strings.TrimSuffix(ja.FoldString(word), "ー")
	return slices.ContainsFunc(list, func(s index.Suggestion) bool {
		text := ja.FoldString(s.Text)
		most := strings.HasPrefix(word, text) && 3*len(text) > 2*len(word) // a word without its ending
		return s.Kind != "post" && (strings.HasPrefix(text, word) || most)
	})
}
