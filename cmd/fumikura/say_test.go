package main

import (
	"strings"
	"testing"
)

func TestAReportShowsControlCharactersEscaped(t *testing.T) {
	var out strings.Builder
	a := &app{stdout: &out}
	a.say("%s: %s\n", "タイトル\x1b[31m\r\nPublished 9 posts", errShown)
	a.say("%s %d\n", "a\u202eb\xff\u0085c\t", 3)
	want := `タイトル\x1b[31m\x0d\x0aPublished 9 posts: shown` + "\n" + `a\u202eb\xff\u0085c\x09 3` + "\n"
	if out.String() != want {
		t.Errorf("it says %q, want %q", out.String(), want)
	}
}
