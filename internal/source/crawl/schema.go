package crawl

import (
	"encoding/json"
	"strings"

	"golang.org/x/net/html"
)

// typed reads a type of schema.org that the whole page bears.
func (r *reader) typed(t string) {
	switch t[strings.LastIndexByte(t, '/')+1:] {
	case "Article", "BlogPosting", "NewsArticle", "TechArticle":
		r.posting = true
	case "Blog", "CollectionPage", "SearchResultsPage", "ProfilePage":
		r.listing = true
	}
}

// structured reads the types that JSON-LD gives the page; what it does not understand is no matter here.
func (r *reader) structured() {
	if r.z.Next() != html.TextToken {
		return
	}
	type thing struct {
		Type  any `json:"@type"`
		Graph []struct {
			Type any `json:"@type"`
		} `json:"@graph"`
	}
	text := r.z.Text()
	var one thing
	many := []thing{}
	if json.Unmarshal(text, &one) == nil {
		many = append(many, one)
	} else if json.Unmarshal(text, &many) != nil {
		return
	}
	for _, t := range many {
		r.types(t.Type)
		for _, g := range t.Graph {
			r.types(g.Type)
		}
	}
}

func (r *reader) types(t any) {
	switch t := t.(type) {
	case string:
		r.typed(t)
	case []any:
		for _, one := range t {
			if s, ok := one.(string); ok {
				r.typed(s)
			}
		}
	}
}
