package corpus

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

// OwnSite is the blog of the posts that Own gives.
const OwnSite = "https://minato.example.com/"

// Own gives the posts of our own writing, which a lone clone has too: those of this folder, several to a file behind lines of "==== id",
// and those of the sample blog, one to a file, whose name is the id. Each is a head of lines "key: value", an empty line, and the body
// in a part of Markdown. A post that names its twin is the translation of that one.
func Own(t testing.TB) []*blog.Post {
	t.Helper()
	var posts []*blog.Post
	for _, name := range ownFiles(t, "internal/corpus/posts") {
		for _, text := range strings.Split("\n"+ownText(t, name), "\n==== ")[1:] {
			id, text, _ := strings.Cut(text, "\n")
			posts = append(posts, ownPost(t, id, text))
		}
	}
	for _, name := range ownFiles(t, "internal/sample/posts") {
		posts = append(posts, ownPost(t, strings.TrimSuffix(filepath.Base(name), ".txt"), ownText(t, name)))
	}
	langs := map[string]string{}
	for _, p := range posts {
		langs[p.URL] = p.Lang
	}
	for _, p := range posts {
		for i, twin := range p.Translations {
			if p.Translations[i].Lang = langs[twin.URL]; p.Translations[i].Lang == "" {
				t.Fatalf("%s names the twin %s, which is not there", p.ID, twin.URL)
			}
		}
	}
	return posts
}

func ownFiles(t testing.TB, folder string) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(root(t), folder, "*.txt"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no posts in %s: %v", folder, err)
	}
	slices.Sort(names)
	return names
}

func ownText(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(text), "\r\n", "\n")
}

func ownPost(t testing.TB, id, text string) *blog.Post {
	t.Helper()
	head, body, ok := strings.Cut(strings.TrimSpace(text), "\n\n")
	p := &blog.Post{ID: blog.ID(id), Site: OwnSite, URL: OwnSite + id}
	for line := range strings.SplitSeq(head, "\n") {
		key, value, _ := strings.Cut(line, ": ")
		var err error
		switch key {
		case "title":
			p.Title = value
		case "author":
			p.Author = value
		case "lang":
			p.Lang = value
		case "tags":
			p.Tags = strings.Split(value, ", ")
		case "twin":
			p.Translations = []blog.Translation{{URL: OwnSite + value}}
		case "date":
			p.Published, err = time.Parse("2006-01-02", value[:min(10, len(value))])
		case "url", "updated":
		default:
			t.Fatalf("%s: unknown key %q", id, key)
		}
		if err != nil {
			t.Fatalf("%s: %v", id, err)
		}
	}
	p.Blocks = ownBlocks(body)
	if !ok || p.Title == "" || p.Lang == "" || p.Published.IsZero() || len(p.Blocks) == 0 {
		t.Fatalf("%s: a title, a language, a date or a body is missing", id)
	}
	return p
}

// ownBlocks cuts a body into blocks.
func ownBlocks(body string) (blocks []blog.Block) {
	fence := "" // the language behind it
	var code []string
	inCode := false
	for line := range strings.SplitSeq(body, "\n") {
		if lang, ok := strings.CutPrefix(line, "```"); ok {
			if inCode {
				blocks = append(blocks, blog.Block{Kind: blog.Code, Lang: fence, Text: strings.Join(code, "\n")})
			}
			inCode, fence, code = !inCode, lang, nil
			continue
		}
		if inCode {
			code = append(code, line)
			continue
		}
		if b := ownLine(strings.TrimSpace(line)); b.Text != "" {
			blocks = append(blocks, b)
		}
	}
	return blocks
}

// ownLine makes a block of a line, empty where it tells nothing.
func ownLine(line string) blog.Block {
	for _, k := range []struct {
		mark string
		kind blog.Kind
	}{{"### ", blog.Heading}, {"## ", blog.Heading}, {"- ", blog.ListItem}, {"1. ", blog.ListItem}, {"> ", blog.Quote}, {"| ", blog.TableRow}} {
		if text, ok := strings.CutPrefix(line, k.mark); ok {
			b := blog.Block{Kind: k.kind, Text: ownInline(strings.TrimSuffix(text, " |"))}
			if k.kind == blog.Heading {
				b.Anchor = strings.ReplaceAll(b.Text, " ", "-")
			}
			return b
		}
	}
	if line == "===" || strings.HasPrefix(line, "[:") || strings.HasPrefix(line, "[card:") {
		return blog.Block{}
	}
	return blog.Block{Kind: blog.Paragraph, Text: ownInline(line)}
}

// ownInline leaves of the notation within a line what a reader sees.
func ownInline(text string) string {
	text = link.ReplaceAllString(text, "$1")
	return strings.TrimSpace(strings.NewReplacer("`", "", "**", "", "[[", "", "]]", "", "((", "（", "))", "）").Replace(text))
}

// OwnTopics gives topics over the posts of our own, as lines of JSON: queries with what posts tell of them, judged while reading the
// posts and before they were asked: 3 is about it, 1 touches it.
func OwnTopics(t testing.TB) []byte {
	t.Helper()
	text, err := ownQueries.ReadFile("queries/topics.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	return text
}
