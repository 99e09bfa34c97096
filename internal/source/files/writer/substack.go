package writer

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/source/front"
	"github.com/fumikura/fumikura/internal/source/site"
)

// substack is an export of Substack: the bodies of posts in files that are named for their numbers, and a table of what they are, which
// alone says which of them are drafts, or for those who pay.
type substack struct {
	site.Tree
	rows map[string]map[string]string // by post_id
	err  error                        // why the table was not read to its end
}

// Substack gives what Substack makes of its export, or nil where the folder is none.
func Substack(t site.Tree) *site.Site {
	if !t.IsDir("posts") {
		return nil
	}
	text, err := t.Read("posts.csv")
	if err != nil {
		return nil
	}
	s := &substack{Tree: t, rows: map[string]map[string]string{}}
	if !s.read(text) {
		return nil
	}
	return &site.Site{Name: "substack", Ask: "https://NAME.substack.com", Why: "the table posts.csv", Zone: time.UTC, Root: []string{"posts"}, Split: whole, Place: s.place}
}

// read takes in the table; it says whether it is Substack's.
func (s *substack) read(text []byte) bool {
	rows := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))))
	rows.FieldsPerRecord, rows.LazyQuotes = -1, true
	names, err := rows.Read()
	if err != nil || !strings.Contains(strings.Join(names, ","), "post_id") || !strings.Contains(strings.Join(names, ","), "is_published") {
		return false
	}
	for {
		values, err := rows.Read()
		if err != nil {
			if !errors.Is(err, io.EOF) {
				s.err = err
			}
			return true
		}
		row := map[string]string{}
		for i, v := range values {
			if i < len(names) {
				row[strings.TrimSpace(names[i])] = strings.TrimSpace(v)
			}
		}
		s.rows[row["post_id"]] = row
	}
}

// whole leaves a body as it is: it has no front matter.
func whole(f *site.File) error {
	f.Meta, f.Text = front.Meta{}, f.Raw
	return nil
}

func (s *substack) place(f *site.File) {
	id := site.Stem(f.Name)
	row, listed := s.rows[id]
	_, slug, _ := strings.Cut(id, ".")
	switch {
	case path.Ext(f.Name) != ".html":
		f.Page = "it is no body of a post"
	case !listed && s.err != nil:
		f.Hidden = fmt.Sprintf("posts.csv, which says who may read it, does not read to its end: %v", s.err)
	case !listed:
		f.Hidden = "posts.csv does not list it, so that it may be a draft"
	case !strings.EqualFold(row["is_published"], "true"):
		f.Hidden = "it is a draft"
	case row["audience"] != "everyone":
		f.Hidden = fmt.Sprintf("its audience is %q", row["audience"])
	case row["type"] == "page":
		f.Page = "it is a page of the site"
	case slug == "":
		f.Unknown = "its name has no slug"
	}
	f.Title, f.Path = row["title"], "/p/"+slug
	if date := row["post_date"]; date != "" {
		f.Published, f.DateErr = s.Date(date, time.UTC)
	}
}
