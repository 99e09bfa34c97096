package lexicon

import (
	"strings"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/ja"
)

// postWords is the words and phrases of one post, each counted once.
type postWords struct {
	seen    map[key]count
	defined definitions
}

// spelled is a Word of a text with how it is written.
type spelled struct {
	ja.Token
	text    string // its Surface, where readers would look for that and not for the Term
	written string // its Surface in any case
	inside  bool   // a name or address that began before it
}

// read gives the reading of the word as written, which the token has for its base form: 使い, 使う and ツカウ give ツカイ.
func (w spelled) read() string {
	if w.written == w.Term || w.Reading == "" || w.Script == ja.Katakana {
		return w.Reading
	}
	term, written := w.Term, w.written
	for term != "" && written != "" {
		a, size := utf8.DecodeRuneInString(term)
		if b, _ := utf8.DecodeRuneInString(written); a != b {
			break
		}
		term, written = term[size:], written[size:]
	}
	stem, ok := strings.CutSuffix(w.Reading, ja.ToKatakana(term))
	if !ok || hasKanji(written) {
		return ""
	}
	return stem + ja.ToKatakana(written)
}

func (p *postWords) text(tokens []ja.Token) {
	var words []spelled
	until := 0 // the end of the last name or address
	for _, t := range tokens {
		switch t.Kind {
		case ja.Word:
			words = append(words, spelled{t, t.Term, t.Term, t.Start < until})
		case ja.Surface:
			w := &words[len(words)-1]
			w.written = t.Term
			if w.Script == ja.Latin || w.Script == ja.Katakana {
				w.text = t.Term
			}
		case ja.Part:
			p.add(t.Term, t.Term, count{form: part, script: t.Script})
		case ja.Whole:
			until = max(until, t.End)
			if strings.ContainsAny(t.Term, "/:@?=&%") {
				continue // an address
			}
			p.add(t.Term, t.Term, count{form: whole, script: t.Script, reading: kanaReading(t)})
		}
	}
	for i, w := range words {
		p.word(w)
		p.phrases(words[i:])
		p.defined.definition(words, i)
	}
}

func (p *postWords) word(w spelled) {
	differs := w.text != w.Term
	p.add(w.Term, w.Term, count{script: w.Script, reading: w.Reading, stem: differs && w.Script == ja.Latin})
	if differs {
		p.add(w.text, w.Term, count{form: surface, script: w.Script, reading: w.Reading})
	}
}

// phrases adds the two and three words that begin here: Japanese without anything between, Latin side by side.
func (p *postWords) phrases(words []spelled) {
	for n := 2; n <= 3 && n <= len(words); n++ {
		a, b := words[n-2], words[n-1]
		if b.Pos != a.Pos+1 || a.Weak || b.Weak {
			return
		}
		latin := a.Script == ja.Latin
		if latin != (b.Script == ja.Latin) || (!latin && a.End != b.Start) || (latin && (n > 2 || !letters(a.Term) || !letters(b.Term))) {
			return
		}
		text, terms, c := phraseOf(words[:n])
		c.joined = latin && b.inside
		p.add(text, terms, c)
	}
}

func phraseOf(words []spelled) (text, terms string, c count) {
	space, spoken := "", true
	if words[0].Script == ja.Latin {
		space = " "
	}
	for i, w := range words {
		if i > 0 {
			text, terms = text+space, terms+" "
		}
		text, terms = text+w.written, terms+w.Term
		reading := w.read()
		spoken = spoken && reading != ""
		c.reading += reading
	}
	if !spoken {
		c.reading = ""
	}
	c.form, c.script = phrase, scriptOf(words)
	return text, terms, c
}

func scriptOf(words []spelled) ja.Script {
	for _, w := range words {
		if w.Script != words[0].Script {
			return ja.Mixed
		}
	}
	return words[0].Script
}

func (p *postWords) add(text, terms string, c count) {
	if len(text) > maxLength && len([]rune(text)) > maxLength || strings.Contains(terms, " ") != (c.form == phrase) {
		return
	}
	k := key{text, terms}
	if have, ok := p.seen[k]; ok {
		c.twice, c.joined = true, c.joined && have.joined
		c.form = min(c.form, have.form)
		if have.form == c.form && have.twice && have.joined == c.joined {
			return
		}
	}
	p.seen[k] = c
}

// letters reports whether s is a word of two ASCII letters or more.
func letters(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && c != '\'' {
			return false
		}
	}
	return len(s) > 1
}

func kanaReading(t ja.Token) string {
	if t.Script == ja.Katakana {
		return t.Term
	}
	return t.Reading
}
