package rank

import (
	"strings"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/weight"
	"github.com/fumikura/fumikura/internal/blog"
)

const (
	// RelatedTerms is how many of a post's words are looked for in others. More cost time and change nothing.
	RelatedTerms = 25
	// relatedBytes is how much of a post is read for its words.
	relatedBytes = 32 << 10
	// maxRelated is how many related posts may be asked for.
	maxRelated = 100
)

// RelatedLimit is how many related posts are given to who asks for so many.
func RelatedLimit(asked int) int { return max(0, min(asked, maxRelated)) }

// RelatedWords are the words by which posts more like this one are found (as "more like this" of search engines): all that carry something, as
// often as they count in the post.
func RelatedWords(analyze func(text string) []ja.Token, w weight.Weights, post *blog.Post) []string {
	text := strings.Repeat(post.Title+"\n", int(w.Title)) + strings.Join(post.Tags, "\n") + "\n" + post.Text()
	text = strings.ToValidUTF8(text[:min(len(text), relatedBytes)], "")
	var words []string
	for _, t := range analyze(text) {
		if t.Kind == ja.Word && !t.Weak {
			words = append(words, t.Term)
		}
	}
	return words
}
