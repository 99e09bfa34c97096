package wxr_test

import (
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
