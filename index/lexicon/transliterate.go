package lexicon

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/weight"
)

const (
	maxSounds  = 3
	minWritten = 4 // letters of a Latin word; shorter ones are mostly abbreviations
	minPhrase  = 8 // letters of a phrase that may be one word in katakana
)

// sounds finds the words of an archive by how they sound.
type sounds struct {
	*speaker
	kana, latin soundIndex
}

// soundIndex has entries by skeleton.
type soundIndex struct {
	entries map[string][]int32
	shapes  map[shape][]string // skeletons of a length and first letter
}

type shape struct {
	first  byte
	length int
}

func newSounds(v *vocabulary) *sounds {
	s := &sounds{newSpeaker(), newSoundIndex(), newSoundIndex()}
	for i := range v.entries {
		e := &v.entries[i]
		if utf8.RuneCountInString(e.text) < 2 || e.stem {
			continue
		}
		switch text := strings.ReplaceAll(e.text, " ", ""); {
		case e.script == ja.Katakana:
			s.kana.add(s.ofKana(text), i)
		case e.script == ja.Latin && letters(text):
			for _, r := range s.ofLatin(text) {
				s.latin.add(r, i)
			}
		}
	}
	for _, index := range []*soundIndex{&s.kana, &s.latin} {
		for skeleton := range index.entries {
			k := shape{skeleton[0], len(skeleton)}
			index.shapes[k] = append(index.shapes[k], skeleton)
		}
	}
	return s
}

func newSoundIndex() soundIndex {
	return soundIndex{map[string][]int32{}, map[shape][]string{}}
}

func (x *soundIndex) add(r rough, entry int) {
	if s := r.skeleton(); len(s) > 1 {
		x.entries[s] = append(x.entries[s], int32(entry))
	}
}

// alike gives the entries whose skeleton may be that of a word.
func (x *soundIndex) alike(r rough) (found []int32) {
	s := r.skeleton()
	if len(s) < 2 {
		return nil
	}
	slack := int(float64(len(s)+1) * (1 - leastBones(len(s)+1, usual().whole)))
	for n := len(s) - slack; n <= len(s)+slack; n++ {
		for _, other := range x.shapes[shape{s[0], n}] {
			if distance(s, other, slack) <= slack {
				found = append(found, x.entries[other]...)
			}
		}
	}
	return found
}

// sound proposes the words of the other script that sound like words[from:to], unless another writing of one is known.
func (f *finder) sound(from, to int) bool {
	known := slices.Contains(f.known[from:to], true)
	if to-from > maxKatakanaRun || known && (to == from+1 || f.l.words.phraseDF(f.terms(from, to)) > 0) {
		return false
	}
	least := 0.
	if known { // its parts have other ways of writing, but the whole, which nobody wrote so, may be a name
		least = weight.Sound.WholeRun
	}
	var found bool
	switch script := f.words[from].Script; {
	case script == ja.Katakana && (to == from+1 || f.adjoins(from, to)):
		text := f.surface(from, to)
		found = f.soundsLike(from, to, []rough{f.sounds.ofKana(text)}, &f.sounds.latin, least)
	case script == ja.Latin && to == from+1 && letters(f.words[from].Term) && len(f.words[from].Term) >= minWritten:
		found = f.soundsLike(from, to, f.sounds.ofLatin(f.surface(from, to)), &f.sounds.kana, least)
	}
	return found
}

// heard is an entry and how much it sounds like the word.
type heard struct {
	*entry
	likeness float64
}

// soundsLike proposes the entries that sound most like one of the ways, and that much at least.
func (f *finder) soundsLike(from, to int, ways []rough, index *soundIndex, least float64) bool {
	var all []heard
	best := 0.
	for _, way := range ways {
		for _, i := range index.alike(way) {
			e := &f.l.words.entries[i]
			if least > 0 && e.form == phrase {
				continue // which the other ways of its parts find
			}
			if like := f.sounds.likeness(way, e); like > least {
				like += weight.Sound.PerPost * math.Log(float64(e.df))
				all = append(all, heard{e, like})
				best = max(best, like)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b heard) int { return cmp.Or(cmp.Compare(b.likeness, a.likeness), b.df-a.df) })
	var terms []string
	for _, h := range all {
		if h.likeness >= best-weight.Sound.NearlyBest && len(terms) < maxSounds && !slices.Contains(terms, h.terms) {
			terms = append(terms, h.terms)
		}
	}
	kind := Sound
	if least > 0 {
		kind = Named
	}
	return f.proposeTerms(from, to, kind, terms)
}

// likeness compares a word with an entry of the other script.
func (s *sounds) likeness(way rough, e *entry) float64 {
	text := strings.ReplaceAll(e.text, " ", "")
	if e.form == phrase && len(text) < minPhrase {
		return 0
	}
	if e.script == ja.Katakana {
		return likeness(way, s.ofKana(text), strict())
	}
	best, d := 0., usual()
	if e.form == phrase {
		d = strict()
	}
	for _, r := range s.ofLatin(text) {
		best = max(best, likeness(way, r, d))
	}
	return best
}
