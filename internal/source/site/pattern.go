package site

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Patterns of addresses are texts with names in them, each of which stands for a value of the post: /:year/:month/:title/. The
// generators share the form and the names of dates; what else there is, and how it is written, each says for itself.

// Value gives what a name of a pattern stands for; known is false for a name that there is not.
type Value func(name string) (value string, known bool, err error)

var token = regexp.MustCompile(`:[A-Za-z_]\w*`)

// Fill puts the values into the pattern. A name that nobody knows is an error: a wrong address is worse than none.
func Fill(pattern string, value Value) (string, error) {
	var failed error
	out := token.ReplaceAllStringFunc(pattern, func(s string) string {
		name := s[1:]
		for end := len(name); end > 0; end = strings.LastIndexByte(name[:end], '_') { // :month_:day
			v, known, err := value(name[:end])
			if err != nil && failed == nil {
				failed = err
			}
			if known {
				return v + name[end:]
			}
		}
		if failed == nil {
			failed = fmt.Errorf("the pattern of addresses %q has a name that is not known, %s", pattern, s)
		}
		return ""
	})
	return out, failed
}

// DateValue is the value of a name for a part of a date, in the words that Jekyll and Hexo share.
func DateValue(name string, d time.Time) (value string, known bool, err error) {
	layout, ok := dateNames[name]
	switch {
	case !ok:
		return "", false, nil
	case d.IsZero():
		return "", true, errNoDate
	case name == "week" || name == "w_year":
		year, week := d.ISOWeek()
		if name == "week" {
			return fmt.Sprintf("%02d", week), true, nil
		}
		return strconv.Itoa(year), true, nil
	case name == "w_day":
		return strconv.Itoa((int(d.Weekday())+6)%7 + 1), true, nil
	}
	return d.Format(layout), true, nil
}

var dateNames = map[string]string{
	"year": "2006", "short_year": "06", "month": "01", "i_month": "1", "short_month": "Jan", "long_month": "January",
	"day": "02", "i_day": "2", "y_day": "002", "short_day": "Mon", "long_day": "Monday", "week": "", "w_year": "", "w_day": "",
	"hour": "15", "minute": "04", "second": "05",
}

var dated = regexp.MustCompile(`^(\d{4}-\d{1,2}-\d{1,2})[-_ ](.+)$`)

// Dated takes a date off the beginning of a file's name; empty where there is none.
func Dated(stem string) (day, rest string) {
	if m := dated.FindStringSubmatch(stem); m != nil {
		return m[1], m[2]
	}
	return "", stem
}
