package extract

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/width"

	"github.com/fumikura/fumikura/internal/page"
)

// moment is a point in time as far as a page tells it.
type moment struct {
	time.Time
	clock bool // the time of day is known, not only the date
	zoned bool // the zone is known; UTC counts as unknown, for programs write it whatever the blog's zone
}

// japan is the zone of a blog in Japanese that does not tell its own; there is no summer time to mind.
func japan() *time.Location { return time.FixedZone("JST", 9*60*60) }

// stamps are the forms that programs write, tried one after the other.
var stamps = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700", "2006-01-02T15:04Z07:00", "2006-01-02T15:04Z0700",
	"2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04 -0700", "2006-01-02 15:04:05 -0700 MST",
	time.RFC1123Z, "Mon, 2 Jan 2006 15:04:05 -0700", "2 Jan 2006 15:04:05 -0700", "Mon Jan 2 15:04:05 -0700 2006",
}

// namedStamps end in the name of a zone or in none at all.
var namedStamps = []string{
	time.RFC1123, "Mon, 2 Jan 2006 15:04:05 MST", "2006-01-02 15:04:05 MST", "Mon Jan _2 15:04:05 MST 2006",
}

// parseMoment reads a date that a program or a person wrote, alone or within a few words. Without a zone it is in zone; 05/03/2020 is
// the third of May.
func parseMoment(s string, zone *time.Location) (moment, bool) { return parseMomentBy(s, zone, false) }

// parseMomentBy is parseMoment with the order of day and month where numbers alone leave it open: the fifth of March with dayFirst.
func parseMomentBy(s string, zone *time.Location, dayFirst bool) (moment, bool) {
	const enough = 300 // a date stands among few words
	s = strings.TrimSpace(s)
	if s == "" || len(s) > enough {
		return moment{}, false
	}
	s = strings.Join(strings.Fields(width.Fold.String(s)), " ")
	if m, ok := parseEpoch(s); ok {
		return m, sane(m)
	}
	for _, f := range stamps {
		if t, err := time.Parse(f, s); err == nil {
			_, offset := t.Zone()
			m := moment{Time: t, clock: true, zoned: offset != 0}
			return m, sane(m)
		}
	}
	for _, f := range namedStamps {
		if t, err := time.Parse(f, s); err == nil {
			return parseNamed(t)
		}
	}
	m, ok := parseWords(s, zone, dayFirst)
	return m, ok && sane(m)
}

// parseNamed gives the zone names that occur on blogs their meaning; time.Parse takes unknown ones for UTC.
func parseNamed(t time.Time) (moment, bool) {
	name, _ := t.Zone()
	zone, known := page.Zone(name)
	m := moment{Time: time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, zone), clock: true, zoned: known}
	return m, sane(m)
}

// parseEpoch reads the seconds or milliseconds that Hatena writes for article:published_time.
func parseEpoch(s string) (moment, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || len(s) != 10 && len(s) != 13 {
		return moment{}, false
	}
	t := time.Unix(n, 0)
	if len(s) == 13 {
		t = time.UnixMilli(n)
	}
	return moment{Time: t.UTC(), clock: true}, true
}

// sane refuses years before blogs and after us: then it was another number.
func sane(m moment) bool { return m.Year() >= 1990 && m.Year() < 2100 }

var (
	yearFirst  = regexp.MustCompile(`(?:^|\D)(\d{4}) ?(?:[-/.]|年|년) ?(\d{1,2}) ?(?:[-/.]|月|월) ?(\d{1,2})(?:\D|$)`)
	era        = regexp.MustCompile(`(平成|令和) ?(\d{1,2}|元)年 ?(\d{1,2})月 ?(\d{1,2})日`)
	monthFirst = regexp.MustCompile(`(?i)\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b`)
	dayMonth   = regexp.MustCompile(`(?i)\b(\d{1,2})(?:st|nd|rd|th)?[- .](?:of )?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?[- ](\d{4})\b`)
	slashes    = regexp.MustCompile(`(?:^|\D)(\d{1,2})/(\d{1,2})/(\d{4})(?:\D|$)`)
	shortYear  = regexp.MustCompile(`(?i)(?:post(?:é|ado|ato)|publi(?:é|cado)|pubblicato|mis en ligne|écrit|escrito|scritto|geschrieben|veröffentlicht|verfasst|geplaatst)[^\d]{0,12}(\d{1,2})[/.](\d{1,2})[/.](\d{2})(?:[^\d/.]|$)`)
	dotted     = regexp.MustCompile(`(?:^|[^\d.])(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})(?:[^\d.]|$)`) // nobody writes the month first with dots
	namedMonth = regexp.MustCompile(`(?i)(?:^|[^\p{L}\d])(\d{1,2})(?:er|º|ª)?\.? (?:de |den )?(` + monthPattern() + `)\.?,? (?:de |del )?(\d{4})(?:\D|$)`)
	clock      = regexp.MustCompile(`(?i)(\d{1,2}) ?(?::|時) ?(\d{1,2})(?: ?(?::|分) ?(\d{1,2}))?(?: ?(am|pm)\b)?`)
	noonHalf   = regexp.MustCompile(`午後|午前`)
)

