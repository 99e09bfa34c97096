package fetch

// Which charset a body is in, the body itself tells better than its head. The order is: the byte order mark, the header, the
// declaration inside (of XML, or a meta element anywhere in the head, not only in the first 1024 bytes), valid UTF-8, what the
// statistics of the bytes say, and windows-1252. But a declaration is believed only while it fits: valid UTF-8 with characters
// beyond ASCII is UTF-8 whatever it is called, and a charset that leaves many bytes unreadable is not the one.

import (
	"bytes"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/gogs/chardet"
	"golang.org/x/net/html/charset"
)

const (
	// maxHead is how far a meta element is looked for: heads with inlined styles reach 100 KB.
	maxHead = 256 << 10
	// maxSample is how much the statistics look at.
	maxSample = 64 << 10
	// minConfidence is the confidence in per cent from which the statistics are believed against a declaration that does not fit.
	minConfidence = 50
)

// UTF8 is charset detection: it turns the body of a response into UTF-8 and says from which charset. What is no text stays as it is, and has none.
func UTF8(body []byte, contentType string) (text []byte, name string) {
	if !isText(body, contentType) {
		return body, ""
	}
	text, name = toUTF8(body, contentType)
	text = bytes.TrimPrefix(text, []byte("\uFEFF"))
	return bytes.ToValidUTF8(declareUTF8(text), []byte("\uFFFD")), name
}

func toUTF8(body []byte, contentType string) ([]byte, string) {
	if name := byMark(body); name != "" {
		text, _ := decodeAs(body, name)
		return text, name
	}
	valid, high, escape := utf8.Valid(body), beyondASCII(body), bytes.IndexByte(body, 0x1b) >= 0
	if valid && high > 0 {
		return body, "utf-8"
	}
	declared := []string{label(contentType), byDeclaration(body)}
	for _, l := range append(declared, byEscape(body)) {
		if text, name := decodeAs(body, l); name != "" && fits(text, body) {
			return text, name
		}
	}
	if valid && !escape { // ISO-2022-JP hides in ASCII behind escapes
		return body, "utf-8"
	}
	if text, name, confidence := byStatistics(body); name != "" && fits(text, body) &&
		(confidence >= minConfidence || declared[0]+declared[1] == "") {
		return text, name
	}
	for _, l := range append(declared, "windows-1252") {
		if text, name := decodeAs(body, l); name != "" {
			return text, name
		}
	}
	return body, ""
}

// isText says whether a body is text by what the header and its first bytes say.
func isText(body []byte, contentType string) bool {
	if bytes.HasPrefix(body, []byte{0x1f, 0x8b}) {
		return false
	}
	t, _, _ := mime.ParseMediaType(contentType)
	if t == "" {
		t, _, _ = mime.ParseMediaType(http.DetectContentType(body))
	}
	for _, part := range []string{"text/", "html", "xml", "json", "javascript"} {
		if strings.Contains(t, part) {
			return true
		}
	}
	return false
}

func beyondASCII(b []byte) int {
	n := 0
	for _, c := range b {
		if c >= 0x80 {
			n++
		}
	}
	return n
}

func byMark(b []byte) string {
	switch {
	case bytes.HasPrefix(b, []byte("\xEF\xBB\xBF")):
		return "utf-8"
	case bytes.HasPrefix(b, []byte("\xFE\xFF")):
		return "utf-16be"
	case bytes.HasPrefix(b, []byte("\xFF\xFE")):
		return "utf-16le"
	}
	return ""
}

// decodeAs decodes by a label as pages write it; the name is empty where no such charset is known.
func decodeAs(body []byte, label string) ([]byte, string) {
	e, name := charset.Lookup(label)
	switch {
	case e == nil || name == "replacement":
		return nil, ""
	case name == "utf-8":
		return body, name
	case name == "x-user-defined":
		e, name = charset.Lookup("windows-1252")
	}
	text, err := e.NewDecoder().Bytes(body)
	if err != nil {
		return nil, ""
	}
	return text, name
}

// fits says whether a decoding left at most one in fifty of the bytes beyond ASCII unreadable.
func fits(text, body []byte) bool {
	bad := 0
	for rest := text; len(rest) > 0; {
		r, n := utf8.DecodeRune(rest)
		if r == utf8.RuneError {
			bad++
		}
		rest = rest[n:]
	}
	return bad*50 <= beyondASCII(body)+bytes.Count(body, []byte{0x1b})
}

// byEscape knows ISO-2022-JP by the escapes before its two-byte characters; the statistics trip over its bytes that look like tags.
func byEscape(body []byte) string {
	if bytes.Contains(body, []byte("\x1b$B")) || bytes.Contains(body, []byte("\x1b$@")) {
		return "iso-2022-jp"
	}
	return ""
}

func byStatistics(body []byte) (text []byte, name string, confidence int) {
	defer func() {
		if recover() != nil { // the detector is not ours, and the bytes are a stranger's
			text, name, confidence = nil, "", 0
		}
	}()
	result, err := chardet.NewHtmlDetector().DetectBest(body[:min(len(body), maxSample)])
	if err != nil {
		return nil, "", 0
	}
	l := result.Charset
	if l == "GB-18030" {
		l = "gb18030"
	}
	text, name = decodeAs(body, l)
	return text, name, result.Confidence
}
