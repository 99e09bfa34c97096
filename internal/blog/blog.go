// Package blog holds the words of the house: a Page is what was captured, a Post is what a person wrote, a Visit is what
// happened when a URL was asked for. It knows no network, no disk and no markup.
package blog

import (
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"
	"time"
)

// Form says how a Page's Body is to be read.
type Form string

// The forms a page may have. A FormNone page carries all it knows in Known. FormGiven is HTML that the owner handed in as one file: a
// post, whatever it looks like, where a crawled page has to look like one.
const (
	FormHTML     Form = "html"
	FormGiven    Form = "given"
	FormMarkdown Form = "markdown"
	FormText     Form = "text"
	FormNone     Form = "none"
)

// Page is one captured document, kept as it arrived so that a better recipe needs no second crawl.
type Page struct {
	URL       string    // absolute, after redirects and normalisation
	Site      string    // the blog it belongs to: the start URL given by the owner
	Form      Form      // how Body is to be read
	Body      []byte    // UTF-8, already decoded from its charset and content encoding
	FetchedAt time.Time // when it was captured
	Known     Post      // what the source already knew (a feed, an export); empty fields are unknown

	Zone *time.Location // of dates that name none, where the owner says it; nil means unknown. It is not kept with the page
}

// Missed is a post that an index was found not to hold as it should: a search for what stands in it would not find it.
type Missed struct {
	ID     ID     `json:"id"`
	Site   string `json:"site"`
	URL    string `json:"url"`
	Reason string `json:"reason"` // what went wrong, lower case
}

// ID names a post for ever; it is derived from the post's URL.
type ID string

// Post is what a person wrote.
type Post struct {
	ID        ID
	Site      string // the blog it belongs to: its start URL
	URL       string // canonical address
	Title     string
	Author    string    // empty when unknown
	Published time.Time // with the zone of the blog; zero when unknown
	Updated   time.Time // zero when unknown or never updated
	Tags      []string  // in the blog's order
	Lang      string    // BCP 47 primary tag (ja, en, …), empty when unknown
	Blocks    []Block

	Image        string        `json:",omitempty"` // address of the picture that stands for it; empty when there is none
	Translations []Translation `json:",omitempty"` // the same post in other languages, as its page names them (hreflang)
}

// Translation is the address of the same post in another language.
type Translation struct {
	Lang string `json:"lang"` // BCP 47 tag as the page has it
	URL  string `json:"url"`
}

// Kind says what a Block is.
type Kind string

// The kinds of block.
const (
	Heading   Kind = "heading"
	Paragraph Kind = "paragraph"
	Code      Kind = "code"
	Quote     Kind = "quote"
	ListItem  Kind = "list"
	TableRow  Kind = "table"
	ImageAlt  Kind = "image"
	Footnote  Kind = "footnote"
)

// Block is one piece of a post's text, in reading order.
type Block struct {
	Kind   Kind   `json:"kind"`
	Text   string `json:"text"`
	Lang   string `json:"lang,omitempty"`   // of code: the programming language, as written
	Anchor string `json:"anchor,omitempty"` // of a heading: the fragment that leads to it
}

// Text is the body of the post as plain text, a line per block.
func (p *Post) Text() string {
	var b strings.Builder
	for i, k := range p.Blocks {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(k.Text)
	}
	return b.String()
}

// Labels are the texts by which readers name a post beside its title and body: its tags and its author.
func (p *Post) Labels() []string {
	labels := slices.Clone(p.Tags)
	if p.Author != "" {
		labels = append(labels, p.Author)
	}
	return labels
}

// NewID derives the ID of the post at the URL: the first 80 bits of the SHA-256 of its Key, in lower-case base32.
func NewID(rawURL string) ID {
	sum := sha256.Sum256([]byte(Key(rawURL)))
	return ID(strings.ToLower(base32.StdEncoding.EncodeToString(sum[:10])))
}
