package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/eval"
	"github.com/fumikura/fumikura/index/lexicon"
	"github.com/fumikura/fumikura/index/replay"
	"github.com/fumikura/fumikura/index/ruled"
	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/rules"
)

const (
	// lastQueries is on how many of the last queries a change is tried; each is asked twice.
	lastQueries = 200
	// previewShown is how many posts and queries are listed; --json lists more.
	previewShown = 20
	// previewKept is how many posts a preview names.
	previewKept = 1000
)

// rulesPreview is what rules would change.
type rulesPreview struct {
	Lines    []string       `json:"lines"`    // what is said otherwise than by the rules that hold: "+ …" and "- …"
	Changed  int            `json:"changed"`  // posts that would be shown otherwise
	Excluded int            `json:"excluded"` // posts that would no longer be published
	Returned int            `json:"returned"` // posts that would be published again
	Posts    []rulesPost    `json:"posts"`    // of all these, the first
	Unknown  []string       `json:"unknown"`  // addresses of pins and hides of which the archive has no post
	Replay   *replay.Report `json:"replay"`
	Source   string         `json:"source"` // where the queries come from; empty for none
}

// rulesPost is what would change on a post.
type rulesPost struct {
	URL   string `json:"url"`
	Title string `json:"title"`
	What  string `json:"what"`
}

// tryRules says what rules would change, and changes nothing.
func (a *app) tryRules(ctx context.Context, r *rules.Rules, f rulesFlags) error {
	if f.last < 0 {
		return usagef("--last is 0 or more")
	}
	e, err := a.openEngine(ctx, a.log(false))
	if err != nil {
		return err
	}
	p, err := a.previewRules(ctx, e, r, f)
	if err = errors.Join(err, e.Close()); err != nil {
		return err
	}
	if a.json {
		return a.readingArchive(ctx, func(db *archive.DB) error {
			held, err := db.Rules(ctx)
			if err != nil {
				return err
			}
			return a.tellRules(held, p)
		})
	}
	a.printPreview(p)
	return nil
}

