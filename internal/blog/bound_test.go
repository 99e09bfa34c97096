package blog_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/fumikura/fumikura/internal/blog"
)

func TestAPostWithinItsBoundsIsLeftAlone(t *testing.T) {
	p := blog.Post{Title: strings.Repeat("題", blog.MaxTitle), Author: "橘", Tags: []string{"a", strings.Repeat("長", blog.MaxTag)},
		Blocks: []blog.Block{{Text: strings.Repeat("x", blog.MaxText)}}}
	if cut := p.Bound(); cut != nil || len(p.Blocks[0].Text) != blog.MaxText {
		t.Error(cut)
	}
}

func TestWhatGoesBeyondIsCutAndTold(t *testing.T) {
	p := blog.Post{Title: strings.Repeat("題", 100_000), Author: strings.Repeat("橘 ", 10_000)}
	for i := range 60_000 {
		p.Tags = append(p.Tags, fmt.Sprint("tag", i))
	}
	p.Tags[3] = strings.Repeat("長", 1000)
	for range 100 {
		p.Blocks = append(p.Blocks, blog.Block{Text: strings.Repeat("言葉 ", 10_000)})
	}
	cut := strings.Join(p.Bound(), "; ")
	for _, want := range []string{"60000 tags", "a tag", "author", "title", "text"} {
		if !strings.Contains(cut, want) {
			t.Errorf("nothing tells of %s: %s", want, cut)
		}
	}
	if n := len(p.Text()); n > blog.MaxText || n < blog.MaxText-200 || !utf8.ValidString(p.Text()) || strings.HasSuffix(p.Text(), "言") {
		t.Errorf("%d bytes of text", n)
	}
	if len(p.Tags) != blog.MaxTags || utf8.RuneCountInString(p.Tags[3]) != blog.MaxTag || utf8.RuneCountInString(p.Title) != blog.MaxTitle ||
		utf8.RuneCountInString(p.Author) != blog.MaxAuthor {
		t.Errorf("%d tags, title %d, author %d", len(p.Tags), len(p.Title), len(p.Author))
	}
	if again := p.Bound(); again != nil {
		t.Errorf("cut again: %s", again)
	}
}

func TestManyBlocksAreCutToo(t *testing.T) {
	p := blog.Post{Blocks: make([]blog.Block, 300_000)}
	if cut := p.Bound(); len(cut) != 1 || len(p.Blocks) != blog.MaxBlocks {
		t.Errorf("%s, %d blocks", cut, len(p.Blocks))
	}
}
