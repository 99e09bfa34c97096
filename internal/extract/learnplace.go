package extract

// Where the pages of a blog say a field: candidates for its place, and how sure each is.

import (
	"cmp"
	"slices"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// placesOf are the places that say of the field what the teacher says: the one that is right most often, and for tags a second one
// that adds to it.
func placesOf(field string, lessons []*lesson, usual map[string]bool) []Place {
	const candidates = 40 // places that are looked at on every page
	votes := map[string]int{}
	taught := taughtOn(field, lessons)
	for _, l := range lessons {
		found := l.saying(field, usual)
		for selector := range found {
			votes[selector]++
		}
	}
	if taught < minLessons/2 {
		return nil
	}
	var list []string
	for selector, n := range votes {
		if float64(n) >= mostly*float64(taught) || field == "tags" && n >= minLessons/2 {
			list = append(list, selector)
		}
	}
	slices.SortFunc(list, func(a, b string) int {
		return cmp.Or(cmp.Compare(votes[b], votes[a]), cmp.Compare(len(a), len(b)), cmp.Compare(a, b))
	})
	list = list[:min(len(list), candidates)]
	var good []Place
	for _, selector := range list {
		p := weighPlace(field, selector, lessons)
		if p.Right < minLessons/2 || float64(p.Right) < nearly*float64(p.Filled) {
			continue
		}
		if field != "tags" {
			return []Place{p}
		}
		if !namesAuthors(selector, lessons) {
			good = append(good, p)
		}
	}
	return tellingMost(good, lessons)
}

// tellingMost are the place that says most of the tags that the teacher knows, and the one that adds most to it: a theme shows tags at
// one place and categories at another.
func tellingMost(places []Place, lessons []*lesson) []Place {
	const (
		two  = 2
		more = .05 // of the tags that a second place adds at least
	)
	var chosen []Place
	covered := 0.
	for len(chosen) < two {
		best, most := Place{}, covered+more
		for _, p := range places {
			if share := coverage(append(slices.Clone(chosen), p), lessons); share > most+.001 {
				best, most = p, share
			}
		}
		if best.Selector == "" {
			break
		}
		chosen, covered = append(chosen, best), most
	}
	return chosen
}

// coverage is how much of the tags that the teacher knows the places say together.
func coverage(places []Place, lessons []*lesson) float64 {
	share, told := 0., 0
	for _, l := range lessons {
		if !l.taught("tags") {
			continue
		}
		told++
		said := map[string]bool{}
		for _, p := range places {
			for _, tag := range l.d.tagsAt(p.Selector) {
				said[fold(tag)] = true
			}
		}
		share += float64(len(said)) / float64(len(l.truth.tags))
	}
	return share / float64(max(told, 1))
}

// namesAuthors says whether the place says nothing but who wrote each post: some writers tag their posts with their name.
func namesAuthors(selector string, lessons []*lesson) bool {
	for _, l := range lessons {
		if tags := l.d.tagsAt(selector); l.truth.author != "" && len(tags) > 0 && (len(tags) > 1 || fold(tags[0]) != fold(l.truth.author)) {
			return false
		}
	}
	return taughtOn("author", lessons) > 0
}

// taught says whether the teacher knows the field.
func (l *lesson) taught(field string) bool {
	switch field {
	case "title":
		return l.truth.title != ""
	case "author":
		return l.truth.author != ""
	case "published":
		return !l.truth.published.IsZero()
	}
	return len(l.truth.tags) > 0
}

// saying gives the selectors of the elements that say of the field what the teacher says.
func (l *lesson) saying(field string, usual map[string]bool) map[string]bool {
	const long = 300 // bytes; a field is short
	found := map[string]bool{}
	if !l.taught(field) {
		return found
	}
	for n := range l.d.doc.Find("body").Get(0).Descendants() {
		if n.Type != html.ElementNode || silent(n) || field != "title" && quoted(n) {
			continue
		}
		if field == "tags" && n.DataAtom != atom.A && n.DataAtom != atom.Span && n.DataAtom != atom.Li || field != "published" && holds(n, long) {
			continue
		}
		if c := l.claimOf(field, n); !c.says(field) {
			continue
		} else if ok, _ := l.agrees(field, c); ok {
			if selector := selectorOf(n, usual); selector != "" {
				found[selector] = true
			}
		}
	}
	return found
}

// claimOf is what one element would say of the field.
func (l *lesson) claimOf(field string, n *html.Node) claim {
	s := choose(n)
	switch field {
	case "title":
		return claim{title: valueOf(s)}
	case "author":
		return claim{author: names(s)}
	case "published":
		if !hasAttr(n, "datetime") && !hasAttr(n, "title") && !ownsText(n) {
			return claim{}
		}
		m, _ := l.d.momentOf(s, sayPublished)
		return claim{published: m}
	}
	if n.DataAtom != atom.A && choose(n).Find("a").Length() > 0 || runs(n) {
		return claim{}
	}
	return claim{tags: tagNames(s)}
}

// says says whether there is anything in the claim on the field.
func (c claim) says(field string) bool {
	switch field {
	case "title":
		return c.title != ""
	case "author":
		return c.author != ""
	case "published":
		return !c.published.IsZero()
	}
	return len(c.tags) > 0
}

// weighPlace counts on which pages of the sample a place says the truth.
func weighPlace(field, selector string, lessons []*lesson) Place {
	p := Place{Field: field, Selector: selector, Taught: true}
	for _, l := range lessons {
		d := l.d
		var c claim
		switch field {
		case "title":
			c.title = d.titleAt(selector)
		case "author":
			c.author = d.authorAt(selector)
		case "published":
			c.published = d.momentAt(selector)
		case "tags":
			c.tags = d.tagsAt(selector)
		}
		if !l.taught(field) || !c.says(field) {
			continue
		}
		p.Filled++
		if ok, _ := l.agrees(field, c); ok {
			p.Right++
		}
	}
	return p
}
