// Package markdown makes HTML of Markdown as blogs have it, and takes out of it what only generators understand. It is the only
// door for goldmark, so that all importers hand their Markdown in here.
package markdown

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer/html"
)

// maxText is as much as a crawled page may have; a larger text is no post.
const maxText = 5 << 20

// HTML renders Markdown as blogs do: GitHub's dialect with footnotes, HTML passed through, and headings with the anchors that
// generators give them. Nothing is cleaned; who shows it takes the text out first. A text that only an attacker would write is
// shown as it is.
func HTML(markdown []byte) ([]byte, error) {
	switch {
	case len(markdown) > maxText:
		return nil, fmt.Errorf("render Markdown: it is larger than %d MiB", maxText>>20)
	case !tame(string(markdown)):
		return verbatim(string(markdown)), nil
	}
	md := goldmark.New(
		goldmark.WithExtensions(extension.GFM, extension.NewFootnote(extension.WithFootnoteBacklinkHTML("")), extension.DefinitionList),
		goldmark.WithParserOptions(parser.WithAutoHeadingID(), parser.WithAttribute()),
		goldmark.WithRendererOptions(html.WithUnsafe()),
	)
	var out bytes.Buffer
	err := md.Convert(markdown, &out, parser.WithContext(parser.NewContext(parser.WithIDs(anchors{}))))
	if err != nil {
		return nil, fmt.Errorf("render Markdown: %w", err)
	}
	return out.Bytes(), nil
}

// anchors counts the anchors of one text, so that each is given once.
type anchors map[string]int

// Generate makes the anchor of a heading as GitHub does: letters and digits of any script in lower case, spaces as hyphens.
func (a anchors) Generate(value []byte, _ ast.NodeKind) []byte {
	slug := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '-' || r == '_':
			return unicode.ToLower(r)
		case unicode.IsSpace(r):
			return '-'
		}
		return -1
	}, strings.TrimSpace(string(value)))
	if slug == "" {
		slug = "section"
	}
	n := a[slug]
	a[slug]++
	if n > 0 {
		slug += "-" + strconv.Itoa(n)
	}
	return []byte(slug)
}

// Put notes an anchor that the text gave itself.
func (a anchors) Put(value []byte) { a[string(value)]++ }
