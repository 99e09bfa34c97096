// Package benchtest measures engines over posts that it makes: any number of them, the same for the same seed, in sentences as a blog
// has them, with words, tags and authors as unevenly spread as real ones. They mean nothing; nothing about ranking can be learnt from
// them.
package benchtest

import (
	"fmt"
	"iter"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

const (
	nouns   = 40_000
	terms   = 20_000 // Latin words and identifiers
	authors = 400
	tags    = 1_500
	// skew is the exponent of the Zipf distributions. So the commonest noun is in a third of the posts.
	skew = 1.07
)

// Posts gives n posts of about 2.4 KB, half of them with code.
func Posts(n int, seed uint64) iter.Seq[*blog.Post] {
	return func(yield func(*blog.Post) bool) {
		g := newGenerator(seed)
		for i := range n {
			if !yield(g.post(i)) {
				return
			}
		}
	}
}

// Words gives n nouns, the commonest first, to make queries of.
func Words(n int) []string {
	real, out := realNouns(), make([]string, n)
	for i := range out {
		out[i] = noun(real, uint64(i))
	}
	return out
}

type generator struct {
	rand                      *rand.Rand
	words                     []string // nouns by rank
	sentences                 []string
	noun, term, author, tagOf *rand.Zipf
}

func newGenerator(seed uint64) *generator {
	r := rand.New(rand.NewPCG(seed, 7))
	zipf := func(n uint64) *rand.Zipf { return rand.NewZipf(r, skew, 60, n-1) }
	return &generator{rand: r, words: Words(nouns), sentences: sentences(), noun: zipf(nouns), term: zipf(terms), author: zipf(authors), tagOf: zipf(tags)}
}

func (g *generator) post(i int) *blog.Post {
	p := &blog.Post{Site: "https://bench.example.com/", URL: fmt.Sprintf("https://bench.example.com/%d", i), Lang: "ja",
		Title: g.nextNoun() + "と" + g.nextNoun() + "の" + g.pick(topics()), Author: fmt.Sprintf("著者%03d", g.author.Uint64())}
	p.ID = blog.NewID(p.URL)
	p.Published = time.Date(2010, 1, 1, 9, 0, 0, 0, time.UTC).Add(time.Duration(g.rand.IntN(15*365*24)) * time.Hour)
	for range 1 + g.rand.IntN(4) {
		p.Tags = append(p.Tags, fmt.Sprintf("タグ%04d", g.tagOf.Uint64()))
	}
	for range 3 + g.rand.IntN(5) {
		p.Blocks = append(p.Blocks, blog.Block{Kind: blog.Paragraph, Text: g.paragraph()})
	}
	if g.rand.IntN(2) == 0 {
		p.Blocks = append(p.Blocks, blog.Block{Kind: blog.Code, Text: g.code()})
	}
	return p
}

func (g *generator) paragraph() string {
	var b strings.Builder
	for range 3 + g.rand.IntN(4) {
		b.WriteString(g.sentence())
	}
	return b.String()
}

func (g *generator) code() string {
	var b strings.Builder
	for range 2 + g.rand.IntN(6) {
		fmt.Fprintf(&b, "%s := %s(%d)\n", g.nextTerm(), g.nextTerm(), g.rand.IntN(1000))
	}
	return b.String()
}

func (g *generator) nextNoun() string { return g.words[g.noun.Uint64()] }
func (g *generator) nextTerm() string { return term(g.term.Uint64()) }

func (g *generator) nextThing() string {
	if g.rand.IntN(8) == 0 {
		return " " + g.nextTerm() + " "
	}
	return g.nextNoun()
}

func (g *generator) pick(of []string) string { return of[g.rand.IntN(len(of))] }

// noun gives the noun of a rank: a real word while there are any, then two of them side by side, then three.
func noun(real []string, rank uint64) string {
	n := uint64(len(real))
	if rank < n {
		return real[rank]
	}
	first := rank % n
	word := real[first] + real[(rank/n+13*first)%n]
	if rank >= n*n {
		word += real[rank/(n*n)]
	}
	return word
}

// term gives the Latin word or identifier of a rank.
func term(rank uint64) string {
	r := rand.New(rand.NewPCG(rank, 2))
	word := func() string {
		var b strings.Builder
		for range 2 + r.IntN(2) {
			b.WriteByte("bcdfghklmnprstvw"[r.IntN(16)])
			b.WriteByte("aeiou"[r.IntN(5)])
		}
		return b.String()
	}
	if rank%4 == 3 {
		w := word()
		return word() + strings.ToUpper(w[:1]) + w[1:]
	}
	return word()
}

func topics() []string {
	return []string{"入門", "まとめ", "比較", "使い方", "設計", "失敗談", "仕組み", "移行"}
}
