package extract

// Whom to believe: which fields the teacher settles, and which witnesses lie about them.

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/net/html"
)

// usualOf are the ids and classes that most pages of the sample have.
func usualOf(lessons []*lesson) map[string]bool {
	count := map[string]int{}
	for _, l := range lessons {
		seen := map[string]bool{}
		for n := range l.d.doc.Get(0).Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			for _, name := range namesOfElement(n) {
				if !seen[name] {
					seen[name] = true
					count[name]++
				}
			}
		}
	}
	usual := map[string]bool{}
	for name, n := range count {
		if float64(n) >= mostly*float64(len(lessons)) {
			usual[name] = true
		}
	}
	return usual
}

// dropBlogAuthor leaves out an author of the feed who is that of the blog: the same everywhere, while the pages name several, or while
// each of them, those of the feed too, says that another wrote it.
func dropBlogAuthor(lessons []*lesson) []Liar {
	fed := map[string]bool{}
	taught, contradicted, told := 0, 0, 0
	for _, l := range lessons {
		shown := l.shownAuthor()
		if shown != "" {
			told++
		}
		if l.truth.author == "" {
			continue
		}
		fed[l.truth.author] = true
		if taught++; shown != "" && fold(shown) != fold(l.truth.author) {
			contradicted++
		}
	}
	others := taught >= minLessons/2 && contradicted == taught && float64(told) >= often*float64(len(lessons))
	if len(fed) != 1 || !others && !variesBeside(lessons, "known") {
		return nil
	}
	for _, l := range lessons {
		l.truth.author = ""
	}
	if !others {
		return nil // see constants
	}
	return []Liar{{Field: "author", Source: "known", Reason: fmt.Sprintf("the feed names one on %d posts, whose pages all name another", taught)}}
}

// shownAuthor is who wrote the post by what its page says of itself, apart from its head, which often names the blog.
func (l *lesson) shownAuthor() string {
	return l.firstClaim(func(c claim) bool {
		return c.author != "" && c.source != "known" && c.source != "head" && c.source != "byline"
	}).author
}

// firstClaim is the first claim that is so; empty where none is.
func (l *lesson) firstClaim(is func(claim) bool) claim {
	if i := slices.IndexFunc(l.claims, is); i >= 0 {
		return l.claims[i]
	}
	return claim{}
}

// dropFeedDates leaves out the dates of a feed that gives posts of different days one moment, at which it was made: the files of a site
// that is built anew are all of today.
func dropFeedDates(lessons []*lesson) []Liar {
	const several = 3
	shown := map[string]map[string]bool{} // by moment of the feed, the other days that pages show
	for _, l := range lessons {
		if l.truth.published.IsZero() {
			continue
		}
		for _, c := range l.claims {
			if c.source == "known" || c.published.IsZero() || sameDay(c.published, l.truth.published) {
				continue
			}
			moment := l.truth.published.UTC().String()
			if shown[moment] == nil {
				shown[moment] = map[string]bool{}
			}
			shown[moment][c.published.Format(time.DateOnly)] = true
			break
		}
	}
	for moment, days := range shown {
		if len(days) < several {
			continue
		}
		for _, l := range lessons {
			l.truth.published.Time = time.Time{}
		}
		return []Liar{{Field: "published", Source: "known", Reason: fmt.Sprintf("the feed gives posts of %d days one moment, %s", len(days), moment)}}
	}
	return nil
}

// teachByGraph takes a field that the feed tells of too few pages from their JSON-LD where that varies, and gives the fields for which it
// did so. Pages that have JSON-LD then teach where the older ones, which have none, say the same.
func teachByGraph(lessons []*lesson) (by map[string]string) {
	by = map[string]string{}
	for _, field := range []string{"author", "published"} {
		if taughtOn(field, lessons) >= minLessons/2 || !graphVaries(field, lessons) {
			continue
		}
		for _, l := range lessons {
			if g := l.graph(); field == "author" {
				l.truth.author = first(l.truth.author, g.author)
			} else if l.truth.published.IsZero() {
				l.truth.published = g.published
			}
		}
		if taughtOn(field, lessons) >= minLessons/2 {
			by[field] = "json-ld"
		}
	}
	return by
}

// graphVaries says whether JSON-LD tells different things of the pages; the same on all of them is the blog's.
func graphVaries(field string, lessons []*lesson) bool {
	told := map[string]bool{}
	for _, l := range lessons {
		if g := l.graph(); field == "author" && g.author != "" {
			told[g.author] = true
		} else if field == "published" && !g.published.IsZero() {
			told[g.published.String()] = true
		}
	}
	return len(told) > 1
}

