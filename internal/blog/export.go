package blog

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Export is a file in which posts were given out. An importer reads it entry by entry and hands each over as a Capture; what
// all importers need to make one is here.
type Export struct {
	Name string         // of the file, for messages
	Site string         // the blog that the posts belong to; empty means what the file says, or else the origin of each post
	Zone *time.Location // of dates that name none; nil means the zone of this machine
	Now  time.Time      // when the file is read

	// Permalink is how the blog makes addresses, where the export does not say; empty means what is usual for the format.
	Permalink Pattern

	// Text turns bytes that are no UTF-8 into it, given their Content-Type where there is one; nil drops what does not read.
	Text func(body []byte, contentType string) []byte
}

// Capture hands over the page that stands at the line (0 where lines mean nothing). A page whose URL is of no use is passed
// over. The visit's hash covers what the export knew, too: a post whose title changed is a changed post.
func (x Export) Capture(line int, p Page) Capture {
	p.URL = x.absolute(p.URL)
	u, err := url.Parse(p.URL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return x.Pass(line, p.URL, fmt.Sprintf("its url %q is not an absolute http or https address", short(p.URL)))
	}
	p.Site = cmp.Or(p.Site, x.Site, u.Scheme+"://"+u.Host+"/")
	if s, err := url.Parse(p.Site); err == nil && s.Host != "" && s.Path == "" {
		p.Site += "/" // the same blog as one that a crawl knows
	}
	if p.Known.Updated.Equal(p.Known.Published) {
		p.Known.Updated = time.Time{} // never updated
	}
	p.FetchedAt = x.Now
	p.Known.URL, p.Known.Site, p.Known.Lang = p.URL, p.Site, primary(p.Known.Lang)
	p.Known.Title, p.Known.Author = clean(p.Known.Title), clean(p.Known.Author)
	p.Known.Tags = cleanAll(p.Known.Tags)
	known, err := json.Marshal(p.Known)
	if err != nil {
		return x.Pass(line, p.URL, "its date is out of range")
	}
	sum := sha256.Sum256(append(known, p.Body...))
	return Capture{Page: &p, Visit: Visit{
		URL: p.URL, Site: p.Site, Role: RolePage, Outcome: Fetched, At: x.Now,
		Hash: hex.EncodeToString(sum[:]), Found: x.found(line),
	}}
}

// absolute is the address on the blog, where an export leaves out which blog it is on.
func (x Export) absolute(address string) string {
	base, err := url.Parse(x.Site)
	if err != nil || base.Host == "" || !strings.HasPrefix(address, "/") {
		return address
	}
	u, err := base.Parse(address)
	if err != nil {
		return address
	}
	return u.String()
}

// clean is the text on one line, without characters that nobody wrote.
func clean(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == utf8.RuneError:
			return -1
		case unicode.IsControl(r):
			return ' '
		}
		return r
	}, s))
}

// cleanAll is the tags, each once; no tag is empty.
func cleanAll(tags []string) []string {
	var out []string
	seen := map[string]bool{"": true}
	for _, t := range tags {
		if t = clean(t); !seen[t] {
			seen[t] = true
			out = append(out, t)
		}
	}
	return out
}

// primary is the primary tag of a language: ja of ja-JP and ja_JP.
func primary(lang string) string {
	tag, _, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(strings.TrimSpace(lang), "_", "-")), "-")
	return tag
}

// Pass records that the entry at the line is lost, with its URL where it has one; reading goes on. The reason begins with the
// place, for that is where the owner has to look.
func (x Export) Pass(line int, rawURL, reason string) Capture {
	found := x.found(line)
	if rawURL = x.absolute(rawURL); rawURL == "" {
		rawURL = found
	}
	return Capture{Visit: Visit{
		URL: rawURL, Site: x.Site, Role: RolePage, Outcome: Passed, At: x.Now, Found: found, Reason: found + ": " + reason,
	}}
}

// Skip records that the entry at the line is left out on purpose, such as a draft.
func (x Export) Skip(line int, rawURL, reason string) Capture {
	c := x.Pass(line, rawURL, reason)
	c.Visit.Excluded = true
	return c
}

