package lexicon

import (
	"cmp"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/ja"
)

// minRomaji is the shortest prefix in letters that is read as kana too; a single letter would name half the dictionary.
const minRomaji = 2

// Complete gives up to n words and phrases of the archive that begin with prefix as written, or whose reading does: prefix may be
// kana, or romaji half typed (kens finds 検索). The most frequent come first, as written before as read.
func (l *Lexicon) Complete(prefix string, n int) []string {
	prefix = ja.FoldString(strings.TrimSpace(prefix))
	if prefix == "" || n <= 0 {
		return nil
	}
	c := completions{limit: n}
	c.add(l.words.beginning(prefix))
	if kana, rest, ok := kanaOf(prefix); ok {
		c.add(l.words.readBeginning(kana, rest))
	}
	return c.texts
}

// kanaOf gives a prefix as katakana, with the letters at its end that are no syllable yet.
func kanaOf(prefix string) (kana, rest string, ok bool) {
	i := strings.IndexFunc(prefix, func(r rune) bool { return r < utf8.RuneSelf })
	if i < 0 {
		kana = ja.ToKatakana(prefix)
		return kana, "", isKatakana(kana)
	}
	if i == 0 && len(prefix) < minRomaji {
		return "", "", false
	}
	typed, rest, ok := ja.Kana(prefix[i:])
	if !ok && i > 0 { // こんt: what is typed after kana is romaji by all means
		return "", "", false
	}
	kana = ja.ToKatakana(prefix[:i]) + typed
	if before, found := strings.CutSuffix(kana, "ン"); found && rest == "" && strings.HasSuffix(prefix, "n") {
		kana, rest = before, "n" // ン, or the beginning of ナ
	}
	return kana, rest, ok && (isKatakana(kana) || kana == "" && i == 0)
}

// beginning gives the entries whose text begins so.
func (v *vocabulary) beginning(prefix string) (found []*entry) {
	i := sort.Search(len(v.entries), func(i int) bool { return v.entries[i].text >= prefix })
	for ; i < len(v.entries) && strings.HasPrefix(v.entries[i].text, prefix); i++ {
		found = append(found, &v.entries[i])
	}
	return found
}

// readBeginning gives the entries whose reading begins so, and goes on with a syllable that begins with the letters rest.
func (v *vocabulary) readBeginning(kana, rest string) (found []*entry) {
	i := sort.Search(len(v.spoken), func(i int) bool { return v.entries[v.spoken[i]].reading >= kana })
	for ; i < len(v.spoken); i++ {
		e := &v.entries[v.spoken[i]]
		after, ok := strings.CutPrefix(e.reading, kana)
		if !ok {
			break
		}
		if rest == "" || strings.HasPrefix(ja.Romaji(after), rest) || strings.HasPrefix(keyboard(after), rest) {
			found = append(found, e)
		}
	}
	return found
}

// keyboard spells the kana that Hepburn begins with another letter as keyboards do: し si, ち ti, つ tu, ふ hu, じ zi.
func keyboard(kana string) string {
	letters := ja.Romaji(kana)
	for _, two := range [][2]string{{"sh", "s"}, {"ch", "t"}, {"ts", "t"}, {"f", "h"}, {"j", "z"}} {
		if rest, ok := strings.CutPrefix(letters, two[0]); ok {
			return two[1] + rest
		}
	}
	return letters
}

// completions collects texts up to a limit.
type completions struct {
	limit int
	texts []string
}

func (c *completions) add(found []*entry) {
	found = slices.DeleteFunc(found, func(e *entry) bool { return !e.shown() })
	slices.SortStableFunc(found, func(a, b *entry) int {
		return cmp.Or(b.df-a.df, len(a.text)-len(b.text), strings.Compare(a.text, b.text))
	})
	for _, e := range found {
		if len(c.texts) == c.limit {
			return
		}
		if !slices.Contains(c.texts, e.text) {
			c.texts = append(c.texts, e.text)
		}
	}
}
