package ja_test

import (
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index/ja"
)

func TestNamesOfReleasesAreCutInAQuery(t *testing.T) {
	a := ja.New()
	for text, want := range map[string]string{
		"Rust1.69": "rust 1.69", "terraform0.12": "terraform 0.12", "1.9.3p374": "1.9.3 p374", "ruby1.9.3p374": "rubi 1.9.3 p374",
		"v1.69": "1.69", "cve202246176": "cve 2022 46176", "2.0.0rc1": "2.0.0 rc1", "Ｒｕｂｙ２．０": "rubi 2.0", "php7.4の入門": "php 7.4|入門",
		"1.69": "1.69", "7.4b.001": "7.4b.001", "v2": "v2", "x1.2": "x1.2", "utf8": "utf8", "cve2022": "cve2022", "1.2.3": "1.2.3",
		"Rust1.69 beta": "rust 1.69|beta", "Node.js18.2": "node js 18.2",
	} {
		var pieces []string
		for _, p := range a.Query(text) {
			var words []string
			for _, w := range p.Words {
				words = append(words, w.Term)
			}
			pieces = append(pieces, strings.Join(words, " "))
		}
		if got := strings.Join(pieces, "|"); got != want {
			t.Errorf("%q asks for %q, want %q", text, got, want)
		}
	}
}

func TestTheNameOfAReleaseAsTypedStaysOneOfItsSpellings(t *testing.T) {
	for text, want := range map[string]string{"Rust1.69": "rust1.69", "1.9.3p374": "1.9.3p374", "v1.69": "v1.69"} {
		found := false
		for _, v := range ja.New().Query(text)[0].Variants {
			found = found || strings.Join(v.Terms, " ") == want
		}
		if !found {
			t.Errorf("%q has no spelling %q", text, want)
		}
	}
}
