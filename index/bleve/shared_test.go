package bleve_test

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/corpus"
)

// lines calls fn with every line of a file, which may be gzipped.
func lines(t testing.TB, name string, fn func([]byte)) {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	s := bufio.NewScanner(r)
	s.Buffer(nil, 16<<20)
	for s.Scan() {
		fn(s.Bytes())
	}
	if err := s.Err(); err != nil {
		t.Fatal(err)
	}
}

// sharedPost is a line of posts.jsonl.
type sharedPost struct {
	ID, Title, Date, Lang string
	Authors, Tags         []string
	Body                  string `json:"body_markdown"`
}

// knownItemPosts gives the posts that the known-item queries are asked over. Their URL ends in corpus and id.
func knownItemPosts(t testing.TB) []*blog.Post {
	var posts []*blog.Post
	for _, c := range []string{"mamezou", "haskell-jp", "vim-jp", "jpazpaas"} {
		lines(t, corpus.Path(t, "corpora", c, "posts.jsonl.gz"), func(line []byte) {
			var p sharedPost
			if err := json.Unmarshal(line, &p); err != nil {
				t.Fatal(err)
			}
			if p.Lang == "ja" {
				posts = append(posts, p.post(c))
			}
		})
	}
	return posts
}

func (p sharedPost) post(corpus string) *blog.Post {
	b := &blog.Post{ID: blog.ID(corpus + " " + p.ID), Site: "https://" + corpus + ".example.com/", URL: "https://" + corpus + ".example.com/" + p.ID,
		Title: p.Title, Lang: p.Lang, Tags: p.Tags, Blocks: markdown(p.Body)}
	if len(p.Authors) > 0 {
		b.Author = p.Authors[0]
	}
	b.Published, _ = time.Parse("2006-01-02", p.Date[:min(10, len(p.Date))])
	return b
}

var (
	fences = regexp.MustCompile("(?ms)^```([^\n]*)\n(.*?)^```[ \t]*$")
	link   = regexp.MustCompile(`!?\[([^\]]*)\]\([^)]*\)`)
	marks  = regexp.MustCompile("[*`]+")
)

// markdown cuts a text roughly into blocks.
func markdown(text string) []blog.Block {
	var blocks []blog.Block
	prose := func(s string) {
		for _, para := range regexp.MustCompile(`\n\s*\n`).Split(s, -1) {
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
	}
	at := 0
	for _, m := range fences.FindAllStringSubmatchIndex(text, -1) {
		prose(text[at:m[0]])
		blocks = append(blocks, blog.Block{Kind: blog.Code, Lang: text[m[2]:m[3]], Text: text[m[4]:m[5]]})
		at = m[1]
	}
	prose(text[at:])
	return blocks
}
