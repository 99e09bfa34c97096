package rank

import (
	"strings"
	"sync"

	"github.com/fumikura/fumikura/index/plan"
)

// A version is that of the product beside it: of a blog about OpenSSL nearly every post names OpenSSL, and many the 1.1 of something
// else. What is asked for by both is the post about that release.

// releases adds the words that name the release of the version that a concept is: 1.69 is also v1.69 and 1.69.0. The index has the
// beginnings of a version as terms, but where a word stands is only known of whole words.
func (w ways) releases(concept int, term string, first float64) {
	if !isVersion(term) {
		return
	}
	number := strings.TrimPrefix(term, "v")
	add := func(term string, weight float64) {
		if h := hash(term); w.terms[h].weight < weight {
			w.terms[h] = way{concept, weight}
		}
	}
	add("v"+number, 1)
	if strings.Count(number, ".") == 1 {
		add(number+".0", first)
		add("v"+number+".0", first)
	}
}

// boundOf gives for each concept of a plan that asks for a release one more than the number of the version beside it, 0 where there is none. One that asks for
// more than a product, its version and that there is a release asks about it, and many posts may tell.
func boundOf(p *plan.Plan) []int {
	bound := make([]int, len(p.Concepts))
	asked := func(i int) bool { c := &p.Concepts[i]; return !c.Excluded && !c.Weak }
	for v := range p.Concepts {
		if !asked(v) || !isVersion(p.Concepts[v].Term) {
			continue
		}
		for _, i := range []int{v - 1, v + 1} {
			if i >= 0 && i < len(bound) && bound[i] == 0 && asked(i) && !isNumeral(p.Concepts[i].Term) {
				bound[i] = v + 1
				break
			}
		}
	}
	for i := range bound {
		if term := p.Concepts[i].Term; asked(i) && bound[i] == 0 && !isNumeral(term) && !announcing()[hash(term)] && !stages()[hash(term)] {
			return make([]int, len(bound))
		}
	}
	return bound
}

// isNumeral says whether a term is a number or a version.
func isNumeral(term string) bool {
	return strings.Trim(strings.TrimPrefix(term, "v"), "0123456789.") == ""
}

// isVersion says whether a term is a number with dots, such as 1.69 or v1.69.0.
func isVersion(term string) bool {
	return strings.Contains(term, ".") && isNumeral(term)
}

// pairWorth is what concept i counts near the one after it: no more than the commoner of the two, but a version beside its product counts
// whole, for without it that is another version.
func (p *Proximity) pairWorth(i int) float64 {
	switch {
	case p.bound[i] == i+2:
		return p.idf[i+1]
	case p.bound[i+1] == i+1:
		return p.idf[i]
	}
	return min(p.idf[i], p.idf[i+1])
}

// release is what a title counts that names the product and, beside it, the version that are asked for: both count once more. Where nothing stands
// before them but that there is a release, all that the title holds counts half once more; where nothing stands behind them either, once
// more, as of a title that is the query.
func (p *Proximity) release(s *Stream, title block, held []float64) float64 {
	bonus, first, last := 0.0, 0, 0
	for i, v := range p.bound {
		if v == 0 {
			continue
		}
		if worth, from, to := title.beside(i, v-1); worth > 0 {
			bonus, first, last = bonus+worth*(p.idf[i]+p.idf[v-1]), from, to
		}
	}
	if bonus == 0 || !s.announces(title, 0, first) || s.staged(last+1) {
		return bonus
	}
	share := .5
	if s.announces(title, last+1, title.words) {
		share = 1
	}
	for c, worth := range held {
		bonus += share * worth * p.idf[c]
	}
	return bonus
}

// beside gives what the best place is worth where two concepts stand side by side or with one word between them, 0 for none, and where it begins
// and ends.
func (b block) beside(c, d int) (best float64, from, to int) {
	for _, x := range b.places {
		for _, y := range b.places {
			if n := y.at - x.at; x.concept == c && y.concept == d && n >= -reachOfVersion && n <= reachOfVersion && x.weight*y.weight > best {
				best, from, to = x.weight*y.weight, min(x.at, y.at), max(x.at, y.at)
			}
		}
	}
	return best, from, to
}

// reachOfVersion is how far a version stands from its product: Ruby version 3.3.
const reachOfVersion = 2

// announces says whether words of the title of a post are nothing, beside the places of what is asked for, but words that announce a release.
func (s *Stream) announces(title block, from, to int) bool {
	asked := map[int]bool{}
	for _, x := range title.places {
		asked[x.at] = true
	}
	words := announcing()
	for at, id := range s.block(0) {
		if at >= from && at < to && !asked[at] && !words[s.hashes[id]] {
			return false
		}
	}
	return true
}

// staged says whether a word of the title is a stage before a release.
func (s *Stream) staged(at int) bool {
	words := s.block(0)
	return at < len(words) && stages()[s.hashes[words[at]]]
}

// announcing is the hashes of the words by which a title says no more than that there is a release, stages those of what comes before one.
var (
	announcing = sync.OnceValue(func() map[uint32]bool {
		return hashesOf("announc introduc releas avail now is are has been out new version ver v the a of and stabl final リリース 公開 発表 登場 お知らせ 知らせる 出る 出す する 版 正式 バージョン 安定")
	})
	stages = sync.OnceValue(func() map[uint32]bool {
		return hashesOf("alpha beta rc preview candid patchlevel patch アルファ ベータ プレビュー α β")
	})
)

func hashesOf(terms string) map[uint32]bool {
	words := map[uint32]bool{}
	for w := range strings.FieldsSeq(terms) {
		words[hash(w)] = true
	}
	return words
}
