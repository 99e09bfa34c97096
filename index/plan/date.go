package plan

import (
	"strings"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/query"
)

// date gives the date with which a folded text begins, where it names the year as one or is a date alone; only says that the text
// says nothing else.
func date(text string) (date string, only bool) {
	if _, _, ok := query.ParseDate(text); ok {
		return text, true
	}
	end := strings.IndexFunc(text, func(r rune) bool { return !strings.ContainsRune("0123456789年月日", r) })
	if end < 0 || !strings.Contains(text[:end], "年") {
		return "", false
	}
	for date = text[:end]; date != ""; {
		if _, _, ok := query.ParseDate(date); ok {
			return date, issue(text[len(date):])
		}
		_, size := utf8.DecodeLastRuneInString(date)
		date = date[:len(date)-size]
	}
	return "", false
}

// issue says whether a text only tells that the date before it is the one of an issue or the like (2016年9月号).
func issue(text string) bool {
	switch text {
	case "号", "版", "分", "付", "付け", "頃", "ごろ", "現在", "時点":
		return true
	}
	return false
}
