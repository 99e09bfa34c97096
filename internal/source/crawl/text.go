package crawl

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"hash"
	"net/url"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/fumikura/fumikura/internal/blog"
)

// text is a fingerprint for finding near-duplicates, of what a reader sees on a page: its words, pictures and dates, but neither where its links lead nor what its
// scripts hold. Two addresses with one fingerprint show one page, also where each link bears the number of a session.
type text struct {
	sum     string // empty where there is nothing to see
	words   int    // bytes of visible text
	scripts int
}

// leastWords is how much text a page shows that does not wait for its scripts; a bare shell has a title, perhaps a menu.
const leastWords = 200

// isShell says whether a page shows next to nothing until its scripts have run.
func (t text) isShell() bool { return t.words < leastWords && t.scripts > 0 }

// textReader is the state of one pass.
type textReader struct {
	text
	z       *html.Tokenizer
	sum     hash.Hash
	visible int // pieces that went into the sum
}

// readText reads a page in one pass.
func readText(body []byte) text {
	r := &textReader{z: html.NewTokenizer(bytes.NewReader(body)), sum: sha256.New()}
	for {
		switch r.z.Next() {
		case html.ErrorToken:
			if r.visible > 0 {
				r.text.sum = hex.EncodeToString(r.sum.Sum(nil)[:16])
			}
			return r.text
		case html.TextToken:
			for word := range bytes.FieldsSeq(r.z.Text()) {
				r.add(word)
				r.words += len(word)
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			r.start()
		}
	}
}

func (r *textReader) add(piece []byte) {
	r.visible++
	r.sum.Write(piece)
	r.sum.Write([]byte{0})
}

func (r *textReader) start() {
	name, more := r.z.TagName()
	switch tag := atom.Lookup(name); tag {
	case atom.Script:
		r.scripts++
		r.z.Next() // the tokenizer gives what is inside as one text
	case atom.Style, atom.Noscript, atom.Textarea:
		r.z.Next()
	case atom.Img, atom.Time, atom.Iframe, atom.Video, atom.Audio, atom.Source, atom.Embed:
		r.embedded(more)
	}
}

// embedded takes in a picture, a film or a moment: on some posts they are all there is.
func (r *textReader) embedded(more bool) {
	for more {
		var k, v []byte
		k, v, more = r.z.TagAttr()
		switch string(k) {
		case "datetime":
			r.add(v)
		case "src":
			r.add([]byte(unsessioned(string(v))))
		}
	}
}

// unsessioned is a reference without what numbers a session.
func unsessioned(reference string) string {
	u, err := url.Parse(reference)
	if err != nil {
		return reference
	}
	u.RawQuery = blog.Untracked(u.RawQuery)
	return blog.WithoutSession(u.String())
}
