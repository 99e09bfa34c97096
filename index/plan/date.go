package plan

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/fumikura/fumikura/index/ja"
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

// monthOf gives the month of a year that node i of some is part of, as the year or as the month beside it: May 2019, 2019 May, 5月 2019年. It
// is a date that a post may be published at, beside the words that it is.
func monthOf(nodes []query.Node, i int) string {
	for _, k := range []int{i - 1, i + 1} {
		if k < 0 || k >= len(nodes) {
			continue
		}
		for _, pair := range [][2]query.Node{{nodes[i], nodes[k]}, {nodes[k], nodes[i]}} {
			if date := yearAndMonth(pair[0], pair[1]); date != "" {
				return date
			}
		}
	}
	return ""
}

// yearAndMonth gives a month as a date, empty where the nodes are not a year and a month.
func yearAndMonth(first, second query.Node) string {
	y, isWord := first.(query.Word)
	name, isName := second.(query.Word)
	if !isWord || !isName {
		return ""
	}
	year := strings.TrimSuffix(ja.FoldString(y.Text), "年")
	if len(year) != len("2006") || !isNumber(year) {
		return ""
	}
	if m := month(strings.TrimRight(ja.FoldString(name.Text), ".,")); m > 0 {
		return fmt.Sprintf("%s-%02d", year, m)
	}
	return ""
}

// month is the number of a month by its English name or the first letters of that, or as 5月, 0 for none.
func month(name string) int {
	if n, ok := strings.CutSuffix(name, "月"); ok {
		m, err := strconv.Atoi(n)
		if err != nil || m < 1 || m > 12 {
			return 0
		}
		return m
	}
	const least = 3
	for m := time.January; m <= time.December; m++ {
		full := strings.ToLower(m.String())
		if name == full || name == full[:least] || name == "sept" && m == time.September {
			return int(m)
		}
	}
	return 0
}

// issue says whether a text only tells that the date before it is the one of an issue or the like (2016年9月号).
func issue(text string) bool {
	switch text {
	case "号", "版", "分", "付", "付け", "頃", "ごろ", "現在", "時点":
		return true
	}
	return false
}
