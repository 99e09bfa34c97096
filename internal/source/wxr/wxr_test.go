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
	const file = `<rss><channel><link>https://wp.example</link><item><link>https://wp.example/a</link><wp:status>publish</wp:status></item></channel></rss>`
	for c, err := range wxr.Read(t.Context(), strings.NewReader(file), blog.Export{Name: "a"}) {
		if err != nil || c.Page.Site != "https://wp.example/" {
			t.Errorf("%+v, %v", c, err)
		}
	}
}

func TestWhatBecameADraftIsLeftOutUnderItsOldAddress(t *testing.T) {
	const file = `<rss><channel><link>https://wp.example</link>
<item><link>https://wp.example/?p=3</link><wp:post_id>3</wp:post_id><wp:post_name>early</wp:post_name><wp:post_date>2019-02-03 00:00:00</wp:post_date><wp:status>draft</wp:status></item>
<item><link>https://wp.example/2020/05/a/</link><wp:post_id>4</wp:post_id><wp:post_name>a</wp:post_name><wp:post_date>2020-05-06 00:00:00</wp:post_date><wp:status>publish</wp:status></item>
<item><link>https://wp.example/?p=5</link><wp:post_id>5</wp:post_id><wp:post_name>late__trashed</wp:post_name><wp:post_date>2021-07-08 00:00:00</wp:post_date><wp:status>trash</wp:status></item>
</channel></rss>`
	var left []string
	for c, err := range wxr.Read(t.Context(), strings.NewReader(file), blog.Export{Name: "a"}) {
		if err != nil {
			t.Fatal(err)
		}
		if c.Visit.Excluded {
			left = append(left, c.Visit.URL)
		}
	}
	if got := strings.Join(left, " "); got != "https://wp.example/2021/07/late/ https://wp.example/2019/02/early/" {
		t.Error(got)
	}
}
