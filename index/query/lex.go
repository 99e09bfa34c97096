package query

import (
	"strings"
	"unicode"
)

// kind is a kind of token.
type kind int

const (
	leaf  kind = iota // a word, a phrase or a value
	not               // the dash in front of what is excluded
	or                // OR between two nodes
	open              // of a group
	shut              // of a group
	stray             // an open or shut without its other half, or around nothing
)

// token is one piece of a query.
type token struct {
	kind kind
	node Node   // of a leaf
	text string // as typed, of an or
}

// lexer is the tokenizer of the query language: it cuts a clean query into tokens. What belongs to the syntax in form but not in place (a quote that is never closed, a
// bracket without its other half) separates words and is otherwise passed over: readers half-way through typing meet it
// at every stroke.
type lexer struct {
	text []rune
	pos  int
	toks []token
}

// tokens cuts a query that clean has been over.
func tokens(text string) []token {
	l := &lexer{text: []rune(text)}
	for l.pos < len(l.text) {
		l.next()
	}
	return paired(l.toks)
}

// next reads what starts at l.pos: the start of a word, or white space.
func (l *lexer) next() {
	switch r := l.text[l.pos]; {
	case unicode.IsSpace(r):
		l.pos++
	case isOpen(r):
		l.emit(token{kind: open}, 1)
	case isShut(r):
		l.emit(token{kind: shut}, 1)
	case isDash(r) && l.excludes():
		l.emit(token{kind: not}, 1)
	case isQuote(r):
		if text, ok := l.quoted(); ok {
			l.phrase(text)
		} else {
			l.pos++
		}
	default:
		if !l.field() {
			l.word()
		}
	}
}

func (l *lexer) emit(t token, width int) {
	l.toks = append(l.toks, t)
	l.pos += width
}

// excludes says whether the dash at l.pos is in front of something to exclude: foo -bar; not --bar, a lone dash or a flag.
func (l *lexer) excludes() bool {
	rest := l.text[l.pos+1:]
	return len(rest) > 0 && !unicode.IsSpace(rest[0]) && !isDash(rest[0]) && !isShut(rest[0]) && !isFlag(rest)
}

// isFlag says whether what follows a dash begins with one letter or digit by itself, as in kill -9 and grep -r: nobody means to be rid of
// all posts that have a letter.
func isFlag(text []rune) bool {
	r := []rune(narrow(string(text[:1])))[0]
	ends := len(text) == 1 || unicode.IsSpace(text[1]) || isShut(text[1])
	return ends && r <= unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

// phrase adds what stood between quotes, unless that is nothing.
func (l *lexer) phrase(text string) {
	if text != "" {
		l.emit(token{kind: leaf, node: Phrase{text}}, 0)
	}
}

// quoted reads the quotation that opens at l.pos. Straight quotes close straight ones and curly close curly, so that each may
// stand inside the other; where a keyboard mixed them, the other kind will do.
func (l *lexer) quoted() (string, bool) {
	rest := l.text[l.pos+1:]
	end := indexFunc(rest, sameQuote(l.text[l.pos]))
	if end < 0 {
		end = indexFunc(rest, isQuote)
	}
	if end < 0 {
		return "", false
	}
	l.pos += end + 2
	return strings.TrimSpace(string(rest[:end])), true
}

// word reads a word, which may turn out to be OR.
func (l *lexer) word() {
	text := l.run()
	if narrow(text) == "OR" {
		l.emit(token{kind: or, text: text}, 0)
		return
	}
	l.emit(token{kind: leaf, node: Word{text}}, 0)
}

// run reads to the end of a word: white space, a bracket that belongs to a group, or a quotation. A word keeps the brackets that
// close before it ends, so that main() and f(x) are words, and the quotes that follow ASCII, as in class="wide".
func (l *lexer) run() string {
	start := l.pos
	for l.pos < len(l.text) {
		switch r := l.text[l.pos]; {
		case unicode.IsSpace(r), isShut(r), isQuote(r) && (l.pos == start || l.text[l.pos-1] > unicode.MaxASCII):
			return string(l.text[start:l.pos])
		case isOpen(r):
			end := l.bracketed()
			if end < 0 {
				return string(l.text[start:l.pos])
			}
			l.pos = end
		default:
			l.pos++
		}
	}
	return string(l.text[start:])
}

// bracketed gives where the bracket that opens at l.pos ends when no white space comes first, else -1.
func (l *lexer) bracketed() int {
	depth := 0
	for i, r := range l.text[l.pos:] {
		switch {
		case unicode.IsSpace(r):
			return -1
		case isOpen(r):
			depth++
		case isShut(r):
			if depth--; depth == 0 {
				return l.pos + i + 1
			}
		}
	}
	return -1
}

// field reads a field and its value and says whether they were there; else it leaves l.pos alone.
func (l *lexer) field() bool {
	colon := indexFunc(l.text[l.pos:], isColon)
	if colon < 0 {
		return false
	}
	d, ok := doc(string(l.text[l.pos : l.pos+colon]))
	if !ok {
		return false
	}
	start, after := l.pos, l.pos+colon+1
	l.pos = after
	value, quoted, ok := l.value()
	if ok && d.Date {
		value, ok = normalDate(value)
	}
	if ok {
		l.emit(token{kind: leaf, node: In{d.Name, value, quoted && isText(d.Name)}}, 0)
		return true
	}
	l.pos = after
	rest := l.run() // a value that is none makes text of the field too
	l.emit(token{kind: leaf, node: Word{string(l.text[start:after]) + rest}}, 0)
	return true
}

// value reads the value of a field and says whether it stood between quotes, and whether there is one.
func (l *lexer) value() (text string, quoted, ok bool) {
	if l.pos < len(l.text) && isQuote(l.text[l.pos]) {
		if text, ok := l.quoted(); ok {
			return text, true, text != ""
		}
		l.pos++
	}
	text = oneQuote(l.run())
	return text, false, text != ""
}

// paired marks as stray the brackets that have no other half or hold nothing.
func paired(toks []token) []token {
	var opened []int
	for i := range toks {
		switch toks[i].kind {
		case open:
			opened = append(opened, i)
		case shut:
			if len(opened) == 0 {
				toks[i].kind = stray
				continue
			}
			from := opened[len(opened)-1]
			opened = opened[:len(opened)-1]
			if holdsNothing(toks[from+1 : i]) {
				toks[from].kind, toks[i].kind = stray, stray
			}
		}
	}
	for _, i := range opened {
		toks[i].kind = stray
	}
	return toks
}

func holdsNothing(toks []token) bool {
	for _, t := range toks {
		if t.kind != stray {
			return false
		}
	}
	return true
}
