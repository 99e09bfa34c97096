package source_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/fetch"
	"github.com/fumikura/fumikura/internal/source"
)

// notes are what the source tells about itself.
func notes(t *testing.T, path string, o source.Options) string {
	t.Helper()
	var all []string
	for c := range source.Open(t.Context(), path, o) {
		if c.Note != "" {
			all = append(all, c.Note)
		}
	}
	return strings.Join(all, "\n")
}

// folder lays the files out.
func folder(t *testing.T, files ...string) string {
	t.Helper()
	dir := t.TempDir()
	for i := 0; i < len(files); i += 2 {
		name := filepath.Join(dir, files[i])
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(files[i+1]), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

const (
	wordpress = `<rss xmlns:wp="https://wordpress.org/export/9.9/"><channel><link>https://blog.example</link><item><title>w</title><link>https://blog.example/w</link><wp:status>publish</wp:status></item></channel></rss>`
	rssFeed   = `<rss version="2.0"><channel><link>https://blog.example</link><item><title>f</title><link>https://blog.example/f</link><description>x</description></item></channel></rss>`
	markdown  = "---\ntitle: m\n---\ntext"
)

func TestAnExportBesideOtherFilesIsTaken(t *testing.T) {
	for name, c := range map[string]struct {
		files []string
		want  string
		note  string
	}{
		"a readme":           {[]string{"README.md", "# about", "export.xml", wordpress}, "w", "taken for wxr"},
		"a page":             {[]string{"archive_browser.html", "<p>x</p>", "a/export.xml", wordpress}, "w", "left aside: the Markdown and HTML files"},
		"a feed":             {[]string{"index.xml", rssFeed, "a/export.xml", wordpress}, "w", "left aside: index.xml"},
		"posts and a feed":   {[]string{"a.md", markdown, "index.xml", rssFeed}, "m", "left aside: index.xml"},
		"a feed alone":       {[]string{"index.xml", rssFeed, "photo.png", "x"}, "f", "taken for rss"},
		"what Mac leaves":    {[]string{"a.md", markdown, "__MACOSX/._a.md", "\x00", "._b.md", "\x00"}, "m", ""},
		"a search's index":   {[]string{"a.md", markdown, "index.json", `[{"url": "https://blog.example/a/", "title": "m", "contents": "text", "date": "2024-01-02"}]`}, "m", "by its Markdown and HTML files"},
		"our own lines":      {[]string{"README.md", "# about", "a.md", markdown, "posts.json", `[{"url": "https://blog.example/a", "title": "w", "text": "text"}]`}, "w", "taken for jsonl"},
		"a source tree":      {[]string{"hugo.toml", `baseURL = "https://blog.example/"`, "content/p/a.md", markdown, "static/old.xml", wordpress}, "m", "left aside: static/old.xml"},
		"a tree within":      {[]string{"README.md", "# about", "site/hugo.toml", `baseURL = "https://blog.example/"`, "site/content/p/a.md", markdown}, "m", "the source tree is in its folder site"},
		"an archive of some": {[]string{"note.txt", "x", "export.zip", string(zipped(t, "export.xml", wordpress))}, "w", ""},
	} {
		dir := folder(t, c.files...)
		o := source.Options{Site: "https://blog.example/"}
		got, err := collect(t, dir, o)
		if err != nil || len(got) != 1 || got[0].Page == nil || got[0].Page.Known.Title != c.want {
			t.Errorf("%s: %v, %+v", name, err, got)
		}
		if told := notes(t, dir, o); !strings.Contains(told, c.note) {
			t.Errorf("%s: it tells %q", name, told)
		}
	}
}

func TestLinksThatLeadOutAreNotFollowed(t *testing.T) {
	secret := folder(t, "secret.md", markdown, "export.xml", wordpress)
	dir := folder(t, "a.md", markdown)
	for _, name := range []string{"secret.md", "export.xml"} {
		if err := os.Symlink(filepath.Join(secret, name), filepath.Join(dir, name)); err != nil {
			t.Skip(err)
		}
	}
	if err := os.Symlink(secret, filepath.Join(dir, "folder")); err != nil {
		t.Skip(err)
	}
	got, err := collect(t, dir, source.Options{Site: "https://blog.example/"})
	taken := 0
	for _, c := range got {
		if c.Page != nil {
			taken++
		}
	}
	if err != nil || taken != 1 {
		t.Errorf("%v, %+v", err, got)
	}
}

func TestWhatIsWrongWithAMemberCostsOnlyItself(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	sjis, err := japanese.ShiftJIS.NewEncoder().String("日本語.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range []*zip.FileHeader{{Name: sjis, NonUTF8: true}, {Name: "a.md"}, {Name: "a.md"}, {Name: "../out.md"}, {Name: "locked.md", Flags: 1}} {
		w, err := z.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, markdown); err != nil {
			t.Fatal(err)
		}
	}
	link := &zip.FileHeader{Name: "link.md"}
	link.SetMode(os.ModeSymlink | 0o777)
	if w, err := z.CreateHeader(link); err != nil {
		t.Fatal(err)
	} else if _, err := io.WriteString(w, "/etc/passwd"); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := open(t, "blog.zip", b.Bytes(), source.Options{Site: "https://blog.example/", Text: fetch.UTF8})
	var urls, reasons []string
	for _, c := range got {
		if c.Page != nil {
			urls = append(urls, c.Page.URL)
		} else {
			reasons = append(reasons, c.Visit.Reason)
		}
	}
	if err != nil || strings.Join(urls, " ") != "https://blog.example/a/ https://blog.example/%E6%97%A5%E6%9C%AC%E8%AA%9E/" || len(reasons) != 2 || !strings.Contains(reasons[0], "another file") || !strings.Contains(reasons[1], "password") {
		t.Errorf("%v, %q, %q", err, urls, reasons)
	}
}

func TestALockedArchiveSaysSo(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	if _, err := z.CreateHeader(&zip.FileHeader{Name: "a.md", Flags: 1}); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, "locked.zip", b.Bytes(), source.Options{}); !errors.Is(err, blog.ErrUsage) || !strings.Contains(err.Error(), "password") {
		t.Error(err)
	}
}

