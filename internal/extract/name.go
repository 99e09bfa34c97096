package extract

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// The name of an author (a byline) is the text of one element, or what stands behind a label in the text of one. Words are never
// joined over the borders of elements: next to a name stand labels, dates and categories. Where that leaves nothing that can be a
// name there is no author: a false one is worse than none.

// between stands between the facts about a post in one text: July 5, 2023 · Jo Park.
var between = regexp.MustCompile(`\s+[·•|｜／/–—]\s+|[｜•·]`)

// pieces are the texts of the element in order, one for each element or run of text in it.
func pieces(n *html.Node) []string {
	var out []string
	for c := range n.Descendants() {
		if c.Type != html.TextNode || silent(c.Parent) || isTagLink(c.Parent) {
			continue
		}
		for _, s := range between.Split(c.Data, -1) {
			if s = tidy(s); s != "" {
				out = append(out, s)
			}
		}
	}
	return out
}

// isTagLink says whether the node lies in a link to a tag or a category, which is no name.
func isTagLink(n *html.Node) bool {
	const far = 3
	for i := 0; n != nil && i < far; n, i = n.Parent, i+1 {
		if n.DataAtom == atom.A && (tagAddress.MatchString("/"+attr(n, "href")) || hasWord(n, tagWords)) {
			return true
		}
	}
	return false
}

var tagWords = wordSet("tag", "tags", "category", "categories", "cate", "hashtag")

// nameLabel stands before the name of an author, in the languages of the blogs that were seen.
var nameLabel = regexp.MustCompile(`(?i)^(?:` +
	`(?:(?:this (?:post|article|entry) (?:was |is )?)?(?:posted|written|published|authored|created|submitted|words|article|post) by|by|geschrieben von|verfasst von|von|` +
	`(?:écrit |publié |rédigé )?par|(?:escrito |publicado )?por|scritto da|door|skrevet av|av|(?:post |article |blog )?authors?|autor(?:en|in|es)?|autore|auteurs?|writer)` +
	`(?:\s*[:：]\s*|\s+|$)` +
	`|(?:文章|本文|原文|博客|博主)?作者\s*(?:[:：]\s*|\s|$|は)|この記事(?:を書いた人|の著者)\s*[:：]?\s*|(?:著者|執筆者?|投稿者|筆者|書いた人|ライター|文責|撰文|글쓴이|작성자|автор)\s*(?:[:：／/|]\s*|\s+|$)|文(?:・|\s*[:：]\s*)|@)`)

// nameTail is what follows a name in the same text: a date, a place, the next label.
var nameTail = regexp.MustCompile(`(?i)\s*(?:发表于|發表於|发布于|發布於|更新于|更新於|发布时间|发表时间|日期|时间|分类|分類|标签|標籤|阅读|字数|投稿日|公開日|更新日|掲載日|さん(?:の|$)` +
	`|[,|｜·•／/]?\s+(?:on|at|in|posted|published|updated|last updated|tags?|categor(?:y|ies)|filed|under)\b.*|\s+[-–—|｜·•／/]\s.*|[|｜·•／].*|\s*[-–—,]\s*$).*$`)

// byDate is where a date begins that stands behind a name.
var byDate = regexp.MustCompile(`(?i)\d{1,2}\.? ?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? \d|\d{4} ?[-/.年]|\(\d{4}`)

// byName takes off what introduces a name and what follows it.
func byName(s string) string {
	if i := byDate.FindStringIndex(s); i != nil {
		s = strings.TrimRight(s[:i[0]], " ,|·•-–/:：(（")
	}
	for f := nameLabel.FindString(s); f != ""; f = nameLabel.FindString(s) {
		s = strings.TrimSpace(s[len(f):])
	}
	s = nameTail.ReplaceAllString(s, "")
	return strings.Trim(s, " ,;:：、")
}

// isName says whether the text can be the name of a person or a team: short, of letters, and neither a month, a weekday, a label
// nor an address.
func isName(s string) bool {
	const long, many = 60, 7 // runes; words
	if s == "" || utf8.RuneCountInString(s) > long || isMailAddress(s) || strings.Contains(s, "://") || strings.ContainsAny(s, "\n。！？!?…<>{}[]=") {
		return false
	}
	words := strings.Fields(s)
	if len(words) > many || strings.IndexFunc(s, unicode.IsLetter) < 0 {
		return false
	}
	for i, w := range words {
		if w = strings.ToLower(strings.Trim(w, ".,:：;()（）")); isNoName(w) && (i == 0 || len(words) == 1) || isCalendar(w) && !isFirstName(words, i) {
			return false
		}
	}
	return !readingTime.MatchString(s)
}

// isMailAddress says whether the text is an address for letters, which tells no reader who wrote and is not to be shown.
func isMailAddress(s string) bool {
	name, host, ok := strings.Cut(s, "@")
	return ok && name != "" && strings.Contains(host, ".") && !strings.Contains(s, " ")
}

// isFirstName says whether a month at this place is a name: April Jones, June May.
func isFirstName(words []string, i int) bool {
	return len(words) == 2 && !strings.ContainsFunc(words[1-i], unicode.IsDigit) && !isCalendar(strings.ToLower(words[1-i])) && len(words[i]) > 3
}

