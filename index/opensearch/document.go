package opensearch

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/rank"
	"github.com/fumikura/fumikura/index/weight"
	"github.com/fumikura/fumikura/internal/blog"
)

// maxToken is where the cluster cuts a token; ours are cut here, so that posts and queries agree.
const maxToken = 120 // runes; each is at most two of its 255 units

// token writes a term so that the cluster takes it for one.
func token(term string) string {
	if strings.IndexFunc(term, isBreak) >= 0 {
		term = strings.Map(cell, term)
	}
	if len(term) > maxToken {
		if runes := []rune(term); len(runes) > maxToken {
			term = string(runes[:maxToken])
		}
	}
	return term
}

// isBreak says whether the cluster could end a token at r.
func isBreak(r rune) bool { return unicode.In(r, unicode.Z, unicode.Cc) }

// cell stands for a character where tokens are parted by white space.
func cell(r rune) rune {
	switch {
	case r == ' ':
		return '␣'
	case isBreak(r):
		return '␀'
	}
	return r
}

// pairs gives every two adjacent characters of a folded text in order, and the last one alone. A run of two and more characters
// stands in the text where its pairs stand side by side; one character where a pair begins with it.
func pairs(text string) []string {
	runes := []rune(strings.Map(cell, text))
	out := make([]string, len(runes))
	for i := range runes {
		out[i] = string(runes[i:min(i+2, len(runes))])
	}
	return out
}

// document collects what a post becomes.
type document struct {
	fields   object
	lines    map[string][]string // of the token fields
	analyzer *ja.Analyzer
}

// newDocument makes a document of a post and its tokens.
func newDocument(a *ja.Analyzer, p *blog.Post, words [][]ja.Token) object {
	d := &document{fields: object{}, lines: map[string][]string{}, analyzer: a}
	d.text(p.Title, words[0], query.Title)
	for i, b := range p.Blocks {
		of := query.Field("")
		if b.Kind == blog.Code {
			of = query.CodeIn
		}
		d.text(b.Text, words[i+1], of)
	}
	for _, label := range p.Labels() {
		// It is found as if the text named it once more, but is no part of the post's length, nor of where its words stand.
		d.text(label, a.Words(label), "")
	}
	for field, lines := range d.lines {
		d.fields[field] = lines
	}
	stream := rank.StreamOf(p, words)
	d.fields[fieldStream] = encodeStream(stream)
	d.fields[fieldLength] = stream.Length(weight.Default().Title)
	d.facts(p)
	return d.fields
}

// text adds the title, a block or a label.
func (d *document) text(text string, tokens []ja.Token, of query.Field) {
	var terms, order []string
	for _, t := range tokens {
		term := token(t.Term)
		terms = append(terms, term)
		if t.Kind == ja.Word {
			order = append(order, term)
		}
	}
	var grams []string
	for _, g := range d.analyzer.Grams(text) {
		grams = append(grams, token(g.Term))
	}
	times := 1
	if of == query.Title {
		times = int(weight.Default().Title)
	}
	for range times {
		d.line(fieldWords, terms)
		d.line(fieldGrams, grams)
	}
	chars := pairs(ja.FoldRun(text))
	d.line(fieldOrder, order)
	d.line(fieldChars, chars)
	if of != "" {
		d.line(part(fieldWords, of), terms)
		d.line(part(fieldChars, of), chars)
	}
}

func (d *document) line(field string, terms []string) {
	if len(terms) > 0 {
		d.lines[field] = append(d.lines[field], strings.Join(terms, " "))
	}
}

// facts adds what is known of the post without reading its text.
func (d *document) facts(p *blog.Post) {
	d.fields[fieldID] = p.ID
	d.fields[fieldPost] = stored(p)
	title := []rune(ja.FoldRun(p.Title))
	d.fields[fieldTitle] = string(title[:min(len(title), maxTitlePrefix)])
	series, _ := blog.SeriesOf(p.Title)
	d.foldFacts(p, series)
	values := map[query.Field][]string{query.Series: {series}, query.Tag: p.Tags, query.Author: {p.Author}, query.Lang: {p.Lang}, query.Blog: {p.Site}}
	if !p.Published.IsZero() {
		_, zone := p.Published.Zone()
		d.fields[fieldLocalTime] = p.Published.Unix() + int64(zone)
		values[query.Year] = []string{strconv.Itoa(p.Published.Year())}
	}
	for field, list := range values {
		var kept, alike []string
		for _, v := range list {
			if v != "" {
				kept, alike = append(kept, v), append(alike, ja.FoldString(v))
			}
		}
		if len(kept) > 0 {
			d.fields[string(field)], d.fields[string(field)+suffixFolded] = kept, alike
		}
	}
}

// maxYear is the last one that JSON can say.
const maxYear = 9999

// stored is the post as it is kept; a date that JSON cannot say is unknown.
func stored(p *blog.Post) *blog.Post {
	sayable := func(t time.Time) bool { return t.Year() >= 0 && t.Year() <= maxYear }
	if sayable(p.Published) && sayable(p.Updated) {
		return p
	}
	c := *p
	if !sayable(c.Published) {
		c.Published = time.Time{}
	}
	if !sayable(c.Updated) {
		c.Updated = time.Time{}
	}
	return &c
}
