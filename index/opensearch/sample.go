package opensearch

import (
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/blog"
)

// sampleSize is how many posts are kept to draw from when an index is verified.
const sampleSize = 256

// sample keeps some of the posts that pass by, each with the same chance.
type sample struct {
	mu    sync.Mutex
	rand  *rand.Rand
	posts []*blog.Post
	seen  int              // posts that passed by, and ids forgotten
	ids   map[blog.ID]bool // of them
	again bool             // one passed by twice, or was forgotten
}

func newSample() *sample { return &sample{rand: rand.New(rand.NewPCG(1, 2)), ids: map[blog.ID]bool{}} }

// see lets a post pass by; it takes the place of an earlier one with its id.
func (s *sample) see(p *blog.Post) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen++
	s.again = s.again || s.ids[p.ID]
	s.ids[p.ID] = true
	if i := s.find(p.ID); i >= 0 {
		s.posts[i] = p
	} else if len(s.posts) < sampleSize {
		s.posts = append(s.posts, p)
	} else if i := s.rand.IntN(s.seen); i < sampleSize {
		s.posts[i] = p
	}
}

// forget drops a post that was taken out again.
func (s *sample) forget(id blog.ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.seen++
	s.again = true
	if i := s.find(id); i >= 0 {
		s.posts = slices.Delete(s.posts, i, i+1)
	}
}

func (s *sample) find(id blog.ID) int {
	return slices.IndexFunc(s.posts, func(p *blog.Post) bool { return p.ID == id })
}

// draw picks something that a page shows and says how a reader may ask for it: a run of Japanese as a word, any run between
// quotes, a Latin word or its beginning. It is nil where the place drawn has nothing to ask for.
func (s *sample) draw() (*blog.Post, query.Node) {
	p := s.posts[s.rand.IntN(len(s.posts))]
	text := p.Title
	if i := s.rand.IntN(len(p.Blocks) + 1); i > 0 {
		text = p.Blocks[i-1].Text
	}
	runes := []rune(text)
	if len(runes) == 0 || !utf8.ValidString(text) {
		return p, nil
	}
	at := s.rand.IntN(len(runes))
	end := min(at+1+s.rand.IntN(8), len(runes))
	for end < len(runes) && isMark(runes[end]) {
		end++
	}
	switch s.rand.IntN(3) {
	case 0:
		return p, s.phrase(runes[at:end])
	case 1:
		return p, s.word(runes[at:end])
	default:
		return p, s.latin(runes, at)
	}
}

func (s *sample) phrase(run []rune) query.Node {
	text := strings.TrimSpace(string(run))
	if text == "" || isMark(run[0]) || strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) && r != '\n' && r != '\t' }) {
		return nil
	}
	return query.Phrase{Text: text}
}

// word takes the run as far as it is Japanese.
func (s *sample) word(run []rune) query.Node {
	end := slices.IndexFunc(run, func(r rune) bool {
		return !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) && r != 'ー' && r != 'ｰ' && !isMark(r)
	})
	if end < 0 {
		end = len(run)
	}
	if end == 0 || isMark(run[0]) {
		return nil
	}
	return query.Word{Text: string(run[:end])}
}

// latin takes the whole word at a place, or its beginning of three letters and more.
func (s *sample) latin(runes []rune, at int) query.Node {
	inWord := func(r rune) bool { return isLatin(r) || r == '_' }
	from, to := at, at
	for from > 0 && inWord(runes[from-1]) {
		from--
	}
	for to < len(runes) && inWord(runes[to]) {
		to++
	}
	if from >= to {
		return nil
	}
	if s.inLonger(runes, from, to) || to < len(runes) && strings.ContainsRune("+#", runes[to]) {
		return nil
	}
	switch n := to - from; s.rand.IntN(3) {
	case 0:
		if end := from + minPrefix + s.rand.IntN(max(n-minPrefix, 1)); n > minPrefix && !partway(runes, from, end) {
			to = end
		}
	case 1:
		from, to = camelPart(runes, from, to, at)
	}
	return query.Word{Text: string(runes[from:to])}
}

// partway says whether a run is several words inside a longer compound, and may stop within the last of them: client_c of
// efs.client_connections, which is the beginning of nothing that is indexed.
func partway(runes []rune, from, to int) bool {
	return from > 0 && strings.ContainsRune(".-+#&~'", runes[from-1]) && slices.Contains(runes[from:to], '_')
}

// camelPart narrows an identifier to the part of it that a place is in: Effect of useEffect, bar of foo_bar.
func camelPart(runes []rune, from, to, at int) (int, int) {
	if !unicode.IsLower(runes[at]) {
		return from, to
	}
	first, last := at, at
	for first > from && unicode.IsLower(runes[first-1]) {
		first--
	}
	for last < to && unicode.IsLower(runes[last]) {
		last++
	}
	upper := first > from+1 && unicode.IsUpper(runes[first-1]) && unicode.IsLower(runes[first-2])
	bordered := last == to || runes[last] == '_' || unicode.IsUpper(runes[last]) && last+1 < to && unicode.IsLower(runes[last+1])
	switch {
	case last-first < 2 || !bordered:
		return from, to
	case upper:
		return first - 1, last
	case first == from || runes[first-1] == '_':
		return first, last
	}
	return from, to
}

// inLonger says whether a run of letters or digits is a piece of a longer word: of a number, version or date (7.3.604, 1,234), or of
// what an apostrophe holds together (agent's).
func (s *sample) inLonger(runes []rune, from, to int) bool {
	joint := func(i int) bool {
		if i <= 0 || i >= len(runes)-1 {
			return false
		}
		before, after := runes[i-1], runes[i+1]
		return strings.ContainsRune(".,-/:", runes[i]) && unicode.IsDigit(before) && unicode.IsDigit(after) ||
			ja.FoldString(string(runes[i])) == "'" && isLatin(before) && isLatin(after)
	}
	return joint(from-1) || joint(to)
}

// isMark says whether r belongs to the character before it, so that no reader would type the one without the other.
func isMark(r rune) bool { return unicode.Is(unicode.M, r) || r == 'ﾞ' || r == 'ﾟ' }
