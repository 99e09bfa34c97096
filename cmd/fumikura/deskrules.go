package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/rules"
	"github.com/fumikura/fumikura/web/desk"
)

// rulesName stands for a file in what is told of rules that were typed at the desk.
const rulesName = "rules"

// Held gives the desk the rules that hold.
func (o *office) Held(ctx context.Context) (*desk.Held, error) {
	held := &desk.Held{}
	if !o.hasArchive() {
		return held, nil
	}
	return held, o.reading(ctx, func(db *archive.DB) error {
		now, err := db.Rules(ctx)
		if err != nil {
			return err
		}
		held.Number, held.Text = now.Number, now.Text
		all, err := db.RulesHistory(ctx)
		for _, r := range all {
			held.History = append(held.History, desk.Revision{Number: r.Number, At: r.At, Note: r.Note, Undo: r.Undo, Of: r.Of})
		}
		return err
	})
}

// Text gives the desk the rules of a revision.
func (o *office) Text(ctx context.Context, number int64) (text string, err error) {
	err = o.reading(ctx, func(db *archive.DB) error {
		r, err := db.RulesAt(ctx, number)
		text = r.Text
		return err
	})
	return text, err
}

// Apply makes a text the rules that hold.
func (o *office) Apply(ctx context.Context, since int64, text, note string) error {
	if _, err := rules.Parse(rulesName, []byte(text)); err != nil {
		return err
	}
	if err := o.needData(); err != nil {
		return err
	}
	return o.changed(ctx, func(db *archive.DB) (archive.Revision, error) { return db.PutRules(ctx, since, text, note, time.Now()) })
}

// changed makes a change of the rules, and waits a moment until it is followed, so that the next page shows what it does.
func (o *office) changed(ctx context.Context, f func(*archive.DB) (archive.Revision, error)) error {
	var now archive.Revision
	err := o.changing(ctx, func(db *archive.DB) (err error) {
		now, err = f(db)
		return err
	})
	e, ruled := o.engine.(*ruledEngine)
	for range 100 {
		if err != nil || !ruled || e.Revision()%(1<<forgottenShift) == now.Number {
			break
		}
		select {
		case <-ctx.Done():
			return nil // it holds all the same
		case <-time.After(2 * rulesPause / 100):
		}
	}
	return err
}

// Undo goes back to the rules before.
func (o *office) Undo(ctx context.Context) error {
	if err := o.needData(); err != nil {
		return err
	}
	return o.changed(ctx, func(db *archive.DB) (archive.Revision, error) { return db.UndoRules(ctx, time.Now()) })
}

// Change adds one thing to the rules that hold, or takes it out.
func (o *office) Change(ctx context.Context, c desk.Change) error {
	if err := o.needData(); err != nil {
		return err
	}
	return o.changed(ctx, func(db *archive.DB) (archive.Revision, error) {
		text, since, note, err := draft(ctx, db, c)
		if err != nil {
			return archive.Revision{}, err
		}
		return db.PutRules(ctx, since, text, note, time.Now())
	})
}

// Draft gives the rules that hold with one thing changed.
func (o *office) Draft(ctx context.Context, c desk.Change) (text string, since int64, note string, err error) {
	err = o.reading(ctx, func(db *archive.DB) error {
		text, since, note, err = draft(ctx, db, c)
		return err
	})
	return text, since, note, err
}

func draft(ctx context.Context, db *archive.DB, c desk.Change) (text string, since int64, note string, err error) {
	held, err := db.Rules(ctx)
	if err != nil {
		return "", 0, "", err
	}
	r, err := rules.Parse(rulesName, []byte(held.Text))
	if err != nil {
		return "", 0, "", err
	}
	if note, err = change(r, c); err == nil {
		err = r.Check()
	}
	if err != nil {
		return "", 0, "", err
	}
	return r.Rewrite(held.Text), held.Number, note, nil
}

// change adds one thing to rules or takes it out, and says so in a note.
func change(r *rules.Rules, c desk.Change) (note string, err error) {
	switch c.Kind {
	case "synonym":
		if strings.ContainsAny(c.Query+c.Value, ",\n") || strings.Contains(c.Query+c.Value, "=>") {
			return "", fmt.Errorf("%w: a word with a comma or => in it is not to be told from two; write it on the page of the rules", blog.ErrUsage)
		}
		line := c.Query + ", " + c.Value
		if slices.Contains(r.Synonyms, line) {
			return "", fmt.Errorf("%w: %s stands in the rules already", blog.ErrUsage, line)
		}
		r.Synonyms = append(r.Synonyms, line)
		return "synonym: " + line, nil
	case "pin":
		r.Pins = choose(r.Pins, c)
		r.Hides = unchoose(r.Hides, c)
		return fmt.Sprintf("pin for %s: %s", c.Query, c.Value), nil
	case "hide":
		r.Hides = choose(r.Hides, c)
		r.Pins = unchoose(r.Pins, c)
		return fmt.Sprintf("hide for %s: %s", c.Query, c.Value), nil
	case "unpin", "unhide", "unsynonym":
		if !takeOut(r, c) {
			return "", fmt.Errorf("%w: the rules do not have this any more; somebody has changed them meanwhile", blog.ErrUsage)
		}
		return fmt.Sprintf(tookOut[c.Kind], c.Query, c.Value), nil
	case "tags":
		r.Tags = merge(r.Tags, c)
		return fmt.Sprintf("tags as %s: %s", c.Query, strings.Join(c.Others, ", ")), nil
	case "authors":
		r.Authors = merge(r.Authors, c)
		return fmt.Sprintf("authors as %s: %s", c.Query, strings.Join(c.Others, ", ")), nil
	}
	return "", errors.Join(fmt.Errorf("there is no change %q", c.Kind), blog.ErrUsage)
}

