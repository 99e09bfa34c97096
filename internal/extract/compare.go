package extract

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// daysFirst says whether dates in numbers have the day before the month on this blog: the teacher says so, or some number above twelve
// stands first and none stands second.
func daysFirst(lessons []*lesson) bool {
	day, month := 0, 0
	for _, l := range lessons {
		for n := range blocksOf(l.d.doc.Find("body").Get(0)) {
			s := tidy(ownText(n))
			f := slashes.FindStringSubmatch(s)
			if f == nil || !isDateline(s) {
				continue
			}
			a, b := number(f[1]), number(f[2])
			american, _ := parseMomentBy(f[0], l.d.zone(), false)
			other, _ := parseMomentBy(f[0], l.d.zone(), true)
			switch truth := l.truth.published; {
			case a > 12:
				day++
			case b > 12:
				month++
			case truth.IsZero() || a == b:
			case sameDay(other, truth):
				day++
			case sameDay(american, truth):
				month++
			}
			break // the first line with a date is that of the post
		}
	}
	return day >= 2 && day > 4*month
}

// hanOf is the language, ja or zh, of nearly all posts in Chinese characters; empty where there are few of them, or both.
func hanOf(lessons []*lesson) string {
	count := map[string]int{}
	for _, l := range lessons {
		count[l.lang]++
	}
	for _, lang := range []string{"ja", "zh"} {
		if n := count[lang]; n >= minLessons && float64(n) >= .8*float64(count["ja"]+count["zh"]) {
			return lang
		}
	}
	return ""
}

// labelWords are in the class names of what themes set tags in when these are no links.
var labelWords = wordSet("tag", "tags", "taglist", "chip", "chips", "label", "labels", "keyword", "keywords", "topic", "topics", "category", "categories", "badge", "badges", "pill", "pills")

// isLabel says whether a class of the element is named like tags. Unlike for hasWord, tag-chip is a name here and not a tag called chip.
func isLabel(n *html.Node) bool {
	return n != nil && slices.ContainsFunc(cut(attr(n, "class")), func(w string) bool { return labelWords[w] })
}

// tagPlaces are places of tags that no teacher tells and no witness knows: labels named like tags, on most pages, which differ from
// page to page and of which some recur. Cards of other posts have such labels too, so few of them are asked for on a page.
func tagPlaces(lessons []*lesson, usual map[string]bool) []Place {
	const (
		few  = 12 // tags on a page; more are a cloud
		long = 40 // bytes of a tag
	)
	bare := 0
	for _, l := range lessons {
		if !slices.ContainsFunc(l.claims, func(c claim) bool { return len(c.tags) > 0 }) {
			bare++
		}
	}
	if float64(bare) < mostly*float64(len(lessons)) {
		return nil
	}
	candidates := map[string]bool{}
	for _, l := range lessons {
		for n := range l.d.doc.Find("body").Get(0).Descendants() {
			if n.DataAtom != atom.Span && n.DataAtom != atom.Li && n.DataAtom != atom.A || !isLabel(n) && !isLabel(n.Parent) {
				continue
			}
			if text := tidy(textOf(n)); text == "" || len(text) > long || l.d.aside(n, nil) && !isLabel(n) || runs(n) {
				continue
			}
			if s := selectorOf(n, usual); s != "" {
				candidates[s] = true
			}
		}
	}
	var best Place
	for selector := range candidates {
		filled, same, sets, pages := 0, 0, map[string]int{}, map[string]int{}
		for _, l := range lessons {
			tags := l.d.tagsAt(selector)
			if len(tags) == 0 {
				continue
			}
			if len(tags) > few {
				filled = 0
				break
			}
			filled++
			sorted := slices.Sorted(slices.Values(tags))
			set := strings.Join(sorted, "\x00")
			sets[set]++
			same = max(same, sets[set])
			for _, tag := range slices.Compact(sorted) {
				pages[tag]++
			}
		}
		recurring := 0
		for _, n := range pages {
			if n > 1 {
				recurring++
			}
		}
		if float64(filled) < mostly*float64(len(lessons)) || same*2 > filled || recurring < minNames || len(pages) < minNames {
			continue
		}
		if c := cmp.Or(cmp.Compare(filled, best.Filled), cmp.Compare(len(best.Selector), len(selector)), cmp.Compare(best.Selector, selector)); c > 0 || best.Selector == "" {
			best = Place{Field: "tags", Selector: selector, Right: filled, Filled: filled}
		}
	}
	if best.Selector == "" {
		return nil
	}
	return []Place{best}
}
