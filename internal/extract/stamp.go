package extract

import "time"

// stampOf is the moment at which the pages were made (a build stamp), where some give it as the date of a post: generators put it into
// the head of pages that have no date of their own, so that the page about the team is declared an article of today. It is known by
// several pages that have it to the second, none of which a feed names, while no page is younger.
func stampOf(lessons []*lesson) *time.Time {
	const several = 3
	var last time.Time
	count := 0
	for _, l := range lessons {
		for _, c := range l.claims {
			if c.source != "json-ld" && c.source != "opengraph" || !c.published.clock {
				continue
			}
			switch at := c.published.UTC(); {
			case at.After(last):
				last, count = at, 0
				fallthrough
			case at.Equal(last):
				if count++; l.truth.title != "" {
					count = -len(lessons) // a feed says that it is a post
				}
			}
			break
		}
	}
	if count < several {
		return nil
	}
	return &last
}
