package ruled

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/lexicon"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/rules"
)

// Proposals of names that may be one. Written alike is the surest sign, then read alike. Tags that stand on the same posts are mostly two
// sides of one subject (Go and concurrency), not one; they are proposed only where most posts with the rarer one have the other too and one
// is part of the other (Go, Go言語), or where hardly a post has only one of them (k8s, Kubernetes).

const (
	// leastTogether is on how many posts two tags have to stand together, and shareTogether on which share of the rarer one's.
	leastTogether = 3
	shareTogether = 0.6
	// Names that are nothing like each other have to stand on this many posts together, and on this share of all posts with either.
	leastSame = 5
	shareSame = 0.8
	// mostProposed is how many proposals are made; an owner looks through no more.
	mostProposed = 200
	// mostPairs is how many tags of one post are paired.
	mostPairs = 30
)

// Why two names may be one.
const (
	Spelling = "spelling" // they differ in case, width, kana, hyphens or spaces only
	Synonym  = "synonym"  // our tables have them as one word, or one is the other with 言語 behind it
	Reading  = "reading"  // they are read alike
	Together = "together" // they stand on the same posts
)

// Proposal is names that may be one.
type Proposal struct {
	Kind   string         `json:"kind"`   // tags or authors
	Name   string         `json:"name"`   // the most frequent, under which all would be shown
	Others []string       `json:"others"` // the other names
	Posts  map[string]int `json:"posts"`  // how many posts have each name
	Why    string         `json:"why"`    // spelling, synonym, reading or together
}

// TOML gives the proposal as a line of rules.
func (p Proposal) TOML() string {
	r := rules.Rules{Tags: map[string][]string{p.Name: p.Others}}
	_, line, _ := strings.Cut(string(r.Format()), "\n")
	return strings.TrimSpace(strings.ReplaceAll(line, "\n", ""))
}

// Reason says why, and how many posts have each name.
func (p Proposal) Reason() string {
	var counts []string
	for _, n := range append([]string{p.Name}, p.Others...) {
		counts = append(counts, fmt.Sprintf("%s %d", n, p.Posts[n]))
	}
	return p.Why + ": " + strings.Join(counts, ", ")
}

// Proposer looks through posts for names that may be one.
type Proposer struct {
	known         *rules.Compiled
	tags, authors map[string]int    // posts by name
	pairs         map[[2]string]int // posts that have two tags
}

// NewProposer begins with the rules that hold; what is one by them is not proposed again.
func NewProposer(r *rules.Rules) *Proposer {
	return &Proposer{known: r.Compile(), tags: map[string]int{}, authors: map[string]int{}, pairs: map[[2]string]int{}}
}

// Add takes in a post.
func (p *Proposer) Add(post *blog.Post) {
	post = p.known.Post(post)
	if post.Author != "" {
		p.authors[post.Author]++
	}
	tags := slices.Compact(slices.Sorted(slices.Values(post.Tags)))
	for i, t := range tags {
		p.tags[t]++
		if len(tags) <= mostPairs {
			for _, other := range tags[i+1:] {
				p.pairs[[2]string{t, other}]++
			}
		}
	}
}

// Proposals gives what was found, the surest first.
func (p *Proposer) Proposals() []Proposal {
	a := ja.New()
	out := []Proposal{}
	for _, of := range []struct {
		kind  string
		names map[string]int
	}{{"tags", p.tags}, {"authors", p.authors}} {
		taken := map[string]bool{}
		add := func(why string, groups map[string][]string) {
			for _, key := range slices.Sorted(maps.Keys(groups)) {
				if g := groups[key]; len(g) > 1 {
					out = append(out, proposal(of.kind, why, g, of.names))
					for _, n := range g {
						taken[n] = true
					}
				}
			}
		}
		if of.kind == "tags" {
			same := grouped(of.names, taken, func(n string) string { return meant(a, n) })
			maps.DeleteFunc(same, func(_ string, names []string) bool { return alike(names) })
			add(Synonym, same)
		}
		add(Spelling, grouped(of.names, taken, spelled))
		add(Reading, grouped(of.names, taken, func(n string) string { return readAs(a, n) }))
		if of.kind == "tags" {
			for _, pair := range slices.SortedFunc(maps.Keys(p.pairs), func(x, y [2]string) int { return slices.Compare(x[:], y[:]) }) {
				if !taken[pair[0]] && !taken[pair[1]] && p.together(pair) {
					out = append(out, proposal(of.kind, Together, pair[:], of.names))
				}
			}
		}
	}
	slices.SortStableFunc(out, func(x, y Proposal) int {
		return cmp.Or(cmp.Compare(sure(x.Why), sure(y.Why)), cmp.Compare(y.all(), x.all()), strings.Compare(x.Name, y.Name))
	})
	return out[:min(len(out), mostProposed)]
}

