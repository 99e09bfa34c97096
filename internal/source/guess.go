package source

import (
	"bytes"
	"compress/gzip"
	"io"
	"path"
	"regexp"
	"strings"
)

// sample is how much of a file is looked at to tell its kind.
const sample = 64 << 10

// guess tells the kind from the beginning of a file, and from its name only where that says nothing; empty when neither does.
func guess(head []byte, name string) Kind {
	text := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	switch {
	case bytes.HasPrefix(text, []byte("WARC/")):
		return WARC
	case len(text) > 0 && (text[0] == '{' || text[0] == '['):
		return guessJSON(text)
	case len(text) > 0 && text[0] == '<':
		if k := guessXML(text); k != "" {
			return k
		}
	case entryHead.Match(text) && bytes.Contains(text, []byte("\n-----")):
		return MT
	}
	return guessName(name)
}

// guessName tells the kind from the name alone.
func guessName(name string) Kind {
	switch strings.ToLower(path.Ext(name)) {
	case ".jsonl", ".ndjson":
		return JSONL
	case ".warc":
		return WARC
	case ".md", ".markdown", ".mdown", ".mkd", ".mdx", ".html", ".htm", ".xhtml":
		return Files
	}
	return ""
}

var (
	feedMark  = regexp.MustCompile(`"version"\s*:\s*"https?:\\?/\\?/(www\.)?jsonfeed\.org`)
	ghostMark = regexp.MustCompile(`"db"\s*:\s*\[|^\{\s*"(meta|data)"\s*:\s*\{`)
	entryHead = regexp.MustCompile(`^[A-Z][A-Z ]{2,20}: `)
)

func guessJSON(text []byte) Kind {
	switch {
	case feedMark.Match(text):
		return JSONFeed
	case ghostMark.Match(text):
		return Ghost
	}
	return JSONL
}

func guessXML(text []byte) Kind {
	switch {
	case bytes.Contains(text, []byte("http://wordpress.org/export/")) || bytes.Contains(text, []byte("<wp:")):
		return WXR
	case bytes.Contains(text, []byte("<feed")) && bytes.Contains(text, []byte("http://www.w3.org/2005/Atom")):
		return Blogger
	}
	return ""
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