// readingTime is told beside the author: 5 min read, 約5分, 字数 4.3k.
var readingTime = regexp.MustCompile(`(?i)\d+ ?(min|分|words?|字|views?|comments?)\b?|字数|时长|阅读`)

// isCalendar tells months and weekdays, also abbreviated.
func isCalendar(w string) bool {
	switch w {
	case "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec", "january", "february", "march", "april", "june", "july",
		"august", "september", "october", "november", "december", "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "monday", "tuesday",
		"wednesday", "thursday", "friday", "saturday", "sunday", "today", "yesterday", "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août",
		"septembre", "octobre", "novembre", "décembre", "januar", "februar", "märz", "juni", "juli", "oktober", "dezember":
		return true
	}
	return false
}

// isNoName tells the labels and words that stand where a name was looked for.
func isNoName(w string) bool {
	switch w {
	case "by", "on", "in", "at", "and", "of", "for", "with", "to", "from", "date", "dates", "tag", "tags", "tagged", "category", "categories", "posted", "published", "updated", "written",
		"author", "authors", "name", "share", "read", "reading", "comments", "comment", "more", "about", "home", "blog", "views", "post", "posts", "modified", "created", "filed", "under",
		"unknown", "anonymous", "none", "null", "undefined", "n/a", "edit", "permalink", "source", "license", "words", "follow", "contact", "profile", "website", "twitter", "github",
		"作者", "著者", "日期", "时间", "分类", "分類", "标签", "標籤", "タグ", "カテゴリ", "カテゴリー", "公開", "公開日", "更新", "更新日", "投稿", "投稿日", "投稿者", "発表于", "发表于", "发布于", "本文链接", "版权声明", "阅读", "评论", "日時":
		return true
	}
	return false
}

// names joins the authors whom the elements give; a byline repeats them at times.
func names(s *goquery.Selection) string {
	const many = 10 // a list of all authors is not a byline
	if s.Length() > many {
		return ""
	}
	var out []string
	for _, one := range s.EachIter() {
		for _, v := range namesOf(one) {
			if !slices.Contains(out, v) {
				out = append(out, v)
			}
		}
	}
	return strings.Join(out, ", ")
}

// exactName are the elements that hold nothing but a name.
const exactName = `.fn, [itemprop=name], a[rel~=author], .author-name, [class*=author__name], [class*=authorName]`

// namesOf are the names in one element that is about the author.
func namesOf(s *goquery.Selection) []string {
	if isTagLink(s.Get(0)) {
		return nil
	}
	for _, key := range []string{"content", "data-user-name"} {
		if v := byName(tidy(s.AttrOr(key, ""))); isName(v) {
			return []string{v}
		}
	}
	var out []string
	for _, exact := range s.Find(exactName).EachIter() {
		if v := byName(tidy(textOf(exact.Get(0)))); isName(v) && !slices.Contains(out, v) && !isTagLink(exact.Get(0)) {
			out = append(out, v)
		}
	}
	if len(out) > 0 {
		return out
	}
	return namesIn(pieces(s.Get(0)))
}

// conjunction stands between two names.
var conjunction = regexp.MustCompile(`(?i)^(,|&|and|und|et|y|e|og|och|、|，|と|\+|,? and)$`)

// namesIn finds the names in the pieces of a byline: behind the label where there is one, else the first piece that can be one.
func namesIn(all []string) []string {
	from := 0
	for i, p := range all {
		if endsInLabel(p) || nameLabel.MatchString(p) && byName(p) != "" {
			from = i
			break
		}
	}
	for i := from; i < len(all); i++ {
		p := all[i]
		if endsInLabel(p) {
			continue
		}
		name := byName(p)
		if !isName(name) {
			if from > 0 || name == "" { // a label without a name, or only marks
				if name == "" {
					continue
				}
				return nil
			}
			continue
		}
		out := apartNames(name)
		for j := i + 1; j+1 < len(all) && conjunction.MatchString(all[j]); j += 2 {
			if next := byName(all[j+1]); isName(next) {
				out = append(out, next)
			}
		}
		return out
	}
	return nil
}

// apartNames cuts two names apart that one text joins: Jo Park and Ann Lee.
func apartNames(s string) []string {
	for _, and := range []string{" and ", " & ", "、"} {
		if a, b, ok := strings.Cut(s, and); ok && isProper(a) && isProper(b) && (and == "、" || strings.Contains(a, " ") && strings.Contains(b, " ")) {
			return []string{strings.Trim(a, " ,"), strings.Trim(b, " ,")}
		}
	}
	return []string{s}
}

// isProper says whether the text is written as a proper name: it begins with a capital, or in a script that has none.
func isProper(s string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimSpace(s))
	return unicode.IsUpper(r) || unicode.IsLetter(r) && !unicode.IsLower(r)
}

// labelAtEnd matches a piece whose last word announces the name that the next piece is.
var labelAtEnd = regexp.MustCompile(`(?i)(?:^|[\s,|·•])(?:by|von|par|por|(?:post )?authors?|autor|auteur)\s*[:：]?$|(?:作者|著者|執筆者?|投稿者|筆者|書いた人|ライター|文責|글쓴이|작성자|автор)\s*[:：]?$`)

func endsInLabel(s string) bool { return labelAtEnd.MatchString(s) }

// persons leaves out what can be no name.
func persons(names []string) []string {
	return slices.DeleteFunc(names, func(s string) bool { return !isName(s) })
}