// Note tells the owner something about the export as a whole, such as a field that nobody knows.
func (x Export) Note(format string, args ...any) Capture {
	return Capture{Note: x.Name + ": " + fmt.Sprintf(format, args...)}
}

func (x Export) found(line int) string {
	if line == 0 {
		return x.Name
	}
	return fmt.Sprintf("%s:%d", x.Name, line)
}

// UTF8 is the body as valid UTF-8 without a byte order mark. A broken byte in a text that is UTF-8 else makes no other charset of it.
func (x Export) UTF8(body []byte, contentType string) []byte {
	switch {
	case x.Text == nil:
	case EscapedText(body):
		body = x.Text(body, "text/plain; charset=iso-2022-jp")
	case bytes.HasPrefix(body, []byte("\xff\xfe")), bytes.HasPrefix(body, []byte("\xfe\xff")), !MostlyUTF8(body):
		body = x.Text(body, contentType)
	}
	return bytes.TrimPrefix(bytes.ToValidUTF8(body, []byte("\ufffd")), []byte("\ufeff"))
}

// MostlyUTF8 says whether a text is UTF-8, by the majority of what is not ASCII in it; a character that its end cuts counts for
// nothing. In the charsets of Japan and of the West hardly any of it reads as UTF-8.
func MostlyUTF8(text []byte) bool {
	good, bad := 0, 0
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		switch {
		case n > 1:
			good++
		case r == utf8.RuneError && !utf8.FullRune(text):
			return bad <= good
		case r == utf8.RuneError:
			bad++
		}
		text = text[n:]
	}
	return bad <= good
}

// EscapedText says whether a text is in ISO-2022-JP, which hides other characters in ASCII behind escapes.
func EscapedText(text []byte) bool {
	for _, escape := range []string{"\x1b$B", "\x1b$@", "\x1b(J", "\x1b(I"} {
		if bytes.Contains(text, []byte(escape)) {
			return true
		}
	}
	return false
}

// short keeps a message readable whatever it quotes.
func short(s string) string {
	const enough = 200
	if len(s) > enough {
		return strings.ToValidUTF8(s[:enough], "") + "…"
	}
	return s
}

// layouts are the ways exports and blogs write dates. Go reads padded digits where the layout has none.
var layouts = []string{
	time.RFC3339, "2006-1-2T15:04:05Z0700", "2006-1-2T15:04:05", "2006-1-2T15:04Z07:00", "2006-1-2T15:04", "2006-1-2T15:04:05Z0700 MST",
	"2006-1-2 15:04:05 Z0700", "2006-1-2 15:04:05 Z07:00", "2006-1-2 15:04:05Z07:00", "2006-1-2 15:04:05Z0700",
	"2006-1-2 15:04:05", "2006-1-2 15:04 Z0700", "2006-1-2 15:04 Z07:00", "2006-1-2 15:04", "2006-1-2",
	"2006-1-2 15:04:05 Z0700 MST", "2006-1-2 15:04:05 MST", "2006-1-2 15:4:5", "2006-1-2 15:4", "2006-1-2, 15:04:05", "2006-1-2, 15:04",
	"2006-1-2 3:04 PM", "2006-1-2 3:04:05 PM", "20060102", "2006-1", "2006",
	"2006/1/2 15:04:05", "2006/1/2 15:04", "2006/1/2", "2006.1.2 15:04:05", "2006.1.2 15:04", "2006.1.2",
	"1/2/2006 3:04:05 PM", "1/2/2006 3:04 PM", "1/2/2006 15:04:05", "1/2/2006 15:04", "1/2/2006",
	"1/2/06 3:04:05 PM", "1/2/06 3:04 PM", "1/2/06 15:04:05", "1/2/06 15:04", "1/2/06",
	time.RFC1123Z, time.RFC1123, "Mon, 2 Jan 2006 15:04:05 Z0700", "Mon, 2 Jan 2006 15:04:05 MST", "2 Jan 2006 15:04:05 Z0700",
	"Jan 2 2006", "January 2 2006", "2 Jan 2006", "2 January 2006", "Jan 2 2006 15:04", "January 2 2006 15:04", "Jan 2 2006 3:04 PM",
	"January 2 2006 3:04 PM", "Mon Jan 2 2006", "Mon 2 Jan 2006", "Mon 2 Jan 2006 15:04:05 Z0700", "Mon Jan 2 2006 15:04:05", "Mon Jan 2 15:04:05 2006",
	time.UnixDate, time.RubyDate, "Mon Jan 2 15:04:05 Z0700 2006", "Mon Jan 2 2006 15:04:05 GMT-0700", "January 2006", "Jan 2006",
}

