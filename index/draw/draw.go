// Package draw picks from posts what a reader may ask for, so that a new index can be proved to find it before it is published.
// It promises less than an index finds: a false alarm would hold a good index back.
package draw

import (
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
)

const (
	// Kept is how many posts a sample keeps to draw from.
	Kept = 256
	// longest is how many characters a drawn run has at most.
	longest = 8
)

// Sample keeps some of the posts that pass by, each with the same chance, and draws from them. It is safe for concurrent use
// but for Draw.
type Sample struct {
	mu    sync.Mutex
	rand  *rand.Rand
	posts []*blog.Post
	seen  int              // posts that passed by, and ids forgotten
	ids   map[blog.ID]bool // of all of them
	again bool             // one passed by twice, or was forgotten
}

// New gives an empty sample. What it draws depends on the posts alone.
func New() *Sample { return &Sample{rand: rand.New(rand.NewPCG(1, 2)), ids: map[blog.ID]bool{}} }

// See lets a post pass by; it takes the place of an earlier one with its id. The post must not be changed afterwards.
func (s *Sample) See(p *blog.Post) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen++
	s.again = s.again || s.ids[p.ID]
	s.ids[p.ID] = true
	if i := s.find(p.ID); i >= 0 {
		s.posts[i] = p
	} else if len(s.posts) < Kept {
		s.posts = append(s.posts, p)
	} else if i := s.rand.IntN(s.seen); i < Kept {
		s.posts[i] = p
	}
}

// Forget drops a post that was taken out again.
func (s *Sample) Forget(id blog.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen++
	s.again = true
	s.ids[id] = true
	if i := s.find(id); i >= 0 {
		s.posts = slices.Delete(s.posts, i, i+1)
	}
}

// Len is how many posts there are to draw from.
func (s *Sample) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.posts)
}

// IDs gives the ids of the posts there are to draw from.
func (s *Sample) IDs() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []string
	for _, p := range s.posts {
		ids = append(ids, string(p.ID))
	}
	return ids
}

// Changes is how many posts passed by or were forgotten; once says whether each was one of its own that stayed.
func (s *Sample) Changes() (n int, once bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen, !s.again
}

// Touched gives the ids of all posts that passed by or were forgotten.
func (s *Sample) Touched() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []string
	for id := range s.ids {
		ids = append(ids, string(id))
	}
	return ids
}

func (s *Sample) find(id blog.ID) int {
	return slices.IndexFunc(s.posts, func(p *blog.Post) bool { return p.ID == id })
}

// Draw picks something that a post of the sample shows and says how a reader may ask for it: a run of Japanese as a word, any run
// between quotes, a Latin word, a part or the beginning of one. It is nil where the place drawn has nothing to ask for. There
// must be posts.
func (s *Sample) Draw() (*blog.Post, query.Node) {
	p := s.posts[s.rand.IntN(len(s.posts))]
	text := p.Title
	if i := s.rand.IntN(len(p.Blocks) + 1); i > 0 {
		text = p.Blocks[i-1].Text
	}
	runes := []rune(text)
	if len(runes) == 0 || !utf8.ValidString(text) || strings.ContainsRune(text, utf8.RuneError) {
		return p, nil
	}
	at := s.rand.IntN(len(runes))
	end := min(at+1+s.rand.IntN(longest), len(runes))
	for end < len(runes) && isMark(runes[end]) {
		end++
	}
	switch s.rand.IntN(3) {
	case 0:
		return p, phrase(runes[at:end])
	case 1:
		return p, word(runes[at:end])
	default:
		return p, s.latin(runes, at)
	}
}

// phrase takes any run. A middle dot at its border is left out: between katakana it is no character of its own.
func phrase(run []rune) query.Node {
	text := strings.TrimFunc(string(run), func(r rune) bool { return unicode.IsSpace(r) || r == '・' || r == '･' })
	if first, _ := utf8.DecodeRuneInString(text); text == "" || isMark(first) || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
		return nil
	}
	return query.Phrase{Text: text}
}

// word takes the run as far as it is Japanese.
func word(run []rune) query.Node {
	end := slices.IndexFunc(run, func(r rune) bool { return !isJapanese(r) && !isMark(r) })
	if end < 0 {
		end = len(run)
	}
	if end == 0 || isMark(run[0]) {
		return nil
	}
	return query.Word{Text: string(run[:end])}
}

func isJapanese(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r == 'ー' || r == 'ｰ'
}

// isMark says whether r belongs to the character before it, so that no reader would type the one without the other.
func isMark(r rune) bool { return unicode.Is(unicode.M, r) || r == 'ﾞ' || r == 'ﾟ' }
