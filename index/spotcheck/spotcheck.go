// Package spotcheck makes spot checks of a new index: it draws a random sample of what readers may ask for from the posts, so that the
// index can be proved to find it before it is published.
// It promises less than an index finds: a false alarm would hold a good index back.
package spotcheck

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

// Sample is a reservoir sample: it keeps some of the posts that pass by, each with the same chance, and draws from them. It is safe for concurrent use
// but for Draw.
type Sample struct {
	mu     sync.Mutex
	rand   *rand.Rand
	posts  []*blog.Post
	seen   int              // posts that passed by, and ids forgotten
	ids    map[blog.ID]bool // of all of them
	again  bool             // one passed by twice, or was forgotten
	spoilt []blog.Missed    // posts that could not be put
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

// Spoil drops a post that could not be put into the index, and remembers why.
func (s *Sample) Spoil(p *blog.Post, why error) {
	s.Forget(p.ID)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.spoilt = append(s.spoilt, missed(p, why.Error()))
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
	at, ok := s.placeIn(text)
	if !ok {
		return p, nil
	}
	switch s.rand.IntN(3) {
	case 0:
		if run := phrase(at.run()); at.stands(run) {
			return p, query.Phrase{Text: run}
		}
	case 1:
		if run := word(at.run()); at.stands(run) {
			return p, query.Word{Text: run}
		}
	default:
		if run := s.latin(at); run != "" {
			return p, query.Word{Text: run}
		}
	}
	return p, nil
}

// phrase takes any run. A middle dot at its border is left out: between katakana it is no character of its own. Like word and latin it
// is empty where there is nothing to ask for.
func phrase(run []rune) string {
	text := strings.TrimFunc(string(run), func(r rune) bool { return unicode.IsSpace(r) || r == '・' || r == '･' })
	if first, _ := utf8.DecodeRuneInString(text); text == "" || isMark(first) || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
		return ""
	}
	return text
}

// word takes the run as far as it is Japanese. A mark of another script makes a word of its own of what it stands on, or of what
// follows it, and is not asked for.
func word(run []rune) string {
	end := slices.IndexFunc(run, func(r rune) bool { return !isJapanese(r) && !isVoicing(r) })
	if end < 0 {
		end = len(run)
	}
	if end == 0 || isMark(run[0]) || end < len(run) && isMark(run[end]) {
		return ""
	}
	return string(run[:end])
}

func isJapanese(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r == 'ー' || r == 'ｰ'
}

// isMark says whether r belongs to the character before it, so that no reader would type the one without the other.
func isMark(r rune) bool { return unicode.Is(unicode.M, r) || isVoicing(r) }

// isVoicing says whether r makes another sound of the kana before it.
func isVoicing(r rune) bool { return r == 'ﾞ' || r == 'ﾟ' || r == '\u3099' || r == '\u309a' }
