package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/web/desk"
)

const (
	topShown   = 30 // queries that are searched most
	inboxShown = 30 // queries that found nothing
	// settingNotOurs keeps the queries that the owner took off the list, as a JSON list of how they read.
	settingNotOurs = "desk_not_ours"
)

// Queries tells the desk what readers search.
func (o *office) Queries(ctx context.Context) (*desk.Asked, error) {
	a := &desk.Asked{Since: time.Now().AddDate(0, 0, -archive.QueryDays), Off: o.cfg.Serve.QueryLog == "" && !o.cfg.Serve.QueryCounts}
	if a.Off || !o.hasArchive() {
		return a, nil
	}
	var r queriesReport
	sums, err := o.queriesSince(ctx, a.Since, &r)
	if err != nil {
		return nil, err
	}
	a.Times, a.Nothing, a.Rare = r.Searches, r.Empty, r.Rare
	if o.cfg.Serve.QueryLog == "" {
		a.Readers = archive.QueryReaders
	}
	a.Clicks = o.cfg.Serve.Clicks
	err = o.reading(ctx, func(db *archive.DB) error {
		a.Dismissed = notOurs(ctx, db)
		opened, err := o.openings(ctx, db, a.Since, topShown)
		for _, p := range opened {
			a.Opened = append(a.Opened, desk.OpenedPost(p))
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	most := byReading(sums)
	missed := slices.DeleteFunc(slices.Clone(most), func(s *searched) bool { return s.Nothing == 0 || slices.Contains(a.Dismissed, s.Missed) })
	slices.SortStableFunc(missed, func(a, b *searched) int { return cmp.Compare(b.Nothing, a.Nothing) })
	most, missed = most[:min(topShown, len(most))], missed[:min(inboxShown, len(missed))]
	if err := remedy(ctx, o.engine, missed); err != nil && !errors.Is(err, blog.ErrUnavailable) {
		return nil, err
	}
	for _, s := range missed {
		if q, err := query.Parse(s.Missed); err == nil && s.Instead == q.String() {
			s.Instead = s.Missed // by now it finds something
		}
		a.Inbox = append(a.Inbox, desk.Query{Text: s.Missed, Others: others(s), Times: s.Times, Nothing: s.Nothing, Last: s.last, Instead: s.Instead, Finds: s.Finds})
	}
	for _, s := range most {
		q := desk.Query{Text: s.Query, Others: s.Others, Times: s.Times, Nothing: s.Nothing, Opened: s.Opened, Last: s.last}
		if q.Finds, err = o.finds(ctx, s.Query); err != nil {
			return nil, err
		}
		a.Top = append(a.Top, q)
	}
	return a, nil
}

// others are the other spellings of a query that found nothing.
func others(s *searched) []string {
	return slices.DeleteFunc(append([]string{s.Query}, s.Others...), func(text string) bool { return text == s.Missed })
}

// finds is how many posts a query finds now.
func (o *office) finds(ctx context.Context, text string) (int, error) {
	q, err := query.Parse(text)
	if err != nil {
		return 0, nil // it was within the limits of another version
	}
	r, err := o.engine.Search(ctx, index.Request{Query: q, Size: 1})
	if errors.Is(err, blog.ErrUnavailable) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return r.Total, nil
}

// byReading puts together what reads the same: サーバー and さーばー, 開放 and 解放. The most frequent come first.
func byReading(sums []archive.QuerySum) []*searched {
	analyzer := ja.New()
	groups := map[string]*searched{}
	for _, q := range sums {
		key := readingOf(analyzer, q.Text)
		g := groups[key]
		if g == nil {
			g = &searched{forms: map[string]int{}, missed: map[string]int{}}
			groups[key] = g
		}
		g.add(q.Text, q.Times, q.Nothing)
		g.Opened += q.Opened
		if q.Last.After(g.last) {
			g.last = q.Last
		}
	}
	return ranked(groups)
}

// Dismiss takes a query off the list of those that found nothing.
func (o *office) Dismiss(ctx context.Context, q string) error {
	return o.setNotOurs(ctx, func(list []string) []string {
		if q == "" || slices.Contains(list, q) {
			return list
		}
		return append(list, q)
	})
}

// Recall puts it back.
func (o *office) Recall(ctx context.Context, q string) error {
	return o.setNotOurs(ctx, func(list []string) []string {
		return slices.DeleteFunc(list, func(text string) bool { return text == q })
	})
}

// mostDismissed bounds the list; the oldest go first.
const mostDismissed = 1000

func (o *office) setNotOurs(ctx context.Context, change func([]string) []string) error {
	if !o.hasArchive() {
		return blog.ErrNotFound
	}
	return o.locked(ctx, "desk", func(db *archive.DB) error {
		list := change(notOurs(ctx, db))
		text, err := json.Marshal(list[max(0, len(list)-mostDismissed):])
		if err != nil {
			return err
		}
		return db.SetSetting(ctx, settingNotOurs, string(text))
	})
}

// notOurs are the queries that the owner took off the list.
func notOurs(ctx context.Context, db *archive.DB) []string {
	var list []string
	text, err := db.Setting(ctx, settingNotOurs)
	if err != nil || strings.TrimSpace(text) == "" || json.Unmarshal([]byte(text), &list) != nil {
		return nil // the list begins anew
	}
	return list
}