var (
	halfDay  = regexp.MustCompile(`(?i)([ap])\.?m\.?$`)
	lateHour = regexp.MustCompile(`( (?:1[3-9]|2[0-3]):[\d:]+) [AP]M$`) // 15:31 PM is written by some
	zoneName = regexp.MustCompile(` (JST|KST|EST|EDT|CST|CDT|MST|MDT|PST|PDT|CET|CEST)( \d{4})?$`)
)

// zoneNames are abbreviations that Go knows only where they are those of this machine.
var zoneNames = map[string]string{"JST": " +0900", "KST": " +0900", "EST": " -0500", "EDT": " -0400", "CST": " -0600", "CDT": " -0500",
	"MST": " -0700", "MDT": " -0600", "PST": " -0800", "PDT": " -0700", "CET": " +0100", "CEST": " +0200"}

// plainDate gives the spellings of half days and zones one form.
func plainDate(s string) string {
	s = halfDay.ReplaceAllStringFunc(s, func(m string) string { return strings.ToUpper(strings.ReplaceAll(m, ".", "")) })
	if m := zoneName.FindStringSubmatch(s); m != nil {
		s = strings.TrimSuffix(s, m[0]) + zoneNames[m[1]] + m[2]
	}
	return lateHour.ReplaceAllString(s, "$1")
}

// Time reads a date as exports write it; one without a zone is in the Zone of the export. The empty string is the zero time.
func (x Export) Time(s string) (time.Time, error) { return x.TimeIn(s, x.Zone) }

// TimeIn reads a date as Time does; one without a zone is in this one, where nil means that of this machine.
func (x Export) TimeIn(s string, zone *time.Location) (time.Time, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return time.Time{}, nil
	}
	if zone == nil {
		zone = time.Local
	}
	plain := plainDate(s)
	for _, form := range []string{plain, westernDate(plain)} {
		for _, l := range layouts {
			if t, err := time.ParseInLocation(l, form, zone); err == nil {
				return t, nil
			}
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a date", short(s))
}

var (
	eastern  = regexp.MustCompile(`^(\d{4})\s*年\s*(\d{1,2})\s*月\s*(?:(\d{1,2})\s*日)?\s*(?:[(（][^)）]*[)）])?\s*(?:(\d{1,2})[:時]\s*(\d{1,2})(?:分|:\d\d$|分\s*\d{1,2}秒)?)?$`)
	dotted   = regexp.MustCompile(`^(\d{4})[./](\d{1,2})[./](\d{1,2})\b`)
	ordinals = regexp.MustCompile(`(\d)(?:st|nd|rd|th)\b`)
)

// westernDate writes a date in a form that the layouts know: 2018年8月26日 as 2018-8-26, and Jul 8th, 2022 without what decorates it.
func westernDate(s string) string {
	m := eastern.FindStringSubmatch(s)
	if m == nil {
		s = dotted.ReplaceAllString(s, "$1-$2-$3")
		return strings.Join(strings.Fields(ordinals.ReplaceAllString(strings.ReplaceAll(s, ",", " "), "$1")), " ")
	}
	out := m[1] + "-" + m[2]
	if m[3] != "" {
		out += "-" + m[3]
	}
	if m[3] != "" && m[4] != "" {
		out += fmt.Sprintf(" %s:%02s", m[4], m[5])
	}
	return out
}
