package extract

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Who wrote a post stands in the line that also has its date (August 19, 2021 by Jo Park), or in one that begins so or has a
// colon (Written by Jo Park, 執筆者：大西). Step by step is no author, nor is who took the photo.
var (
	namedByDate = regexp.MustCompile(`(?:\b[Bb]y|\d[^\pL\d]{0,3}(?:Uhr |h )?(?:par|von|por|door|di|av)) (\p{Lu}[^\s,|·•/／]*(?: \p{Lu}[^\s,|·•/／]*){0,3})`)
	namedBefore = regexp.MustCompile(`^投稿者 ([^\s:：|]+(?: [^\s:：|]+)?) ?[:：] ?\d{4}`) // 投稿者 大西 : 2005年3月2日, as Movable Type has it
	authorLabel = regexp.MustCompile(`^(著者|執筆者?|投稿者|筆者|ライター|作者|Author|Written by|By)[:：]?$`)
	notAuthor   = regexp.MustCompile(`(?i)\b(photo|image|picture|powered|illustration|translated|sponsored|theme|cover|sorted|step|designed|made|created) by\b`)
)

// nameIn is the author whom the line names: within one of its pieces, or in the one behind a label.
func nameIn(line row, dated bool) string {
	if notAuthor.MatchString(line.text) {
		return ""
	}
	for i, p := range line.pieces {
		if endsInLabel(p) {
			if i+1 < len(line.pieces) {
				if v := byName(line.pieces[i+1]); isName(v) && isProper(v) {
					return v
				}
			}
			continue
		}
		if f := namedBefore.FindStringSubmatch(p); f != nil && isName(f[1]) {
			return f[1]
		}
		if f := namedByDate.FindStringSubmatch(p); f != nil && dated && isName(f[1]) {
			return strings.TrimRight(f[1], ".")
		}
		if v := strings.TrimRight(byName(p), "."); nameLabel.MatchString(p) && isName(v) && (isProper(v) || dated && !strings.Contains(v, " ")) {
			return v
		}
	}
	return ""
}

// issued stands before the date of publication, renewed before that of the last change.
var issued = regexp.MustCompile(`(?i)公開|投稿日|作成日|\bpublished\b|\bposted\b|\bcreated\b`)

var renewed = regexp.MustCompile(`(?i)最終更新|更新|改訂|\bupdated\b|\bmodified\b|\brevised\b`)

// sayPublished is the part of a line that can tell when the post was published, and sayUpdated the one that can tell when it was
// changed: 公開日 2022.01.05 更新日 2022.02.10.
func sayPublished(s string) string {
	if i := issued.FindStringIndex(s); i != nil {
		s = s[i[1]:]
	}
	if i := renewed.FindStringIndex(s); i != nil {
		return s[:i[0]]
	}
	return s
}

func sayUpdated(s string) string {
	if i := renewed.FindStringIndex(s); i != nil {
		return s[i[1]:]
	}
	return s
}

// dateline finds dates and author in the lines near the title, where no element says that they are.
func (d *document) dateline(root *goquery.Selection) (c claim) {
	label := false // the line before was a label: 著者
	for _, line := range nearTitle(d.linesOf(root.Get(0)), root.Get(0) != d.doc.Get(0)) {
		s := line.text
		if !isDateline(s) {
			continue
		}
		m, dated := d.parseMoment(sayPublished(s))
		if dated && c.published.IsZero() {
			c.published = m
		}
		if m, ok := d.parseMoment(sayUpdated(s)); ok && c.updated.IsZero() && renewed.MatchString(s) {
			c.updated = m
		}
		if v := byName(s); c.author == "" && label && isName(v) {
			c.author = v
		} else if c.author == "" {
			c.author = nameIn(line, dated)
		}
		label = authorLabel.MatchString(s)
	}
	if posted := choose(root.Nodes...).Find(".posted").First(); c.author == "" && posted.Length() > 0 { // it may be far below
		c.author = nameIn(rowOf(posted.Get(0)), false)
	}
	return c
}

// row is a line of text on the page.
type row struct {
	text   string   // empty where there is much of it
	pieces []string // see pieces
	title  bool     // it is a heading of the first rank
}

func rowOf(n *html.Node) row { return row{text: tidy(textOf(n)), pieces: pieces(n)} }