func sure(why string) int { return slices.Index([]string{Spelling, Synonym, Reading, Together}, why) }

func (p Proposal) all() (n int) {
	for _, k := range p.Posts {
		n += k
	}
	return n
}

// proposal shows the most frequent of names for all.
func proposal(kind, why string, names []string, posts map[string]int) Proposal {
	names = slices.Clone(names)
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(posts[b], posts[a]), strings.Compare(a, b)) })
	p := Proposal{Kind: kind, Name: names[0], Others: names[1:], Posts: map[string]int{}, Why: why}
	for _, n := range names {
		p.Posts[n] = posts[n]
	}
	return p
}

// grouped puts names together that have the same key; an empty key is none.
func grouped(names map[string]int, taken map[string]bool, key func(string) string) map[string][]string {
	groups := map[string][]string{}
	for n := range names {
		if k := key(n); k != "" && !taken[n] {
			groups[k] = append(groups[k], n)
		}
	}
	return groups
}

// alike says whether names are one by their spelling alone.
func alike(names []string) bool {
	return !slices.ContainsFunc(names, func(n string) bool { return spelled(n) != spelled(names[0]) })
}

// meant is the same for names that our tables have for one thing, and for the name of a language with and without 言語 behind it.
func meant(a *ja.Analyzer, name string) string {
	first := ""
	for _, n := range append(lexicon.Written(a, name), name) {
		n = spelled(n)
		if language, ok := strings.CutSuffix(n, "言語"); ok && !strings.ContainsFunc(language, func(r rune) bool { return r > unicode.MaxASCII }) {
			n = language
		}
		if first == "" || n < first {
			first = n
		}
	}
	return first
}

// spelled is the same for names that differ in case, width, kana, hyphens or spaces only. Signs that make another name, as in C and C++, stay.
func spelled(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'ぁ' && r <= 'ゖ':
			return r + 'ァ' - 'ぁ'
		case r == 'ー', r == '-', r == '_', r == '・', r == '‐', r == '–', unicode.IsSpace(r):
			return -1
		}
		return r
	}, ja.FoldString(name))
}

// readAs is the reading of a name with kanji or kana in it, empty for one without: letters are no reading.
func readAs(a *ja.Analyzer, name string) string {
	if !strings.ContainsFunc(name, func(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) }) {
		return ""
	}
	reading := spelled(a.Readings(ja.FoldString(name)))
	if strings.ContainsFunc(reading, func(r rune) bool { return unicode.Is(unicode.Han, r) }) || len([]rune(reading)) < 3 {
		return "" // it has no reading, or one that many names share
	}
	return reading
}

// together says whether two tags that stand on the same posts may be one: one is part of the other, or hardly a post has only one of them.
func (p *Proposer) together(pair [2]string) bool {
	n, few, many := p.pairs[pair], min(p.tags[pair[0]], p.tags[pair[1]]), max(p.tags[pair[0]], p.tags[pair[1]])
	if n < leastTogether || float64(n) < shareTogether*float64(few) {
		return false
	}
	return n >= leastSame && float64(n) >= shareSame*float64(many) || isPartOf(ja.FoldString(pair[0]), ja.FoldString(pair[1]))
}

// isPartOf says whether one name is part of the other, and no part of a Latin word of it.
func isPartOf(short, long string) bool {
	if len(short) > len(long) {
		short, long = long, short
	}
	at := strings.Index(long, short)
	return at >= 0 && !joined(long, at) && !joined(long, at+len(short))
}