// previewRules compares rules with those that hold: what is said, what becomes of every post, and what queries find.
func (a *app) previewRules(ctx context.Context, e engine, r *rules.Rules, f rulesFlags) (*rulesPreview, error) {
	p := &rulesPreview{Posts: []rulesPost{}, Unknown: []string{}, Lines: []string{}}
	var before, after *ruled.Set
	var queries []string
	err := a.readingArchive(ctx, func(db *archive.DB) error {
		held, err := db.Rules(ctx)
		if err != nil {
			return err
		}
		was, err := rules.Parse(fmt.Sprintf("the rules of revision %d", held.Number), []byte(held.Text))
		if err != nil {
			return err
		}
		p.Lines = changedLines(string(was.Format()), string(r.Format()))
		if err := p.comparePosts(ctx, db, was, r); err != nil {
			return err
		}
		if before, err = readySet(ctx, db, held.Number, was); err != nil {
			return err
		}
		if after, err = readySet(ctx, db, 0, r); err != nil {
			return err
		}
		queries, p.Source, err = a.queriesToTry(ctx, db, f)
		if queries = withChosen(queries, was, r); p.Source == "" && len(queries) > 0 {
			p.Source = "those of the pins, hides and synonyms that change"
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	by := func(s *ruled.Set) replay.Ask {
		return func(ctx context.Context, req index.Request) (*index.Result, error) {
			return ruled.Search(ctx, bare(e), s, req)
		}
	}
	if _, err := e.Stats(ctx); noIndex(err) {
		p.Replay = &replay.Report{Moved: []replay.Moved{}}
		return p, nil
	}
	p.Replay, err = replay.Compare(ctx, queries, by(before), by(after))
	return p, err
}

// mostChosen bounds the words of synonyms that are tried: a dictionary may be applied at once.
const mostChosen = 100

// withChosen puts the queries first for which a post is pinned or hidden by one of two rules and not by the other, and the words of synonyms that
// only one of them has: whoever changes that wants to see it, though no reader may have asked.
func withChosen(queries []string, was, is *rules.Rules) []string {
	var first []string
	for _, of := range [][2][]rules.Choice{{was.Pins, is.Pins}, {was.Hides, is.Hides}} {
		for _, c := range slices.Concat(of[0], of[1]) {
			same := func(o rules.Choice) bool { return o.Query == c.Query && slices.Equal(o.URLs, c.URLs) }
			if (!slices.ContainsFunc(of[0], same) || !slices.ContainsFunc(of[1], same)) && !slices.Contains(first, c.Query) {
				first = append(first, c.Query)
			}
		}
	}
	for _, line := range slices.Concat(was.Synonyms, is.Synonyms) {
		if slices.Contains(was.Synonyms, line) && slices.Contains(is.Synonyms, line) {
			continue
		}
		for _, word := range synonymWords(line) {
			if len(first) < mostChosen && !slices.Contains(first, word) {
				first = append(first, word)
			}
		}
	}
	rest := slices.DeleteFunc(slices.Clone(queries), func(q string) bool { return slices.Contains(first, q) })
	return append(first, rest...)
}

// comparePosts says what becomes of every post.
func (p *rulesPreview) comparePosts(ctx context.Context, db *archive.DB, was, is *rules.Rules) error {
	before, after := was.Compile(), is.Compile()
	wanted := map[blog.ID]string{}
	for _, c := range slices.Concat(is.Pins, is.Hides) {
		for _, url := range c.URLs {
			wanted[blog.NewID(url)] = url
		}
	}
	for k, err := range db.Posts(ctx) {
		if err != nil {
			return err
		}
		delete(wanted, k.ID)
		what := p.count(k.Post, before, after)
		if what != "" && len(p.Posts) < previewKept {
			p.Posts = append(p.Posts, rulesPost{k.Post.URL, k.Post.Title, what})
		}
	}
	for _, url := range wanted {
		p.Unknown = append(p.Unknown, url)
	}
	slices.Sort(p.Unknown)
	return nil
}

// count counts a post that changes, and says what changes on it.
func (p *rulesPreview) count(post *blog.Post, before, after *rules.Compiled) string {
	wasOut, isOut := before.Excluded(post), after.Excluded(post)
	switch {
	case wasOut == "" && isOut != "":
		p.Excluded++
		return "no longer published: " + isOut
	case wasOut != "" && isOut == "":
		p.Returned++
		return "published again"
	case isOut != "":
		return ""
	}
	was, is := before.Post(post), after.Post(post)
	var what []string
	if was.Author != is.Author {
		what = append(what, fmt.Sprintf("author %s → %s", was.Author, is.Author))
	}
	if !slices.Equal(was.Tags, is.Tags) {
		what = append(what, fmt.Sprintf("tags %s → %s", strings.Join(was.Tags, ", "), strings.Join(is.Tags, ", ")))
	}
	if len(what) > 0 {
		p.Changed++
	}
	return strings.Join(what, "; ")
}

// changedLines gives the lines that only one of two texts has, those that go first.
func changedLines(was, is string) []string {
	lines := []string{}
	for _, of := range []struct{ mark, in, not string }{{"- ", was, is}, {"+ ", is, was}} {
		other := strings.Split(of.not, "\n")
		for line := range strings.Lines(of.in) {
			if line = strings.TrimRight(line, "\n"); line != "" && !slices.Contains(other, line) {
				lines = append(lines, of.mark+line)
			}
		}
	}
	return lines
}

// queriesToTry are those on which a change is tried: of a file, else the last ones that the archive or the query log keeps.
func (a *app) queriesToTry(ctx context.Context, db *archive.DB, f rulesFlags) (list []string, source string, err error) {
	if f.queries != "" {
		list, err = queriesOf(f.queries)
		return list, f.queries, err
	}
	if f.last == 0 {
		return nil, "", nil
	}
	sums, err := db.LastQueries(ctx, f.last)
	if err != nil {
		return nil, "", err
	}
	for _, s := range sums {
		list = append(list, s.Text)
	}
	if len(list) > 0 {
		return list, "the last queries of the archive", nil
	}
	if a.cfg.Serve.QueryLog == "" {
		return nil, "", nil
	}
	log, err := readQueryLog(a.cfg.Serve.QueryLog)
	if err != nil {
		return nil, "", err
	}
	for _, q := range slices.Backward(log) {
		if len(list) < f.last && !slices.Contains(list, q.Query) {
			list = append(list, q.Query)
		}
	}
	return list, "the last queries of the query log", nil
}

// queriesOf reads a file of queries: as eval reads them, else one a line.
func queriesOf(name string) ([]string, error) {
	topics, err := reading(name, eval.Topics)
	if err == nil {
		var list []string
		for _, t := range topics {
			list = append(list, t.Query)
		}
		return list, nil
	}
	text, readErr := os.ReadFile(name)
	if readErr != nil {
		return nil, fmt.Errorf("%w: --queries: %w", blog.ErrUsage, readErr)
	}
	if start := strings.TrimSpace(string(text)); strings.HasPrefix(start, "{") || strings.HasPrefix(start, "<top>") {
		return nil, fmt.Errorf("%w: --queries: %w", blog.ErrUsage, err)
	}
	var list []string
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			list = append(list, line)
		}
	}
	return list, nil
}

func (a *app) printPreview(p *rulesPreview) {
	if len(p.Lines) == 0 {
		a.say("The rules say what those that hold say.\n")
	}
	for _, line := range p.Lines {
		a.say("%s\n", line)
	}
	a.say("\nPosts: %d shown otherwise, %d no longer published, %d published again\n", p.Changed, p.Excluded, p.Returned)
	for i, post := range p.Posts {
		if i == previewShown {
			a.say("  and %d more; --json lists them\n", p.Changed+p.Excluded+p.Returned-i)
			break
		}
		a.say("  %s  %s\n    %s\n", post.URL, post.Title, post.What)
	}
	for _, url := range p.Unknown {
		a.say("  no post of the archive has the address %s\n", url)
	}
	a.printReplay(p.Replay, p.Source)
	a.say("\nNothing was changed.\n")
}

// printReplay tells what moved.
func (a *app) printReplay(r *replay.Report, source string) {
	if source == "" {
		a.say("\nNo queries are known to try it on; --queries names a file of some.\n")
		return
	}
	a.say("\nQueries (%s): %d asked, %d answered otherwise\n", source, r.Asked, len(r.Moved))
	for i, m := range r.Moved {
		if i == previewShown {
			a.say("  and %d more; --json lists them\n", len(r.Moved)-i)
			break
		}
		a.say("  %s  (%d → %d found)\n", m.Query, m.Before, m.After)
		for _, h := range m.Hits {
			if h.Before != h.After {
				a.say("    %s → %s  %s\n", rankName(h.Before), rankName(h.After), h.Title)
			}
		}
	}
	for _, q := range r.Refused {
		a.say("  not asked, for it is no query: %s\n", q)
	}
}

// importSynonyms takes a file of synonyms into the rules.
func (a *app) importSynonyms(ctx context.Context, name, note string) error {
	lines, err := reading(name, lexicon.SynonymLines)
	if err != nil {
		return fmt.Errorf("%w: %w", blog.ErrUsage, err)
	}
	if len(lines) == 0 {
		return usagef("%s has no synonyms in it", name)
	}
	if err := a.needData(); err != nil {
		return err
	}
	var held archive.Revision
	if err := a.readingArchive(ctx, func(db *archive.DB) (err error) { held, err = db.Rules(ctx); return err }); err != nil {
		return err
	}
	r, err := rules.Parse(fmt.Sprintf("the rules of revision %d", held.Number), []byte(held.Text))
	if err != nil {
		return err
	}
	known := map[string]bool{}
	for _, line := range r.Synonyms {
		known[line] = true
	}
	for _, line := range lines {
		if !known[line] {
			known[line] = true
			r.Synonyms = append(r.Synonyms, line)
		}
	}
	text := r.Rewrite(held.Text)
	if _, err := rules.Parse(name, []byte(text)); err != nil {
		return err
	}
	if note == "" {
		note = "synonyms of " + name
	}
	return a.keepRules(ctx, held.Number, text, note)
}