// parseWords finds a date among words, and the time of day after it.
func parseWords(s string, zone *time.Location, dayFirst bool) (moment, bool) {
	y, mo, d, rest, ok := findDate(s, dayFirst)
	if !ok {
		return moment{}, false
	}
	t := time.Date(y, time.Month(mo), d, 0, 0, 0, 0, zone)
	if t.Month() != time.Month(mo) || t.Day() != d {
		return moment{}, false
	}
	const near = 40 // the time of day follows its date
	rest = rest[:min(len(rest), near)]
	c := clock.FindStringSubmatch(rest)
	if c == nil {
		return moment{Time: t}, true
	}
	h, mi, sec := number(c[1]), number(c[2]), number(c[3])
	if half := strings.ToLower(c[4]); half == "pm" && h < 12 || noonHalf.FindString(rest) == "午後" && h < 12 {
		h += 12
	} else if half == "am" && h == 12 {
		h = 0
	}
	if h > 23 || mi > 59 || sec > 59 {
		return moment{Time: t}, true
	}
	return moment{Time: time.Date(y, time.Month(mo), d, h, mi, sec, 0, zone), clock: true}, true
}

// findDate gives year, month and day of the first date in s, and what follows it.
func findDate(s string, dayFirst bool) (y, m, d int, rest string, ok bool) {
	if i := yearFirst.FindStringSubmatchIndex(s); i != nil {
		return number(s[i[2]:i[3]]), number(s[i[4]:i[5]]), number(s[i[6]:i[7]]), s[i[7]:], true
	}
	if f := era.FindStringSubmatch(s); f != nil {
		start := map[string]int{"平成": 1988, "令和": 2018}[f[1]]
		_, rest, _ = strings.Cut(s, f[0])
		return start + max(1, number(f[2])), number(f[3]), number(f[4]), rest, true
	}
	if f := monthFirst.FindStringSubmatch(s); f != nil {
		_, rest, _ = strings.Cut(s, f[0])
		return number(f[3]), monthOf(f[1]), number(f[2]), rest, true
	}
	if f := dayMonth.FindStringSubmatch(s); f != nil {
		_, rest, _ = strings.Cut(s, f[0])
		return number(f[3]), monthOf(f[2]), number(f[1]), rest, true
	}
	if f := slashes.FindStringSubmatch(s); f != nil {
		_, rest, _ = strings.Cut(s, f[0])
		m, d = number(f[1]), number(f[2])
		if m > 12 || dayFirst && d <= 12 { // 19/08/2016
			m, d = d, m
		}
		return number(f[3]), m, d, rest, true
	}
	if f := shortYear.FindStringSubmatch(s); f != nil { // Posté le 19/08/16
		_, rest, _ = strings.Cut(s, f[0])
		return 2000 + number(f[3]), number(f[2]), number(f[1]), rest, true
	}
	if f := dotted.FindStringSubmatch(s); f != nil {
		_, rest, _ = strings.Cut(s, f[0])
		return number(f[3]), number(f[2]), number(f[1]), rest, true
	}
	if f := namedMonth.FindStringSubmatch(s); f != nil {
		_, rest, _ = strings.Cut(s, f[0])
		return number(f[3]), int(monthNames[strings.ToLower(f[2])]), number(f[1]), rest, true
	}
	return 0, 0, 0, "", false
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0 // the part is absent, or 元 of a first year
	}
	return n
}

func monthOf(s string) int {
	return strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(s))/3 + 1
}

// monthNames are those of some European languages, and what they are cut to, in lower case; the English ones have a form of their own.
var monthNames = map[string]time.Month{}

// monthPattern fills monthNames, and matches any of them, the longer ones first.
func monthPattern() string {
	for _, year := range []string{
		"januar jänner|februar feber|märz maerz|april|mai|juni|juli|august|september|oktober|november|dezember",
		"janvier janv|février févr fév|mars|avril avr|mai|juin|juillet juil|août aout|septembre sept|octobre oct|novembre nov|décembre déc",
		"enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre setiembre|octubre|noviembre|diciembre",
		"janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro",
		"gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre",
		"januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december",
		"stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia",
		"января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря",
	} {
		for i, names := range strings.Split(year, "|") {
			for name := range strings.FieldsSeq(names) {
				monthNames[name] = time.Month(i + 1)
			}
		}
	}
	names := slices.Sorted(maps.Keys(monthNames))
	slices.SortStableFunc(names, func(a, b string) int { return len(b) - len(a) })
	return strings.Join(names, "|")
}
