package ja

const (
	maxOkurigana = 2 // kana between two kanji that writers leave out
	maxTail      = 3 // kana behind the last kanji
	maxForms     = 4
	maxTries     = 2000
)

// okurigana gives the other spellings of a word that the dictionary has with the same kanji and the same reading: 取扱, 取扱い and
// 取り扱い; 付加える and 付け加える. Words with a single kanji are left alone, since too many differ by their last kana only.
func okurigana(w Token) []string {
	if w.Reading == "" || w.Script == Latin || countKanji(w.Term) < 2 {
		return nil
	}
	s := speller{d: loadDictionary(), word: w}
	s.spell("", []rune(w.Term), []rune(ToHiragana(w.Reading)))
	return s.forms
}

func countKanji(s string) int {
	n := 0
	for _, r := range s {
		if isKanji(r) {
			n++
		}
	}
	return n
}

// speller tries the kana of the reading between the kanji of a word, and asks the dictionary.
type speller struct {
	d     *dictionary
	word  Token
	forms []string
	tries int
}

// spell extends done by the next kanji of rest and by a few kana of what is left of the reading.
func (s *speller) spell(done string, rest, reading []rune) {
	s.tries++
	for len(rest) > 0 && !isKanji(rest[0]) {
		rest = rest[1:]
	}
	if len(rest) == 0 {
		s.try(done)
		return
	}
	kanji := done + string(rest[0])
	if countKanji(string(rest)) == 1 {
		for n := 0; n <= maxTail && n < len(reading); n++ {
			s.spell(kanji+string(reading[len(reading)-n:]), nil, nil)
		}
		return
	}
	for from := 1; from <= len(reading); from++ { // a kanji is read with one kana or more
		for n := 0; n <= maxOkurigana && from+n <= len(reading) && s.tries < maxTries; n++ {
			s.spell(kanji+string(reading[from:from+n]), rest[1:], reading[from+n:])
		}
	}
}

// try keeps a spelling that the dictionary has with the reading of the word.
func (s *speller) try(form string) {
	if form == s.word.Term || len(s.forms) >= maxForms {
		return
	}
	for _, other := range s.forms {
		if other == form {
			return
		}
	}
	for _, id := range s.d.find(form) {
		if s.d.texts.at(s.d.reading[id]) == s.word.Reading && s.d.class[id] != skipped {
			s.forms = append(s.forms, form)
			return
		}
	}
}
