package bleve

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/rank"
	"github.com/fumikura/fumikura/internal/blog"
)

// TestTheWorkedExampleOfThePackageIsWhatIsWritten holds doc.go to the program: the example in it is what becomes of its post.
func TestTheWorkedExampleOfThePackageIsWhatIsWritten(t *testing.T) {
	p := &blog.Post{ID: "p1", Site: "https://b.example/", URL: "https://b.example/1", Title: "猫", Author: "mori", Lang: "ja", Tags: []string{"旅"},
		Published: time.Date(2024, 5, 1, 8, 0, 0, 0, time.FixedZone("", 9*3600)), Blocks: []blog.Block{{Kind: blog.Paragraph, Text: "猫の旅"}, {Kind: blog.Code, Text: "ls"}}}
	a := ja.New()
	b := newBatch()
	d := analyse(a, p, rank.Texts(a, p), b)
	var lines []string
	for field, terms := range map[string]*inverted{"w": b.words, "g": b.grams} {
		for _, found := range terms.now {
			v := unpack(found.tally)
			lines = append(lines, fmt.Sprintf("%s %s %d: body %d, title %d, code %v", field, terms.terms.Bytes(found.term), found.tally, v.body, v.title, v.code))
		}
	}
	slices.Sort(lines)
	lines = append(lines, fmt.Sprintf("folded %q", d.folded))
	f := d.facts
	f.signature = nil // a Bloom filter, whose bytes tell a reader nothing
	lines = append(lines, fmt.Sprintf("f % x", f.encode()))
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(doc), "//\t", "")
	for _, line := range lines {
		if !strings.Contains(text, line+"\n") {
			t.Errorf("doc.go lacks the line\n%s", line)
		}
	}
}
