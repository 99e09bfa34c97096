package extract

import (
	"regexp"
	"slices"
	"strings"

	"github.com/fumikura/fumikura/internal/blog"
)

// What leads onward from a post to others of the blog (related posts, read-more lines) is no part of it. Class names and headings in a
// few languages tell some of it; the rest shows by its structure: blocks that are links to other pages of the blog and nothing else,
// after the last block of prose.

// seeAlso matches a line that does nothing but lead to another post, up to the title of that post.
var seeAlso = regexp.MustCompile(`(?i)^\W*(see also|also read|read (also|more|next|this)|more on this|related( (post|article|story))?|lea( también| más)?|lee también|le puede interesar|puedes ver|` +
	`vea también|mire|veja (também|mais)|leia (também|mais)|saiba mais|mehr zum thema|lesen sie (auch|hier)|auch interessant|siehe auch|lire aussi|à lire( aussi)?|voir aussi|` +
	`leggi anche|lees ook|czytaj (też|także|więcej( w)?)|zobacz (też|także)|关连|相关(文章|阅读)|延伸阅读|관련 ?글|` +
	`関連(記事|エントリー?|リンク)?|(あわせて|合わせて)読みたい|前回(の記事)?|次回(の記事)?|参考記事)\s*[:：»›>→|-]`)

// dropOnward removes from the blocks what leads onward: single lines that say so, and all that stands after the last prose where that
// is a list of links.
func (w *walker) dropOnward() {
	const mostly = .6 // of the bytes of a block are in links
	isLink := func(i int) bool { return float64(w.links[i]) >= mostly*float64(len(w.blocks[i].Text)) }
	cut := w.onward(isLink)
	i := -1
	w.blocks = slices.DeleteFunc(w.blocks, func(b blog.Block) bool {
		i++
		return i >= cut || w.links[i]*2 > len(b.Text) && b.Kind != blog.Heading && seeAlso.MatchString(b.Text)
	})
	w.links = nil
}

// onward is the index from which the blocks are a list of links to other posts: two at least, with nothing to read between them.
func (w *walker) onward(isLink func(int) bool) int {
	const (
		label = 80 // bytes of a block that tells nothing by itself
		most  = 3  // the part of the text that such a list may be, as a divisor
	)
	total := w.kept()
	start, first, found, size := len(w.blocks), -1, 0, 0
	for i := len(w.blocks) - 1; i >= 0; i-- {
		b := w.blocks[i]
		if b.Kind == blog.Code || b.Kind == blog.Footnote || b.Kind == blog.TableRow || !isLink(i) && b.Kind != blog.Heading && b.Kind != blog.ImageAlt && len(b.Text) > label {
			break
		}
		if size += len(b.Text); size*most > total {
			return len(w.blocks)
		}
		start = i
		if isLink(i) {
			found++
			first = i
		}
	}
	if found < 2 {
		return len(w.blocks)
	}
	// What stands right above the first link is its heading; a closing sentence is the writer's.
	if above := first - 1; above >= start && (w.blocks[above].Kind == blog.Heading || strings.HasSuffix(w.blocks[above].Text, ":") || strings.HasSuffix(w.blocks[above].Text, "：")) {
		return above
	}
	return first
}
