package lexicon

import (
	"strings"
	"unicode/utf8"
	"unsafe"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/internal/intern"
)

// postWords is the words and phrases of one post, each counted once. Its memory is used again for the next.
type postWords struct {
	keys, readings *intern.Table
	seen           []tallied
	place          []uint32 // of each key in seen, where it stands there
	defined        definitions
	words          []spelled
	buf            []byte
}

func (p *postWords) begin(keys, readings *intern.Table) {
	p.keys, p.readings, p.seen, p.defined = keys, readings, p.seen[:0], definitions{}
}

// spelled is a Word of a text with how it is written.
type spelled struct {
	ja.Token
	text    string // its Surface, where readers would look for that and not for the Term
	written string // its Surface in any case
	spoken  string // the reading of what is written
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
	words := p.words[:0]
	until := 0 // the end of the last name or address
	for _, t := range tokens {
		switch t.Kind {
		case ja.Word:
			words = append(words, spelled{Token: t, text: t.Term, written: t.Term, inside: t.Start < until})
		case ja.Surface:
			w := &words[len(words)-1]
			w.written = t.Term
			if w.Script == ja.Latin || w.Script == ja.Katakana {
				w.text = t.Term
			}
		case ja.Part:
			p.add(t.Term, t.Term, "", count{form: part, script: t.Script})
		case ja.Whole:
			until = max(until, t.End)
			if strings.ContainsAny(t.Term, "/:@?=&%") {
				continue // an address
			}
			p.add(t.Term, t.Term, kanaReading(t), count{form: whole, script: t.Script})
		}
	}
	for i := range words {
		words[i].spoken = words[i].read()
	}
	for i := range words {
		p.word(&words[i])
		p.phrases(words[i:])
		p.defined.definition(words, i)
	}
	clear(words) // it holds on to no text
	p.words = words
}

func (p *postWords) word(w *spelled) {
	differs := w.text != w.Term
	p.add(w.Term, w.Term, w.Reading, count{script: w.Script, stem: differs && w.Script == ja.Latin})
	if differs {
		p.add(w.text, w.Term, w.Reading, count{form: surface, script: w.Script})
	}
}

// phrases adds the two and three words that begin here: Japanese without anything between, Latin side by side.
func (p *postWords) phrases(words []spelled) {
	for n := 2; n <= 3 && n <= len(words); n++ {
		a, b := &words[n-2], &words[n-1]
		if b.Pos != a.Pos+1 || a.Weak || b.Weak {
			return
		}
		latin := a.Script == ja.Latin
		if latin != (b.Script == ja.Latin) || (!latin && a.End != b.Start) || (latin && (n > 2 || !letters(a.Term) || !letters(b.Term))) {
			return
		}
		p.phrase(words[:n], latin && b.inside)
	}
}

// phrase adds words as one entry: as written, as indexed, and as spoken where all have a reading.
func (p *postWords) phrase(words []spelled, joined bool) {
	b, space, spoken := p.buf[:0], words[0].Script == ja.Latin, true
	for i := range words {
		if i > 0 && space {
			b = append(b, ' ')
		}
		b = append(b, words[i].written...)
		spoken = spoken && words[i].spoken != ""
	}
	text := len(b)
	for i := range words {
		if i > 0 {
			b = append(b, ' ')
		}
		b = append(b, words[i].Term...)
	}
	terms := len(b)
	for i := range words {
		if spoken {
			b = append(b, words[i].spoken...)
		}
	}
	p.buf = b
	all := unsafe.String(unsafe.SliceData(b), len(b)) // what is kept of it is copied
	p.add(all[:text], all[text:terms], all[terms:], count{form: phrase, script: scriptOf(words), joined: joined})
}

func scriptOf(words []spelled) ja.Script {
	for i := range words {
		if words[i].Script != words[0].Script {
			return ja.Mixed
		}
	}
	return words[0].Script
}

func (p *postWords) add(text, terms, reading string, c count) {
	if len(text) > maxLength && utf8.RuneCountInString(text) > maxLength || terms == "" || strings.Contains(terms, " ") != (c.form == phrase) {
		return
	}
	key := p.keys.Pair(text, terms)
	for int(key) >= len(p.place) {
		p.place = append(p.place, 0)
	}
	at := p.place[key]
	if int(at) >= len(p.seen) || p.seen[at].key != key {
		p.place[key], c.reading = uint32(len(p.seen)), p.readings.Number(reading)
		p.seen = append(p.seen, tallied{key, c})
		return
	}
	have := &p.seen[at]
	c.twice, c.joined, c.form = true, c.joined && have.joined, min(c.form, have.form)
	if have.form == c.form && have.twice && have.joined == c.joined {
		return
	}
	c.reading = p.readings.Number(reading)
	have.count = c
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
