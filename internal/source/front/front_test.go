package front_test

import (
	"testing"

	"github.com/fumikura/fumikura/internal/source/front"
)

func TestAControlCharacterInFrontMatterCostsNoPost(t *testing.T) {
	m, rest, err := front.Split("---\ntitle: \"引き\u0008出し\"\npublished: fal\u0008se\n---\nカード\n")
	if err != nil || m.First("title") != "引き出し" || !m.Is("published", "false") || rest != "カード\n" {
		t.Errorf("got %v and %q, %v", m, rest, err)
	}
}
