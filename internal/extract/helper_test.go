package extract_test

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"io"
	"os"
	"regexp"
	"testing"
	"unicode"
)

var markdown = regexp.MustCompile(`!\[[^\]]*\]\([^)]*\)|\]\([^)]*\)|<[^>]+>`)

// agreement is the F1 of the pairs of letters in both texts, without Markdown and white space.
func agreement(got, want string) float64 {
	g, w := pairs(got), pairs(want)
	both, ng, nw := 0, 0, 0
	for k, n := range g {
		ng += n
		both += min(n, w[k])
	}
	for _, n := range w {
		nw += n
	}
	return 2 * float64(both) / float64(ng+nw)
}

func pairs(s string) map[[2]rune]int {
	out := map[[2]rune]int{}
	var last rune
	for _, r := range markdown.ReplaceAllString(s, "") {
		if !unicode.IsLetter(r) && !unicode.IsNumber(r) {
			continue
		}
		out[[2]rune{last, r}]++
		last = r
	}
	return out
}

func each(t *testing.T, path string, line func([]byte)) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	r := bufio.NewScanner(z)
	r.Buffer(nil, 1<<26)
	for r.Scan() {
		line(r.Bytes())
	}
	if r.Err() != nil {
		t.Fatal(r.Err())
	}
}

func eachFile(t *testing.T, path string, file func(string, []byte)) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	r := tar.NewReader(z)
	for {
		h, err := r.Next()
		if err == io.EOF {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if h.Typeflag == tar.TypeReg {
			file(h.Name, body)
		}
	}
}
