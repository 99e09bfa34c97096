package ja_test

import (
	"testing"

	"github.com/fumikura/fumikura/index/ja"
)

func TestSpacesBetweenJapaneseAndLatinAreDropped(t *testing.T) {
	for text, want := range map[string]string{
		"2016 年 9 月号":          "2016年9月号",
		"Docker を\n使う":         "Dockerを 使う",
		"go  test\t./...":      "go test ./...",
		"京都 会議":                "京都 会議",
		" C++ で書く (続き) です。 ok": "C++ で書く (続き) です。 ok",
		"  ":                   "",
		"":                     "",
	} {
		if got := ja.Spacing(text); got != want {
			t.Errorf("%q is set as %q, want %q", text, got, want)
		}
	}
}
