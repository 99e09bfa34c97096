package ghost_test

import (
	"os"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/source/ghost"
	"github.com/fumikura/fumikura/internal/source/sourcetest"
)

func TestContract(t *testing.T) { sourcetest.Run(t, "testdata/*", ghost.Read) }

func FuzzRead(f *testing.F) { sourcetest.Fuzz(f, "testdata/*.json", ghost.Read) }

func TestWithoutABlogTheReasonSaysSo(t *testing.T) {
	f, err := os.Open("testdata/bare.json")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }() // it is only read
	for c, err := range ghost.Read(t.Context(), f, blog.Export{Name: "a"}) {
		if err != nil || c.Page != nil || !strings.Contains(c.Visit.Reason, "--blog") {
			t.Errorf("%+v, %v", c.Visit, err)
		}
	}
}
