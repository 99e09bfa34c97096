package corpus

import (
	"bytes"
	"embed"
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

// Judged is a query with the posts that answer it.
type Judged struct {
	ID, Text, Kind string
	Answers        []blog.ID
}

// KnownItems gives the Japanese posts over which the known-item queries are asked.
func KnownItems(t testing.TB) []*blog.Post {
	return written(t, "ja", "mamezou", "haskell-jp", "vim-jp", "jpazpaas")
}

// English gives the posts of an English blog.
func English(t testing.TB) []*blog.Post { return written(t, "en", "go-blog") }

// Help gives the Japanese help pages of a service.
func Help(t testing.TB) []*blog.Post { return written(t, "ja", "mackerel-docs") }

// written gives the posts of some corpora in one language.
func written(t testing.TB, lang string, names ...string) []*blog.Post {
	t.Helper()
	var posts []*blog.Post
	for _, name := range names {
		for _, p := range Posts(t, name) {
			if p.Lang == lang {
				posts = append(posts, p.post(name))
			}
		}
	}
	return posts
}

// KnownItemQueries gives the queries with their answers.
func KnownItemQueries(t testing.TB) []Judged {
	t.Helper()
	var out []Judged
	eachLine(t, Path(t, "corpora", "known-item", "queries.jsonl"), func(line []byte) error {
		j, err := judged(line)
		out = append(out, j)
		return err
	})
	return out
}

// The queries of our own making, in the same form. Over the posts of the known items: the second set has been looked into for what is
// missed, the third and fourth counted, to choose weights, the fifth written last, asked when the weights were chosen. Over an English
// blog, and over help pages: english and help.
//
//go:embed queries
var ownQueries embed.FS

// OwnQueries gives the queries of one of our own sets, with their answers.
func OwnQueries(t testing.TB, set string) []Judged {
	t.Helper()
	text, err := ownQueries.ReadFile("queries/" + set + ".jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var out []Judged
	for line := range bytes.Lines(text) {
		j, err := judged(line)
		if err != nil {
			t.Fatalf("%s: %s: %v", set, line, err)
		}
		out = append(out, j)
	}
	return out
}

// Typed is what a reader typed and the word that was meant.
type Typed struct{ Kind, Typed, Right string }

// OwnTyped gives one of our own sets over the posts of the known items: "slips", misspellings of words that these posts have, or
// "beginnings", of words of their titles, in every state that an input method gives. They were made by rules and by hand before what they
// measure; the even lines were looked into, the odd ones only counted.
func OwnTyped(t testing.TB, set string) []Typed {
	t.Helper()
	text, err := ownQueries.ReadFile("queries/" + set + ".jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var out []Typed
	for line := range bytes.Lines(text) {
		var typed Typed
		if err := json.Unmarshal(line, &typed); err != nil {
			t.Fatalf("%s: %s: %v", set, line, err)
		}
		out = append(out, typed)
	}
	return out
}

// judged reads one line of a set.
func judged(line []byte) (Judged, error) {
	var q struct {
		QID, Query, Kind, Corpus string
		Rel                      []string
	}
	err := json.Unmarshal(line, &q)
	j := Judged{ID: q.QID, Text: q.Query, Kind: q.Kind}
	for _, id := range q.Rel {
		j.Answers = append(j.Answers, blog.ID(q.Corpus+" "+id))
	}
	return j, err
}

// post makes a post of the house of a line of a corpus. Its address ends in corpus and id.
func (p Post) post(corpus string) *blog.Post {
	site := "https://" + corpus + ".example.com/"
	b := &blog.Post{ID: blog.ID(corpus + " " + p.ID), Site: site, URL: site + p.ID, Title: p.Title, Lang: p.Lang, Tags: p.Tags, Blocks: markdown(p.Markdown)}
	if len(p.Authors) > 0 {
		b.Author = p.Authors[0]
	}
	b.Published, _ = time.Parse("2006-01-02", p.Date[:min(10, len(p.Date))])
	return b
}

var (
	fences     = regexp.MustCompile("(?ms)^```([^\n]*)\n(.*?)^```[ \t]*$")
	link       = regexp.MustCompile(`!?\[([^\]]*)\]\([^)]*\)`)
	marks      = regexp.MustCompile("[*`]+")
	paragraphs = regexp.MustCompile(`\n\s*\n`)
)

// markdown cuts a text roughly into blocks.
func markdown(text string) []blog.Block {
	var blocks []blog.Block
	at := 0
	for _, m := range fences.FindAllStringSubmatchIndex(text, -1) {
		blocks = append(blocks, prose(text[at:m[0]])...)
		blocks = append(blocks, blog.Block{Kind: blog.Code, Lang: text[m[2]:m[3]], Text: text[m[4]:m[5]]})
		at = m[1]
	}
	return append(blocks, prose(text[at:])...)
}

func prose(text string) []blog.Block {
	var blocks []blog.Block
	for _, para := range paragraphs.Split(text, -1) {
		para = strings.TrimSpace(marks.ReplaceAllString(link.ReplaceAllString(para, "$1"), ""))
		switch {
		case para == "":
		case strings.HasPrefix(para, "#"):
			head, rest, _ := strings.Cut(para, "\n")
			blocks = append(blocks, blog.Block{Kind: blog.Heading, Text: strings.Trim(head, "# "), Anchor: "h"})
			if rest != "" {
				blocks = append(blocks, blog.Block{Kind: blog.Paragraph, Text: rest})
			}
		default:
			blocks = append(blocks, blog.Block{Kind: blog.Paragraph, Text: para})
		}
	}
	return blocks
}
