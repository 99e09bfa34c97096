package blog

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// The bounds of a post. Nothing that a person writes comes near them; what machines write, or somebody who wants to do harm, would
// cost every run and every answer, for the words of a post are in memory while it is indexed, and its title, author and tags go
// out with each hit.
const (
	MaxText   = 256 << 10 // bytes of text, as a book of 200 pages has; a run with such a post of nothing but rare words takes under 300 MB
	MaxBlocks = 20_000    // a line each of the longest listing within the text
	MaxTags   = 100       // more than any template shows
	MaxTag    = 100       // characters of a tag: a sentence
	MaxAuthor = 200       // characters of the names of all authors: a team
	MaxTitle  = 500       // characters of a title: a paragraph
	MaxOthers = 100       // translations of a post: the languages of a large project
)

// Bound cuts what goes beyond the bounds and says what, in words for the report.
func (p *Post) Bound() (cut []string) {
	tell := func(format string, args ...any) { cut = append(cut, fmt.Sprintf(format, args...)) }
	if n := len(p.Tags); n > MaxTags {
		p.Tags = append([]string(nil), p.Tags[:MaxTags]...)
		tell("its %d tags to %d", n, MaxTags)
	}
	for i, t := range p.Tags {
		if short := first(t, MaxTag); short != t {
			p.Tags[i] = short
			tell("a tag to %d characters", MaxTag)
		}
	}
	if short := first(p.Author, MaxAuthor); short != p.Author {
		p.Author = short
		tell("its author to %d characters", MaxAuthor)
	}
	if short := first(p.Title, MaxTitle); short != p.Title {
		p.Title = short
		tell("its title to %d characters", MaxTitle)
	}
	if len(p.Translations) > MaxOthers {
		p.Translations = p.Translations[:MaxOthers]
		tell("its translations to %d", MaxOthers)
	}
	if p.boundText() {
		tell("its text to %d KiB", MaxText>>10)
	}
	return cut
}

// boundText cuts the text, at the end of a word where there is one near.
func (p *Post) boundText() bool {
	left := MaxText
	for i := range p.Blocks {
		k := &p.Blocks[i]
		if size := len(k.Text) + len(k.Anchor); i < MaxBlocks && size <= left {
			left -= size + 1
			continue
		}
		if i >= MaxBlocks || left <= 0 {
			p.Blocks = append([]Block(nil), p.Blocks[:i]...)
			return true
		}
		k.Anchor = first(k.Anchor, MaxTag)
		k.Text = strings.Clone(wordEnd(k.Text, left))
		p.Blocks = append([]Block(nil), p.Blocks[:i+1]...)
		return true
	}
	return false
}

// wordEnd is the beginning of the text that takes at most n bytes.
func wordEnd(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	const near = 100
	if i := strings.LastIndexAny(text[:n], " \n\t。、"); i > n-near && i > 0 {
		return text[:i]
	}
	return text[:n]
}

// first is the first n characters of a text.
func first(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for i := range s {
		if n == 0 {
			return strings.Clone(s[:i])
		}
		n--
	}
	return s
}
