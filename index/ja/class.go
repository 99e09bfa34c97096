package ja

// class says what becomes of a morpheme (a stop word, a word that inflects, …), decided once per dictionary entry.
type class uint8

const (
	noun    class = iota // indexed; may join a compound
	content              // indexed: verbs, adjectives, adverbs
	weak                 // indexed, but required only when nothing else is
	skipped              // particles, auxiliaries, punctuation: not indexed as words
)

// classOf reads the part of speech: four levels and the conjugation, as the IPA dictionary has them.
func classOf(pos []string) class {
	first, second, third := pos[0], pos[1], pos[2]
	switch first {
	case "名詞":
		return nounClass(second, third)
	case "動詞", "形容詞":
		switch second {
		case "接尾":
			return skipped
		case "非自立":
			return weak
		}
		return content
	case "副詞":
		if second == "助詞類接続" {
			return weak
		}
		return content
	case "接頭詞":
		return noun
	case "連体詞", "感動詞":
		return weak
	}
	return skipped // 助詞 助動詞 記号 接続詞 フィラー その他 BOS
}

func nounClass(second, third string) class {
	switch {
	case third == "助動詞語幹":
		return skipped
	case second == "非自立", second == "代名詞":
		return weak
	}
	return noun
}

// ofBase refines the class of a word that inflects by its base form: a few verbs carry next to nothing.
func (c class) ofBase(base string) class {
	switch base {
	case "する", "なる", "ある", "いる", "できる", "出来る", "やる", "くる", "ない", "いう", "言う", "思う", "おる", "よる":
		if c == content {
			return weak
		}
	}
	if c != weak {
		return c
	}
	switch base {
	case "いる", "ある", "くる", "いく", "しまう", "くれる", "もらう", "いただく", "くださる", "下さる", "おく", "みる", "なさる", "ほしい",
		"てる", "とく", "ちゃう", "おる", "ゆく", "頂く", "やる", "あげる", "いい", "よい":
		return skipped
	}
	return c
}