// graph is what JSON-LD claims of the page.
func (l *lesson) graph() claim {
	return l.firstClaim(func(c claim) bool { return c.source == "json-ld" })
}

// taughtOn counts the lessons whose teacher knows the field.
func taughtOn(field string, lessons []*lesson) int {
	n := 0
	for _, l := range lessons {
		if l.taught(field) {
			n++
		}
	}
	return n
}

// minNames is how many names a witness must give to speak of posts and not of the blog.
const minNames = 3

// variesBeside says whether a witness other than that one names several authors on most pages.
func variesBeside(lessons []*lesson, but string) bool {
	for source, given := range authorsBySource(lessons) {
		if source != but && given.filled*2 > len(lessons) && len(given.names) >= minNames {
			return true
		}
	}
	return false
}

// given is what a witness says of the authors of a sample.
type given struct {
	filled int
	names  map[string]bool
}

func authorsBySource(lessons []*lesson) map[string]*given {
	all := map[string]*given{}
	for _, l := range lessons {
		for _, c := range l.claims {
			if c.author == "" {
				continue
			}
			if all[c.source] == nil {
				all[c.source] = &given{names: map[string]bool{}}
			}
			all[c.source].filled++
			all[c.source].names[c.author] = true
		}
	}
	return all
}

// constants are the witnesses that name one author for all posts of a blog on which another names several: it is the blog's.
func constants(lessons []*lesson) []Liar {
	var list []Liar
	for source, given := range authorsBySource(lessons) {
		if given.filled >= minLessons && len(given.names) == 1 && variesBeside(lessons, source) {
			list = append(list, Liar{Field: "author", Source: source, Reason: fmt.Sprintf("it names the same on %d pages, while others name several", given.filled)})
		}
	}
	slices.SortFunc(list, func(a, b Liar) int { return cmp.Compare(a.Source, b.Source) })
	return list
}

// liars are the witnesses that the teacher contradicts on many pages.
func liars(field string, lessons []*lesson) []Liar {
	wrong, told := map[string]int{}, map[string]int{}
	for _, l := range lessons {
		for _, c := range l.claims {
			if ok, known := l.agrees(field, c); known && c.source != "known" {
				told[c.source]++
				if !ok {
					wrong[c.source]++
				}
			}
		}
	}
	var list []Liar
	for source, n := range told {
		if n >= minLessons/2 && float64(wrong[source]) > lying*float64(n) {
			list = append(list, Liar{Field: field, Source: source, Reason: fmt.Sprintf("the feed says otherwise on %d of %d pages", wrong[source], n)})
		}
	}
	slices.SortFunc(list, func(a, b Liar) int { return cmp.Compare(a.Source, b.Source) })
	return list
}

// dateless says whether the teacher dates posts whose pages show no date.
func dateless(lessons []*lesson) bool {
	told, bare := 0, 0
	for _, l := range lessons {
		if l.truth.published.IsZero() {
			continue
		}
		told++
		shown := slices.ContainsFunc(l.claims, func(c claim) bool { return c.source != "known" && !c.published.IsZero() })
		if !shown {
			bare++
		}
	}
	return told >= minLessons/2 && float64(bare) >= (1-lying)*float64(told)
}

// agrees says whether a claim says of the field what the teacher says, and whether both say anything.
func (l *lesson) agrees(field string, c claim) (ok, known bool) {
	switch field {
	case "title":
		return fold(c.title) == fold(l.truth.title) || fold(l.d.trimTitle(c.title)) == fold(l.truth.title), c.title != "" && l.truth.title != ""
	case "author":
		return fold(c.author) == fold(l.truth.author), c.author != "" && l.truth.author != ""
	case "published":
		return sameDay(c.published, l.truth.published), !c.published.IsZero() && !l.truth.published.IsZero()
	case "tags":
		return subset(c.tags, l.truth.tags), len(c.tags) > 0 && len(l.truth.tags) > 0
	}
	return false, false
}

// fold makes two writings of one thing equal: case, signs, white space.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// sameDay says whether two moments are on one day, in the zone of either.
func sameDay(a, b moment) bool {
	return a.Format(time.DateOnly) == b.Format(time.DateOnly) || a.In(b.Location()).Format(time.DateOnly) == b.Format(time.DateOnly) ||
		b.In(a.Location()).Format(time.DateOnly) == a.Format(time.DateOnly)
}

// subset says whether the one list has nothing that the other has not.
func subset(few, many []string) bool {
	return !slices.ContainsFunc(few, func(s string) bool {
		return !slices.ContainsFunc(many, func(m string) bool { return fold(m) == fold(s) })
	})
}
