package fetch_test

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/unicode"

	"github.com/fumikura/fumikura/internal/fetch"
)

const diary = "今日は雨だったので、家で本を読んだ。庭の紫陽花がきれいに咲いている。夕方には晴れて、虹が見えた。明日は出かけよう。"

func encoded(t testing.TB, e encoding.Encoding, s string) []byte {
	t.Helper()
	b, err := e.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTheCharsetIsFoundWhateverTheServerSays(t *testing.T) {
	var (
		sjis, euc, jis = japanese.ShiftJIS, japanese.EUCJP, japanese.ISO2022JP
		utf16          = unicode.UTF16(unicode.BigEndian, unicode.UseBOM)
		late           = "<html><head><style>" + strings.Repeat("p{color:#333}", 300) + "</style>"
	)
	page := func(head string) string {
		return head + "<title>日記</title></head><body><p>" + diary + "</p></body></html>"
	}
	cases := []struct {
		name, header string
		body         []byte
		want         string
	}{
		{"utf-8 without any declaration and a long head", "text/html", []byte(page(late)), "utf-8"},
		{"shift_jis by header", "text/html; charset=Shift_JIS", encoded(t, sjis, page("<html><head>")), "shift_jis"},
		{"the header before the meta element", "text/html; charset=EUC-JP", encoded(t, euc, page("<html><head><meta charset=shift_jis>")), "euc-jp"},
		{"shift_jis by a late meta element", "text/html", encoded(t, sjis, page(late+`<meta charset="x-sjis">`)), "shift_jis"},
		{"euc-jp by an old meta element", "text/html", encoded(t, euc, page(`<html><head><meta http-equiv="Content-Type" content="text/html; charset=EUC-JP">`)), "euc-jp"},
		{"iso-2022-jp by a meta element", "text/html", encoded(t, jis, page(`<html><head><meta charset=iso-2022-jp>`)), "iso-2022-jp"},
		{"euc-jp undeclared", "text/html", encoded(t, euc, page(late)), "euc-jp"},
		{"shift_jis undeclared", "", encoded(t, sjis, page(late)), "shift_jis"},
		{"iso-2022-jp undeclared", "text/html", encoded(t, jis, page(late)), "iso-2022-jp"},
		{"utf-16 with its mark, against the header", "text/html; charset=utf-8", encoded(t, utf16, page("<html><head>")), "utf-16be"},
		{"a header that lies about utf-8", "text/html; charset=iso-8859-1", []byte(page("<html><head>")), "utf-8"},
		{"a header that lies about euc-jp", "text/html; charset=utf-8", encoded(t, euc, page("<html><head>")), "euc-jp"},
		{"a meta element that lies about utf-16", "text/html", []byte(page("<html><head><meta charset=utf-16>")), "utf-8"},
		{"a broken header", `text/html; charset="utf-8`, []byte(page("<html><head>")), "utf-8"},
		{"an unknown charset", "text/html; charset=klingon", []byte(page("<html><head>")), "utf-8"},
		{"xml by its declaration", "application/xml", encoded(t, euc, `<?xml version="1.0" encoding="EUC-JP"?><p>`+diary+"</p>"), "euc-jp"},
	}
	for _, c := range cases {
		text, name := fetch.UTF8(c.body, c.header)
		if name != c.want || !strings.Contains(string(text), diary) {
			t.Errorf("%s: %s, %.80q", c.name, name, text)
		}
		if strings.Contains(string(text), `encoding="EUC-JP"`) {
			t.Errorf("%s: the declaration of XML still says what it no longer is", c.name)
		}
	}
	broken := strings.Replace(page("<html><head>"), "雨", "\xe9", 1)
	if text, name := fetch.UTF8([]byte(broken), "text/html; charset=utf-8"); name != "utf-8" || !strings.Contains(string(text), "今日は\uFFFD") {
		t.Errorf("one broken character does not change the charset: %s, %q", name, text)
	}
	if text, name := fetch.UTF8([]byte("caf\xe9"), "text/html"); name != "windows-1252" && name != "iso-8859-1" || string(text) != "café" {
		t.Errorf("western text: %s, %q", name, text)
	}
	picture := []byte("\x89PNG\r\n\x1a\n\xff\xfe")
	if text, name := fetch.UTF8(picture, "image/png"); name != "" || !bytes.Equal(text, picture) {
		t.Errorf("a picture is no text: %s, %q", name, text)
	}
}

func FuzzUTF8(f *testing.F) {
	f.Add([]byte("<meta charset=euc-jp>\xa4\xa2"), "text/html")
	f.Add([]byte("\xff\xfea\x00"), "text/html; charset=shift_jis")
	f.Add([]byte(`<?xml version='1.0' encoding='iso-2022-jp'?>`+"\x1b$B$\"\x1b(B"), "application/xml")
	f.Fuzz(func(t *testing.T, body []byte, header string) {
		text, name := fetch.UTF8(body, header)
		if name != "" && !utf8.Valid(text) {
			t.Fatalf("%q by %q gives invalid UTF-8 from %s", body, header, name)
		}
		if len(text) > 6*len(body)+10 {
			t.Fatalf("%d bytes grow to %d", len(body), len(text))
		}
	})
}

func FuzzAddress(f *testing.F) {
	f.Add("HTTP://ブログ.example:80/a b?c#d")
	f.Fuzz(func(t *testing.T, raw string) {
		u, err := fetch.Address(raw)
		if err != nil {
			return
		}
		again, err := fetch.Address(u.String())
		if err != nil || again.String() != u.String() {
			t.Fatalf("%q becomes %q, and that %v, %v", raw, u, again, err)
		}
	})
}
