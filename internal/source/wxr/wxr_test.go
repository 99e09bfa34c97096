package wxr_test

import (
	"io"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/source/sourcetest"
	"github.com/fumikura/fumikura/internal/source/wxr"
)

func TestContract(t *testing.T) { sourcetest.Run(t, "testdata/*", wxr.Read) }

func FuzzRead(f *testing.F) { sourcetest.Fuzz(f, "testdata/*.xml", wxr.Read) }

func TestTheFileKnowsItsBlog(t *testing.T) {
	const file = `<rss><channel><link>https://wp.example</link><item><link>https://wp.example/a</link></item></channel></rss>`
	for c, err := range wxr.Read(t.Context(), strings.NewReader(file), blog.Export{Name: "a"}) {
		if err != nil || c.Page.Site != "https://wp.example/" {
			t.Errorf("%+v, %v", c, err)
		}
	}
}

func TestAnEndlessItemIsAnError(t *testing.T) {
	endless := io.MultiReader(strings.NewReader("<rss><channel><item><title>"), &letters{65 << 20})
	var last error
	for _, err := range wxr.Read(t.Context(), endless, sourcetest.Export("a.xml")) {
		last = err
	}
	if last == nil || !strings.Contains(last.Error(), "64 MiB") {
		t.Error(last)
	}
}

type letters struct{ left int }

func (l *letters) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, io.EOF
	}
	for i := range p {
		p[i] = 'x'
	}
	l.left -= len(p)
	return len(p), nil
}
