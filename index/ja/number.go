package ja

import "strings"

// dateEnd gives the length of a date that s begins with: 2016-08, 2016-08-19, with slashes too. It is 0 where there is none.
func dateEnd(s string) int {
	year := digits(s)
	if year != 4 || len(s) < 6 || (s[4] != '-' && s[4] != '/') {
		return 0
	}
	end, sep := 4, s[4]
	for range 2 {
		n := 0
		if end < len(s) && s[end] == sep {
			n = digits(s[end+1:])
		}
		if n < 1 || n > 2 {
			break
		}
		end += 1 + n
	}
	if end == 4 || (end < len(s) && (latinAt(s[end:]) && s[end] != 'T' && s[end] != 't' || s[end] == sep)) {
		return 0
	}
	return end
}

func digits(s string) int {
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return n
}

// date adds a date as one Word with dashes and its parts: the year, the month, the day, the year with its month.
func (s *scanner) date(i, j int) atom {
	a := atom{i, j, s.pos}
	written := s.text[i:j]
	word := strings.ReplaceAll(written, "/", "-")
	at := i
	for _, part := range strings.Split(word, "-") {
		s.add(Part, part, at, at+len(part), Latin)
		at += len(part) + 1
	}
	if strings.Count(word, "-") == 2 {
		month := word[:strings.LastIndex(word, "-")]
		s.add(Part, month, i, i+len(month), Latin)
	}
	s.wordAndSurface(word, written, i, j, Latin)
	return a
}
