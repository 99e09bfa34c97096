package source

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"path"
	"regexp"
	"strings"
)

// sample is how much of a file is looked at to tell its kind.
const sample = 64 << 10

// guess is a kind, and by what it is known.
type guessed struct {
	kind Kind
	why  string
	feed bool // it may hold only the newest posts of a blog
}

// guess tells the kind from the beginning of a file, and from its name only where that says nothing; the zero guess when neither
// does.
func guess(head []byte, name string) guessed {
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	switch {
	case bytes.HasPrefix(text, []byte("WARC/")):
		return guessed{kind: WARC, why: "its first record"}
	case bytes.HasPrefix(text, []byte("var tumblr_api_read")):
		return guessed{kind: Tumblr, why: "its first line"}
	case len(text) > 0 && (text[0] == '{' || text[0] == '['):
		return guessJSON(text, name)
	case len(text) > 0 && text[0] == '<':
		if g := guessXML(text); g.kind != "" {
			return g
		}
	case entryHead.Match(text) && entryEnd.Match(text):
		return guessed{kind: MT, why: "its first lines"}
	}
	return guessName(name)
}

// guessName tells the kind from the name alone.
func guessName(name string) guessed {
	ext := strings.ToLower(path.Ext(name))
	g := guessed{why: "the end of its name, " + ext}
	switch ext {
	case ".jsonl", ".ndjson":
		g.kind = JSONL
	case ".warc":
		g.kind = WARC
	case ".md", ".markdown", ".mdown", ".mkdown", ".mkdn", ".mkd", ".mdx", ".html", ".htm", ".xhtml":
		g.kind = Files
	default:
		return guessed{}
	}
	return g
}

var (
	feedMark   = regexp.MustCompile(`"version"\s*:\s*"https?:\\?/\\?/(www\.)?jsonfeed\.org`)
	ghostMark  = regexp.MustCompile(`"db"\s*:\s*\[|^\{\s*"(meta|data)"\s*:\s*\{\s*"(exported_on|version|posts|posts_tags|posts_meta|users|tags|roles)"`)
	tumblrMark = regexp.MustCompile(`"tumblelog"\s*:|"tumblr_api_read"|"blog_name"\s*:|"regular-body"\s*:|"post_url"\s*:\s*"https?:\\?/\\?/[^"/]*tumblr`)
	ownMark    = regexp.MustCompile(`"url"\s*:`)
	ownBody    = regexp.MustCompile(`"(?:text|html|markdown|title)"\s*:`)
	entryHead  = regexp.MustCompile(`^[A-Z][A-Z ]{2,20}: `)
	entryEnd   = regexp.MustCompile(`[\r\n]-----`)
)

func guessJSON(text []byte, name string) guessed {
	switch {
	case feedMark.Match(text):
		return guessed{kind: JSONFeed, why: "its version", feed: true}
	case ghostMark.Match(text):
		return guessed{kind: Ghost, why: "its tables"}
	case tumblrMark.Match(text):
		return guessed{kind: Tumblr, why: "its fields"}
	case ownMark.Match(text) && ownBody.Match(text):
		return guessed{kind: JSONL, why: "its url and title or body"}
	}
	if g := guessName(name); g.kind == JSONL || json.Valid(firstLine(text)) && bytes.HasPrefix(text, []byte("{")) && path.Ext(name) == "" {
		return guessed{kind: JSONL, why: "its objects"}
	}
	return guessed{}
}

// holdsPosts says whether the first object of a file of JSON is a post of our own format: it has an address and a text. What a blog's own
// search reads, and the data beside a program, has addresses and titles too.
func holdsPosts(head []byte) bool {
	d := json.NewDecoder(bytes.NewReader(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), "[ \t\r\n")))
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return false
	}
	address, body := false, false
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return address // the sample ends within the post
		}
		var value any
		switch err := d.Decode(&value); {
		case name == "url":
			s, ok := value.(string)
			address = ok && strings.HasPrefix(s, "http")
		case name == "text" || name == "html" || name == "markdown":
			if body = true; err != nil {
				return true
			}
		case err != nil:
			return address
		}
	}
	return address && body
}

func firstLine(text []byte) []byte {
	line, _, _ := bytes.Cut(text, []byte("\n"))
	return line
}

var (
	wordPress = regexp.MustCompile(`wordpress\.org/export/|<wp:`)
	bloggers  = regexp.MustCompile(`schemas\.google\.com/blogger|blogger\.com|schemas/2018|<blogger:`)
	rootName  = regexp.MustCompile(`<(rss|feed|rdf:RDF|RDF)[\s>]`)
)

func guessXML(text []byte) guessed {
	root := rootName.FindSubmatch(text)
	switch {
	case wordPress.Match(text):
		return guessed{kind: WXR, why: "the elements of WordPress"}
	case root == nil:
		return guessed{}
	case string(root[1]) != "feed":
		return guessed{kind: RSS, why: "its root, " + string(root[1]), feed: true}
	case bloggers.Match(text):
		return guessed{kind: Blogger, why: "the elements of Blogger"}
	}
	return guessed{kind: Atom, why: "its root, feed", feed: true}
}

// isTar says whether the file is a tape archive, with or without an end.
func isTar(head []byte) bool {
	return len(head) > 262 && bytes.HasPrefix(head[257:], []byte("ustar"))
}

// packedWARC says whether gzip members hold WARC records; their reader unpacks them one by one, for one may be broken.
func packedWARC(head []byte, name string) bool {
	if !bytes.HasPrefix(head, []byte(gzipMagic)) {
		return false
	}
	if strings.HasSuffix(strings.ToLower(name), ".warc.gz") {
		return true
	}
	z, err := gzip.NewReader(bytes.NewReader(head))
	if err != nil {
		return false
	}
	start := make([]byte, len("WARC/"))
	_, err = io.ReadFull(z, start)
	return err == nil && string(start) == "WARC/"
}

// unpackedName is the name of a packed file without the packing.
func unpackedName(name string) string {
	if n, ok := strings.CutSuffix(name, ".tgz"); ok {
		return n + ".tar"
	}
	return strings.TrimSuffix(name, ".gz")
}
