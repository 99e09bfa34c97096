package ja

import "strings"

// Readings gives the katakana reading of a text, as far as the dictionary knows it; what it does not know stays as written, in
// folded form. It is for suggestions and for telling words of one reading (開放, 解放), not for matching.
func (a *Analyzer) Readings(text string) string {
	s := a.pool.Get().(*scanner)
	defer a.pool.Put(s)
	s.folded = foldWith(text, false)
	s.text = s.folded.Text
	var b strings.Builder
	for i := 0; i < len(s.text); {
		if !isJapanese(firstRune(s.text[i:])) {
			j := i + indexFunc(s.text[i:], isJapanese)
			b.WriteString(strings.ToLower(s.text[i:j]))
			i = j
			continue
		}
		j, n := s.japaneseEnd(i)
		if n > maxRun {
			j = s.window(i)
		}
		s.lattice.d = loadDictionary()
		even := evenKatakana(s.text[i:j]).Text
		for _, k := range s.lattice.cut(even, true) {
			b.WriteString(s.lattice.readingOf(s.lattice.nodes[k]))
		}
		i = j
	}
	return b.String()
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

// readingOf gives the reading of a word as spelled, or the spelling in katakana.
func (l *lattice) readingOf(n node) string {
	if n.id >= 0 {
		if r := l.d.texts.at(l.d.reading[n.id]); r != "" {
			return r
		}
	}
	return ToKatakana(l.text[n.start:n.end])
}

// ToKatakana writes the hiragana of a text as katakana.
func ToKatakana(s string) string {
	return strings.Map(func(r rune) rune {
		if 'ぁ' <= r && r <= 'ゖ' || r == 'ゝ' || r == 'ゞ' {
			return r + ('ァ' - 'ぁ')
		}
		return r
	}, s)
}

// ToHiragana writes the katakana of a text as hiragana.
func ToHiragana(s string) string {
	return strings.Map(func(r rune) rune {
		if 'ァ' <= r && r <= 'ヶ' || r == 'ヽ' || r == 'ヾ' {
			return r - ('ァ' - 'ぁ')
		}
		return r
	}, s)
}
