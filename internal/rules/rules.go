// Package rules is the owner's rules: what one person says by hand of how an archive is searched. It reads and writes them as TOML and
// says what they mean for a post. It keeps none (the archive does) and answers no search (index/ruled does).
package rules

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Rules are all that an owner may say. The zero value says nothing.
type Rules struct {
	Synonyms []string            `toml:"synonyms" json:"synonyms"` // lines in Solr's format: "a, b" or "a => b"
	Tags     map[string][]string `toml:"tags" json:"tags"`         // by the name that is shown: other names of the same tag
	Authors  map[string][]string `toml:"authors" json:"authors"`   // by the name that is shown: other and former names of the same person
	Boost    Boost               `toml:"boost" json:"boost"`
	Suggest  Suggest             `toml:"suggest" json:"suggest"`
	Exclude  Exclude             `toml:"exclude" json:"exclude"`
	Pins     []Choice            `toml:"pin" json:"pins"`   // posts that come first for a query, in this order
	Hides    []Choice            `toml:"hide" json:"hides"` // posts that do not come for a query
}

// Choice is posts chosen by hand for one query.
type Choice struct {
	Query string   `toml:"query" json:"query"`
	URLs  []string `toml:"urls" json:"urls"`
}

// Boost multiplies the scores of posts. A factor above 1 lifts them, one below 1 lowers them.
type Boost struct {
	Fresh *float64           `toml:"fresh" json:"fresh"` // how much more the age of a post counts; 0: not at all; nil: as usual, which is 1
	Tags  map[string]float64 `toml:"tags" json:"tags"`   // by tag
	Blogs map[string]float64 `toml:"blogs" json:"blogs"` // by address or host of a blog
}

// Suggest is what is said of suggestions.
type Suggest struct {
	Stop []string `toml:"stop" json:"stop"` // words that no suggestion may have in it
}

// Exclude is what is not published, though its blog shows it.
type Exclude struct {
	Paths []string `toml:"paths" json:"paths"` // of addresses: /drafts/ and all below it, /2016/*/memo, or with a host https://blog.example.com/about
	Tags  []string `toml:"tags" json:"tags"`
}

// IsEmpty says whether the rules say nothing.
func (r *Rules) IsEmpty() bool { return len(r.Format()) == 0 }

// Fold writes names that are the same to a reader alike: in any case and width.
func Fold(name string) string { return strings.ToLower(norm.NFKC.String(strings.TrimSpace(name))) }

// Published tells apart rules that publish other posts: it is empty where all are published. Aliases belong to it only where a tag is
// excluded.
func (r *Rules) Published() string {
	if len(r.Exclude.Paths)+len(r.Exclude.Tags) == 0 {
		return ""
	}
	part := Rules{Exclude: r.Exclude}
	if len(r.Exclude.Tags) > 0 {
		part.Tags = r.Tags
	}
	return string(part.Format())
}
