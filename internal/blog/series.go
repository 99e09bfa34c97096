package blog

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// A numbered series is posts of one blog whose titles differ in a number: 「Go 入門 第3回」「Go 入門 第4回」. The title alone tells
// it; whether there really is a series is known only where a second post has the same name, which is for the index to see.

const (
	// leastSeriesName is the fewest characters of a name; shorter ones are left-overs of other things.
	leastSeriesName = 2
	// mostInstalments is the highest number of an instalment. Higher ones are numbers of issues, tickets and years.
	mostInstalments = 999
)

// number is how the number of an instalment is written, after NFKC: Arabic or Chinese up to 99.
const number = `(\d{1,3}|[一二三四五六七八九十]{1,3})`

// instalments are the ways a title names its place in a series, the surest first. The first group is the character before it, which
// still belongs to the name, the second the number.
var instalments = []*regexp.Regexp{
	regexp.MustCompile(`()第 ?` + number + ` ?(?:回|章|話|弾|部|巻|夜|日目)(?:目)?`),
	regexp.MustCompile(`()(?:その|パート|シーズン) ?` + number + `(?:$|[^\d.年月日時分秒個人件つ度])`),
	regexp.MustCompile(`(?i)(^|[^\p{L}\d])(?:part|pt\.?|vol\.?|volume|episode|ep\.?|chapter|lesson) ?\.? ?#?` + number + `(?:$|[^\d.])`),
	regexp.MustCompile(`(^|[^\p{Latin}\d])# ?(\d{1,3})(?:$|[^\d.])`),
	regexp.MustCompile(`()\( ?` + number + ` ?(?:/ ?\d{1,3} ?)?\)`),
	regexp.MustCompile(`()[\[【]` + number + `[\]】]`),
	regexp.MustCompile(`(^|[^\d])(\d{1,3}) ?(?:日目|回目|限目)(?:$|[^\d])`),
}

// halves are titles of two or three parts that have no number.
var halves = map[string]int{"前編": 1, "前篇": 1, "中編": 2, "中篇": 2, "後編": 3, "後篇": 3, "上巻": 1, "下巻": 2}

// noSeries are names that tell what a number counts, which is no series of posts.
var noSeries = map[string]bool{"issue": true, "pr": true, "pull request": true, "ticket": true, "no": true, "rfc": true, "bug": true}

// SeriesOf gives the name of the numbered series and the number in it that a title names; number is 0 where it names none. The
// name is what stands before the number, or after it where the number comes first.
func SeriesOf(title string) (name string, number int) {
	title = strings.TrimSpace(norm.NFKC.String(title))
	for word, n := range halves {
		if before, after, found := strings.Cut(title, word); found {
			if name := seriesName(before, after); name != "" {
				return name, n
			}
		}
	}
	for _, re := range instalments {
		at := re.FindStringSubmatchIndex(title)
		if at == nil {
			continue
		}
		n := instalment(title[at[4]:at[5]])
		if n < 1 || n > mostInstalments {
			continue
		}
		if name := seriesName(title[:at[3]], title[at[1]:]); name != "" {
			return name, n
		}
	}
	return "", 0
}

// seriesName is the name of a series in what stands before its number, else in what stands behind it up to the title of the
// instalment.
func seriesName(before, after string) string {
	name := trimName(before)
	if name == "" {
		after = strings.TrimLeft(after, " 　")
		if end := strings.IndexAny(after, ":|-–—〜~「『(【"); end >= 0 {
			after = after[:end]
		}
		name = trimName(after)
	}
	if utf8.RuneCountInString(name) < leastSeriesName || noSeries[strings.ToLower(name)] || !strings.ContainsFunc(name, isLetter) {
		return ""
	}
	return name
}

func trimName(s string) string {
	return strings.TrimFunc(s, func(r rune) bool {
		return strings.ContainsRune(" \t:|-–—〜~・,、。.()[]【】「」『』<>《》", r)
	})
}

func isLetter(r rune) bool { return r > 0x7f && r != '　' || r|0x20 >= 'a' && r|0x20 <= 'z' }

// instalment reads a number of Arabic or Chinese digits up to 99.
func instalment(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	tens, units, ten := 0, 0, false
	for _, r := range s {
		d := strings.IndexRune("一二三四五六七八九", r)
		switch {
		case r == '十':
			tens, units, ten = max(units, 1), 0, true
		case d >= 0:
			units = d/len("一") + 1
		}
	}
	if ten {
		return tens*10 + units
	}
	return units
}
