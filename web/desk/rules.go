package desk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fumikura/fumikura/index/replay"
	"github.com/fumikura/fumikura/internal/blog"
)

// Rules keeps the owner's rules.
type Rules interface {
	// Held gives the rules that hold, with their history.
	Held(context.Context) (*Held, error)
	// Text gives the rules of a revision; blog.ErrNotFound where there was none of that number.
	Text(ctx context.Context, number int64) (string, error)
	// Apply makes a text the rules that hold. Errors in the text are blog.ErrUsage and name line and key; where the rules are no longer those
	// of the revision since, it is blog.ErrUnavailable.
	Apply(ctx context.Context, since int64, text, note string) error
	// Undo goes back to the rules before; blog.ErrNotFound where there are none.
	Undo(context.Context) error
	// Change adds one thing to the rules that hold, or takes it out; Draft gives the text that this would make of them, the revision that it was made from and a
	// note.
	Change(context.Context, Change) error
	// Chosen gives what the rules that hold say of a query.
	Chosen(ctx context.Context, q string) (*Chosen, error)
	Draft(context.Context, Change) (text string, since int64, note string, err error)
}

// Previews says what rules would change, before they are applied.
type Previews interface {
	// Preview tries a text. Errors in it are blog.ErrUsage and name line and key.
	Preview(ctx context.Context, text string) (*Preview, error)
	// Proposals gives names of tags and authors that may be one.
	Proposals(context.Context) ([]Proposal, error)
}

// Preview is what rules would change.
type Preview struct {
	Lines   []string       // what is said otherwise than by the rules that hold: "+ …" and "- …"
	Posts   []PostChange   // that would be shown otherwise, or not at all
	Count   int            // of these, in all
	Unknown []string       // addresses of pins and hides that no post has
	Replay  *replay.Report // what moves in the answers to queries
}

// queriesMoved is how many of the queries that move are shown.
const queriesMoved = 20

// Moved gives the first of the queries that move.
func (p *Preview) Moved() []replay.Moved {
	return p.Replay.Moved[:min(queriesMoved, len(p.Replay.Moved))]
}

// More is how many posts are not named.
func (p *Preview) More() int { return p.Count - len(p.Posts) }

// Proposal is names that may be one.
type Proposal struct {
	Kind   string // tags or authors
	Name   string // the most frequent, under which all would be shown
	Others []string
	Why    string // spelling, synonym, reading or together
}

// PostChange is what rules would change on a post.
type PostChange struct{ URL, Title, What string }

// Held is the rules that hold.
type Held struct {
	Number  int64
	Text    string // TOML
	History []Revision
}

// Revision is one state of the rules.
type Revision struct {
	Number int64
	At     time.Time
	Note   string
	Undo   bool
	Of     int64 // the revision that an undo went back to
}

// Change is one thing to be added to the rules, or to be taken out.
type Change struct {
	Kind   string   // synonym, pin, hide, tags or authors; to take out unpin, unhide or unsynonym
	Query  string   // the query; of tags and authors the name that is shown
	Value  string   // another word, or the address of a post; of unsynonym the line of the rules
	Others []string // of tags and authors: the names that go
}

// Removes says whether the change takes something out.
func (c Change) Removes() bool { return strings.HasPrefix(c.Kind, "un") }

// Chosen is what the rules say of one query.
type Chosen struct {
	Pins, Hides []Pick
	Synonyms    []string // lines that have the query as a word
}

// Any says whether there is something.
func (c *Chosen) Any() bool { return c != nil && len(c.Pins)+len(c.Hides)+len(c.Synonyms) > 0 }

// Pinned says whether the post at an address is pinned for the query.
func (c *Chosen) Pinned(url string) bool {
	return c != nil && slices.ContainsFunc(c.Pins, func(p Pick) bool { return blog.Key(p.URL) == blog.Key(url) })
}

// Pick is a post that was chosen by hand; its title is empty where the archive has no such post.
type Pick struct{ URL, Title string }

// rulesView is the page of the rules.
type rulesView struct {
	frame
	*Held
	Draft   string // what stands in the form
	Since   int64  // the revision that the draft was made from
	Note    string
	Wrong   string // what is wrong with the draft, in English
	Preview *Preview

	Proposed  bool // proposals were asked for
	Proposals []Proposal
}

func (d *Desk) showRules(v *visit) error {
	w := rulesView{frame: v.frame("rules.title")}
	var err error
	if w.Held, err = d.Rules.Held(v.r.Context()); err != nil {
		return err
	}
	w.Draft, w.Since = w.Held.Text, w.Held.Number
	if at := v.r.URL.Query().Get("at"); at != "" {
		n, err := strconv.ParseInt(at, 10, 64)
		if err != nil {
			return errNoPage
		}
		if w.Draft, err = d.Rules.Text(v.r.Context(), n); err != nil {
			return err
		}
	}
	if w.Proposed = d.Previews != nil && v.r.URL.Query().Has("propose"); w.Proposed {
		if w.Proposals, err = d.Previews.Proposals(v.r.Context()); err != nil {
			return err
		}
	}
	return v.show("rules", w)
}

