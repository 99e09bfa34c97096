package query

import (
	"strconv"
	"strings"
	"time"
)

// ParseDate reads a year, a month or a day (2016, 2016-08, 2016/8/19, ２０１６年８月) as the half-open range of time it
// covers. The range is given in UTC as a stand-in: compare it with the wall clock of a post's own zone, because a post
// belongs to the day its readers saw on it.
func ParseDate(value string) (from, to time.Time, ok bool) {
	parts, ok := dateParts(value)
	if !ok {
		return from, to, false
	}
	n := [3]int{0, 1, 1}
	for i, p := range parts {
		n[i], _ = strconv.Atoi(p) // dateParts lets digits only through, four at most
	}
	from = time.Date(n[0], time.Month(n[1]), n[2], 0, 0, 0, 0, time.UTC)
	if from.Year() != n[0] || int(from.Month()) != n[1] || from.Day() != n[2] {
		return time.Time{}, time.Time{}, false
	}
	switch len(parts) {
	case 1:
		return from, from.AddDate(1, 0, 0), true
	case 2:
		return from, from.AddDate(0, 1, 0), true
	}
	return from, from.AddDate(0, 0, 1), true
}

// dateParts cuts a date into one to three runs of digits: a year of four, a month and a day of one or two.
func dateParts(value string) ([]string, bool) {
	value = strings.NewReplacer("年", "-", "月", "-", "日", "-", "/", "-", "−", "-").Replace(narrow(value))
	parts := strings.Split(strings.TrimSuffix(value, "-"), "-")
	if len(parts) > 3 || len(parts[0]) != 4 {
		return nil, false
	}
	for i, p := range parts {
		if p == "" || i > 0 && len(p) > 2 || strings.Trim(p, "0123456789") != "" {
			return nil, false
		}
	}
	return parts, true
}

// normalDate writes a date with dashes and full digits: 2016, 2016-08, 2016-08-19.
func normalDate(value string) (string, bool) {
	from, _, ok := ParseDate(value)
	if !ok {
		return "", false
	}
	parts, _ := dateParts(value)
	return from.Format([]string{"2006", "2006-01", "2006-01-02"}[len(parts)-1]), true
}
