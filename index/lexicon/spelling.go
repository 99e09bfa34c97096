package lexicon

import (
	"slices"
	"strings"

	"github.com/fumikura/fumikura/index/ja"
)

// minPlain is the shortest evened katakana, in bytes, that may tell two words the same: three kana.
const minPlain = len("カタカ")

// plainKana evens katakana out so that its spellings meet: no long vowels in any way of writing (インタフェース, インターフェイス), no
// small kana (クォータ, クオータ), no ッ.
func plainKana(s string) string {
	var b strings.Builder
	vowel := rune(0)
	for _, r := range s {
		r = bigKana(r)
		switch {
		case r == 'ー' || r == 'ッ' || r == '・':
			continue
		case r == 'イ' && vowel == 'エ', r == 'ウ' && vowel == 'オ', r == 'ウ' && vowel == 'ウ', r == 'ア' && vowel == 'ア', r == 'エ' && vowel == 'エ', r == 'オ' && vowel == 'オ':
			continue
		}
		b.WriteRune(r)
		vowel = vowelOf(r)
	}
	return b.String()
}

func bigKana(r rune) rune {
	if i := strings.IndexRune("ァィゥェォャュョヮッ", r); i >= 0 {
		return []rune("アイウエオヤユヨワツ")[i/len("ァ")]
	}
	return r
}

// vowelOf gives the vowel that a kana ends with.
func vowelOf(r rune) rune {
	letters := ja.Romaji(string(r))
	if letters == "" {
		return 0
	}
	if i := strings.IndexByte("aiueo", letters[len(letters)-1]); i >= 0 {
		return []rune("アイウエオ")[i]
	}
	return 0
}

// spellings proposes other spellings of the words as one: katakana that is even, okurigana left out or put in.
func (f *finder) spellings(from, to int) bool {
	text := f.joined(from, to)
	var found []*entry
	if script := f.words[from].Script; script == ja.Katakana {
		if key := plainKana(text); len(key) >= minPlain {
			found = f.entries(f.l.words.plain[key])
		}
	} else if key := withoutKana(text); script != ja.Latin && hasKanji(key) && len(key) >= len("漢字") {
		for _, e := range f.entries(f.l.words.kanji[key]) {
			if sameStem(text, e.text) {
				found = append(found, e)
			}
		}
	}
	found = slices.DeleteFunc(found, func(e *entry) bool { return e.terms == f.l.term(text) }) // the words as they are, as one term
	spelled := f.propose(from, to, Spelling, found)
	if spelled && f.words[from].Script == ja.Katakana && f.l.words.df(text) == 0 {
		f.asSpelled(from, to, found[0])
	}
	return spelled
}

// asSpelled proposes what is known of katakana as the archive spells it, where no post has it as typed: スポンサシップ is スポンサーシップ, and
// sponsorship.
func (f *finder) asSpelled(from, to int, e *entry) {
	f.proposeTerms(from, to, Table, f.l.tables().tech.ways(e.terms))
	f.soundsLike(from, to, []rough{f.sounds.ofKana(e.text)}, &f.sounds.latin, 0)
}

// sameStem reports whether two words differ by kana left out inside, and at the end by a form of the same (立ち上げ, 立上げる).
func sameStem(a, b string) bool {
	isHiragana := func(r rune) bool { return 'ぁ' <= r && r <= 'ゟ' }
	stemA, stemB := strings.TrimRightFunc(a, isHiragana), strings.TrimRightFunc(b, isHiragana)
	tailA, tailB := a[len(stemA):], b[len(stemB):]
	return (isSubsequence(stemA, stemB) || isSubsequence(stemB, stemA)) && (strings.HasPrefix(tailA, tailB) || strings.HasPrefix(tailB, tailA))
}

// isSubsequence reports whether short is a subsequence of long: long with some runes left out.
func isSubsequence(short, long string) bool {
	rest := long
	for _, r := range short {
		i := strings.IndexRune(rest, r)
		if i < 0 {
			return false
		}
		rest = rest[i+len(string(r)):]
	}
	return true
}

// readings proposes words of the same reading, strictly: a reading alone tells too little (使用, 仕様). The query is kana only, or
// the word found is, or the kanji of one are among those of the other in order.
func (f *finder) readings(from, to int) bool {
	text, reading := f.joined(from, to), ""
	for _, w := range f.words[from:to] {
		if w.Reading == "" || w.Script == ja.Latin {
			return false
		}
		reading += w.Reading
	}
	if len([]rune(reading)) < 3 || f.words[from].Script == ja.Katakana {
		return false
	}
	kanji := kanjiOf(text)
	var found []*entry
	for _, e := range f.l.words.read(reading) {
		other := kanjiOf(e.text)
		if e.form == phrase && kanji != "" && (other == "" || !isSubsequence(other, kanji)) {
			continue // words that together happen to sound so
		}
		if kanji == "" && other != "" || other == "" && e.script != ja.Katakana || isSubsequence(kanji, other) || isSubsequence(other, kanji) && other != "" {
			found = append(found, e)
		}
	}
	return f.propose(from, to, Reading, found)
}