// draft is the page of the rules with what the form says.
func (d *Desk) draft(v *visit) (rulesView, error) {
	since, err := strconv.ParseInt(v.r.PostFormValue("since"), 10, 64)
	if err != nil {
		return rulesView{}, fmt.Errorf("the form does not say from which revision it was made: %w", blog.ErrUsage)
	}
	w := rulesView{frame: v.frame("rules.title"), Since: since, Note: strings.TrimSpace(v.r.PostFormValue("note")),
		Draft: strings.ReplaceAll(v.r.PostFormValue("text"), "\r\n", "\n")} // forms send CRLF
	w.Held, err = d.Rules.Held(v.r.Context())
	return w, err
}

func (d *Desk) previewRules(v *visit) error {
	w, err := d.draft(v)
	if err != nil {
		return err
	}
	w.Preview, err = d.Previews.Preview(v.r.Context(), w.Draft)
	return v.showDraft(w, err)
}

func (d *Desk) applyRules(v *visit) error {
	w, err := d.draft(v)
	if err != nil {
		return err
	}
	err = d.Rules.Apply(v.r.Context(), w.Since, w.Draft, w.Note)
	if err == nil {
		d.Log.Info("the owner applied rules at the desk")
		return v.done("/rules", "rules.applied")
	}
	return v.showDraft(w, err)
}

// showDraft shows the form again with what is wrong, so that nothing that was typed is lost.
func (v *visit) showDraft(w rulesView, err error) error {
	switch {
	case errors.Is(err, blog.ErrUsage):
		v.w.WriteHeader(http.StatusBadRequest)
		w.Wrong = err.Error()
	case errors.Is(err, blog.ErrUnavailable):
		v.w.WriteHeader(http.StatusConflict)
		w.Wrong = err.Error()
	case err != nil:
		return err
	}
	return v.show("rules", w)
}

func (d *Desk) undoRules(v *visit) error {
	err := d.Rules.Undo(v.r.Context())
	if errors.Is(err, blog.ErrNotFound) {
		return v.refused("/rules", "rules.noundo", err)
	}
	return v.changed("/rules", "rules.undone", err)
}

// change adds one thing to the rules or takes it out, from the page of a query or a post.
func (d *Desk) change(v *visit) error {
	c := Change{Kind: v.r.PostFormValue("kind"), Query: strings.TrimSpace(v.r.PostFormValue("q")), Value: strings.TrimSpace(v.r.PostFormValue("value"))}
	c.Others = v.r.PostForm["other"]
	try := v.r.PostFormValue("try")
	if c.Kind == "" {
		c.Kind = try // the button itself says what is tried
	}
	back := strings.TrimPrefix(v.Link("/query", "q", c.Query), v.at.Root+"/desk")
	if len(c.Others) > 0 {
		back = "/rules?propose=1"
	}
	if c.Query == "" || c.Value == "" && len(c.Others) == 0 {
		return v.refused(back, "rules.unchanged", errNothingSaid)
	}
	if d.Previews != nil && try != "" {
		return d.try(v, c, back)
	}
	err := d.Rules.Change(v.r.Context(), c)
	if errors.Is(err, blog.ErrUsage) {
		return v.refused(back, "rules.unchanged", err)
	}
	key := "rules.changed"
	if c.Removes() {
		key = "rules.removed"
	}
	return v.changed(back, key, err)
}

// try shows the page of the rules with one thing added and what that would change, for the owner to apply or to leave.
func (d *Desk) try(v *visit, c Change, back string) error {
	text, since, note, err := d.Rules.Draft(v.r.Context(), c)
	if errors.Is(err, blog.ErrUsage) {
		return v.refused(back, "rules.unchanged", err)
	}
	if err != nil {
		return fmt.Errorf("try a change of the rules: %w", err)
	}
	w := rulesView{frame: v.frame("rules.title"), Since: since, Note: note, Draft: text}
	if w.Held, err = d.Rules.Held(v.r.Context()); err != nil {
		return err
	}
	w.Preview, err = d.Previews.Preview(v.r.Context(), text)
	return v.showDraft(w, err)
}

var errNothingSaid = errors.New("a word or an address is missing")

// Example is rules of every kind, for who has written none.
func (rulesView) Example() string {
	return `synonyms = ["k8s, Kubernetes", "社内基盤 => コンテナ"]

[tags]
Go = ["golang", "Go言語"]

[authors]
"山田 花子" = ["佐藤 花子", "hanako"]

[boost]
fresh = 1.5
tags = { 入門 = 1.2 }

[suggest]
stop = ["某社"]

[exclude]
paths = ["/drafts/"]
tags = ["社内"]

[[pin]]
query = "採用"
urls = ["https://blog.example.com/jobs"]

[[hide]]
query = "採用"
urls = ["https://blog.example.com/2012/jobs"]
`
}