func TestNestingEnds(t *testing.T) {
	inner := zipped(t, "posts.jsonl", line)
	for name, c := range map[string]struct {
		content []byte
		taken   bool
	}{
		"two levels":             {zipped(t, "inner.zip", string(inner)), true},
		"two levels of a tar":    {packed(t, tarred(t, "inner.zip", string(inner))), true},
		"three levels":           {zipped(t, "a.zip", string(zipped(t, "b.zip", string(inner)))), false},
		"gzip in gzip in gzip":   {packed(t, packed(t, packed(t, []byte(line)))), false},
		"packed and in a parcel": {zipped(t, "posts.jsonl.gz", string(packed(t, []byte(line)))), true},
	} {
		got, err := open(t, "outer", c.content, source.Options{})
		if c.taken && (err != nil || len(got) != 1) || !c.taken && (!errors.Is(err, blog.ErrUsage) || !strings.Contains(err.Error(), "levels")) {
			t.Errorf("%s: %v, %+v", name, err, got)
		}
	}
}

func TestHolesOfSparseFilesCount(t *testing.T) {
	// A sparse file of 1 GB in GNU's old format: a header that says so, and one block of content at the end of the hole.
	const size = 1 << 30
	header := make([]byte, 512)
	copy(header, "posts.jsonl")
	copy(header[100:], "0000644\x000000000\x000000000\x00")
	copy(header[124:], fmt.Sprintf("%011o\x00", 512))
	copy(header[136:], "00000000000\x00")
	header[156] = 'S'
	copy(header[257:], "ustar  \x00")
	copy(header[386:], fmt.Sprintf("%011o\x00%011o\x00", size-512, 512))
	copy(header[483:], fmt.Sprintf("%011o\x00", size))
	sum := 0
	copy(header[148:], "        ")
	for _, c := range header {
		sum += int(c)
	}
	copy(header[148:], fmt.Sprintf("%06o\x00 ", sum))
	if _, err := tar.NewReader(bytes.NewReader(append(header, make([]byte, 512+1024)...))).Next(); err != nil {
		t.Fatal(err)
	}
	_, err := open(t, "sparse.tar", append(header, make([]byte, 512+1024)...), source.Options{})
	if err == nil || !strings.Contains(err.Error(), "times its size") {
		t.Error(err)
	}
}

func TestTheCharsetIsThatOfTheMajority(t *testing.T) {
	const post = "AUTHOR: mori\nTITLE: 文字の話\nBASENAME: a\nSTATUS: Publish\nDATE: 01/02/2020 03:04:05\n-----\nBODY:\n<p>この記事は古い文字で書かれています。</p>\n-----\n--------\n"
	sjis, err1 := japanese.ShiftJIS.NewEncoder().String(post)
	jis, err2 := japanese.ISO2022JP.NewEncoder().String(post)
	utf16, err3 := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(post)
	utf16be, err4 := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder().String(post)
	if err := errors.Join(err1, err2, err3, err4); err != nil {
		t.Fatal(err)
	}
	ascii := "TITLE: ascii\nBASENAME: b\nDATE: 01/02/2020 03:04:05\n-----\nBODY:\n" + strings.Repeat("<p>nothing but ASCII</p>\n", 4000) + "-----\n--------\n"
	for name, in := range map[string]string{
		"UTF-8": post, "byte order mark": "\ufeff" + post, "one broken byte": strings.Replace(post, "この", "\xe3この", 1),
		"Shift_JIS": sjis, "ISO-2022-JP": jis, "UTF-16": utf16, "UTF-16 without a mark": utf16be,
		"carriage returns": strings.ReplaceAll(post, "\n", "\r"), "both": strings.ReplaceAll(post, "\n", "\r\n"),
		"Shift_JIS after 64 KiB of ASCII": ascii + sjis, "UTF-8 after 64 KiB of ASCII": ascii + post, "ISO-2022-JP after 64 KiB of ASCII": ascii + jis,
	} {
		got, err := open(t, "export.txt", []byte(in), source.Options{Site: "https://blog.example/", Text: fetch.UTF8})
		if err != nil || len(got) == 0 || got[len(got)-1].Page == nil {
			t.Errorf("%s: %v, %d captures", name, err, len(got))
			continue
		}
		p := got[len(got)-1].Page
		if p.Known.Title != "文字の話" || !strings.Contains(string(p.Body), "この記事は古い文字で") {
			t.Errorf("%s: %q, %q", name, p.Known.Title, p.Body)
		}
	}
}