// linesOf gives the short blocks of text below the node, with a limit to what is worth looking at.
func (d *document) linesOf(root *html.Node) []row {
	const most = 3000
	var rows []row
	var last *html.Node
	for n := range root.Descendants() {
		if n.Type != html.TextNode || strings.TrimSpace(n.Data) == "" || silent(n.Parent) {
			continue
		}
		line := n.Parent
		for line.Parent != nil && line != root && !isBlock(line) && !isHeading(line) {
			line = line.Parent
		}
		if line == last {
			continue
		}
		last = line
		switch {
		case len(rows) >= most:
			return rows
		case d.aside(line, root):
		case short(line):
			r := rowOf(line)
			r.title = line.DataAtom == atom.H1 && !d.isSiteName(line)
			rows = append(rows, r)
		default:
			rows = append(rows, row{})
		}
	}
	return rows
}

// nearTitle picks the lines where a post tells its date: after the title and above the text, before the title, and at the end of
// an article.
func nearTitle(rows []row, article bool) []row {
	const after, before, end = 8, 3, 6
	at := max(0, slices.IndexFunc(rows, func(r row) bool { return r.title }))
	var near []row
	for i := at; i < len(rows) && i <= at+after; i++ {
		if rows[i].text == "" && i > at { // the text begins, whose lines tell other dates and names
			break
		}
		near = append(near, rows[i])
	}
	for i := max(0, at-before); i < at; i++ {
		near = append(near, rows[i])
	}
	for i := max(at+after+1, len(rows)-end); article && i < len(rows); i++ {
		near = append(near, rows[i])
	}
	return near
}

// isDateline says whether the line is short and not a sentence.
func isDateline(s string) bool {
	const long = 120 // bytes
	return s != "" && len(s) <= long && !strings.ContainsAny(s, "。！？!?")
}

// datedPath is an address that holds the day: /2016/08/19/, /2016-08-19-, /20160819/.
var datedPath = regexp.MustCompile(`/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?:[/_.-]|$)`)

// fromAddress takes the date out of the page's address.
func (d *document) fromAddress() claim {
	c := claim{source: "address"}
	if day := datedPath.FindStringSubmatch(d.self.Path); day != nil {
		c.published.Time = dayIn(day, d.zone())
	}
	return c
}

// dayIn is the day that datedPath found.
func dayIn(found []string, zone *time.Location) time.Time {
	return time.Date(number(found[1]), time.Month(number(found[2])), number(found[3]), 0, 0, 0, 0, zone)
}

// zone is the one of the blog, for times that have none: what the source knew, Japan for a page in Japanese, or UTC.
func (d *document) zone() *time.Location {
	if d.local == nil {
		d.local = d.findZone()
	}
	return d.local
}

func (d *document) findZone() *time.Location {
	if d.page.Zone != nil {
		return d.page.Zone
	}
	if _, offset := d.page.Known.Published.Zone(); offset != 0 && !d.page.Known.Published.IsZero() {
		return d.page.Known.Published.Location()
	}
	if d.recipe.japanese || strings.HasPrefix(strings.ToLower(d.doc.Find("html").AttrOr("lang", "")), "ja") || strings.HasPrefix(d.meta("og:locale"), "ja") {
		return japan()
	}
	if body := d.doc.Find("body"); body.Length() > 0 && prose(textOf(body.Get(0))) == "ja" {
		return japan()
	}
	return time.UTC
}

// parseMoment reads a date of the page, in the zone of its blog and in the order of day and month that the blog has.
func (d *document) parseMoment(s string) (moment, bool) {
	return parseMomentBy(s, d.zone(), d.theme.DayFirst || d.dayFirst())
}

// dayFirst says whether the page is in a language in which 05/03/2020 is in March: nearly all but American English, and those of East
// Asia, which have the year first.
func (d *document) dayFirst() bool {
	lang := strings.ToLower(strings.ReplaceAll(d.doc.Find("html").AttrOr("lang", ""), "_", "-"))
	tag, region, _ := strings.Cut(lang, "-")
	switch tag {
	case "", "ja", "zh", "ko":
		return false
	case "en":
		switch region {
		case "gb", "au", "nz", "ie", "in", "za":
			return true
		}
		return false
	}
	return true
}