// tookOut are the notes on what was taken out.
var tookOut = map[string]string{"unpin": "no pin for %s: %s", "unhide": "no hide for %s: %s", "unsynonym": "no synonym for %s: %s"}

// takeOut takes one thing out of rules, and says whether it was there.
func takeOut(r *rules.Rules, c desk.Change) bool {
	size := func() (n int) {
		for _, o := range slices.Concat(r.Pins, r.Hides) {
			n += len(o.URLs)
		}
		return n + len(r.Synonyms)
	}
	before := size()
	switch c.Kind {
	case "unpin":
		r.Pins = unchoose(r.Pins, c)
	case "unhide":
		r.Hides = unchoose(r.Hides, c)
	case "unsynonym":
		r.Synonyms = slices.DeleteFunc(r.Synonyms, func(line string) bool { return line == c.Value })
	}
	return size() < before
}

// Chosen gives the desk what the rules that hold say of a query.
func (o *office) Chosen(ctx context.Context, q string) (*desk.Chosen, error) {
	chosen := &desk.Chosen{}
	if !o.hasArchive() {
		return chosen, nil
	}
	return chosen, o.reading(ctx, func(db *archive.DB) error {
		held, err := db.Rules(ctx)
		if err != nil {
			return err
		}
		r, err := rules.Parse(rulesName, []byte(held.Text))
		if err != nil {
			return err
		}
		for _, line := range r.Synonyms {
			if hasWord(line, q) {
				chosen.Synonyms = append(chosen.Synonyms, line)
			}
		}
		if chosen.Pins, err = picks(ctx, db, r.Pins, q); err == nil {
			chosen.Hides, err = picks(ctx, db, r.Hides, q)
		}
		return err
	})
}

// hasWord says whether a line of synonyms has a word, on either side.
func hasWord(line, word string) bool {
	return slices.ContainsFunc(synonymWords(line), func(w string) bool { return rules.Fold(w) == rules.Fold(word) })
}

// synonymWords gives the words of a line of synonyms, of both sides.
func synonymWords(line string) (words []string) {
	for side := range strings.SplitSeq(line, "=>") {
		for w := range strings.SplitSeq(side, ",") {
			if w = strings.TrimSpace(w); w != "" {
				words = append(words, w)
			}
		}
	}
	return words
}

// picks gives the posts that are chosen for a query, with their titles.
func picks(ctx context.Context, db *archive.DB, list []rules.Choice, q string) (of []desk.Pick, err error) {
	for _, c := range list {
		if rules.Fold(c.Query) != rules.Fold(q) {
			continue
		}
		for _, url := range c.URLs {
			p := desk.Pick{URL: url}
			kept, err := db.Post(ctx, blog.NewID(url))
			if err == nil {
				p.Title = kept.Post.Title
			} else if !isNotFound(err) {
				return nil, err
			}
			of = append(of, p)
		}
	}
	return of, nil
}

// choose puts a post first among those chosen for a query.
func choose(list []rules.Choice, c desk.Change) []rules.Choice {
	i := slices.IndexFunc(list, func(o rules.Choice) bool { return rules.Fold(o.Query) == rules.Fold(c.Query) })
	if i < 0 {
		return append(list, rules.Choice{Query: c.Query, URLs: []string{c.Value}})
	}
	rest := slices.DeleteFunc(slices.Clone(list[i].URLs), func(url string) bool { return blog.Key(url) == blog.Key(c.Value) })
	list[i].URLs = append([]string{c.Value}, rest...)
	return list
}

// unchoose takes a post out of those chosen for a query, and the query where none is left.
func unchoose(list []rules.Choice, c desk.Change) []rules.Choice {
	for i, o := range list {
		if rules.Fold(o.Query) == rules.Fold(c.Query) {
			list[i].URLs = slices.DeleteFunc(slices.Clone(o.URLs), func(url string) bool { return blog.Key(url) == blog.Key(c.Value) })
		}
	}
	return slices.DeleteFunc(list, func(o rules.Choice) bool { return len(o.URLs) == 0 })
}

// merge puts other names below the one that is shown.
func merge(names map[string][]string, c desk.Change) map[string][]string {
	if names == nil {
		names = map[string][]string{}
	}
	for _, o := range c.Others {
		if !slices.Contains(names[c.Query], o) {
			names[c.Query] = append(names[c.Query], o)
		}
	}
	return names
}
