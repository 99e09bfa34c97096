package ingest

import (
	"context"
	"fmt"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/rules"
)

// The owner's rules say which posts are not published. They stay in the archive, so that they come back when the rules let them; an index
// has them not. What the rules of an index were stands in its mark.

// publishing is what rules say of which posts are published.
type publishing struct {
	text     string // as in a mark
	compiled *rules.Compiled
}

func newPublishing(r *rules.Rules) publishing { return publishing{r.Published(), r.Compile()} }

// excludes says whether a post is not published.
func (p publishing) excludes(k archive.Kept) bool {
	return p.text != "" && p.compiled.Excluded(k.Post) != ""
}

// readRules reads the rules that hold, and those of the live index.
func (r *run) readRules(ctx context.Context) error {
	held, err := r.Archive.Rules(ctx)
	if err != nil {
		return err
	}
	now, err := rules.Parse(fmt.Sprintf("the rules of revision %d", held.Number), []byte(held.Text))
	if err != nil {
		return err
	}
	r.rules = newPublishing(now)
	return nil
}

// liveRules gives the rules by which the live index was built.
func (r *run) liveRules() (publishing, error) {
	was, err := rules.Parse("the rules of the live index", []byte(r.mark.Rules))
	if err != nil {
		return publishing{}, err
	}
	return newPublishing(was), nil
}

// countExcluded takes what is not published out of the counts of the report.
func (r *run) countExcluded(ctx context.Context) error {
	if r.rules.text == "" {
		return nil
	}
	for k, err := range r.Archive.Posts(ctx) {
		if err != nil {
			return err
		}
		if r.rules.excludes(k) {
			s := r.report.site(k.Post.Site)
			s.Posts--
			s.Excluded++
		}
	}
	return nil
}

// turned gives the posts that did not change and are published now and were not, or the other way round.
func (r *run) turned(ctx context.Context, give func(archive.Kept) error) error {
	if r.mark.Rules == r.rules.text {
		return nil
	}
	was, err := r.liveRules()
	if err != nil {
		return err
	}
	for k, err := range r.Archive.Posts(ctx) {
		if err != nil {
			return err
		}
		if k.Change <= r.mark.Change && was.excludes(k) != r.rules.excludes(k) {
			if err := give(k); err != nil {
				return err
			}
		}
	}
	return nil
}
