package opensearch

import (
	"encoding/json"
	"time"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/weight"
)

// layout is the version of what this package writes into an index. It changes with every change of fields.
const layout = "os4"

// analysis is the version of all that decides what a post becomes in the index.
func analysis() string { return ja.Version + "." + layout }

// The fields of a document. The cluster splits the token fields at white space only, so that our tokens stay whole.
const (
	fieldWords = "w" // every term of title and body, those of the title weight.Title times: scored
	fieldGrams = "g" // pairs of characters in the same way: scored
	fieldOrder = "p" // words in order, a value for each block: phrases of words
	fieldChars = "x" // every two adjacent characters of the folded text, a value for each block: exact runs

	fieldTitle     = "title" // of a post, folded and cut: what suggestions begin with
	fieldStream    = "s"     // the words in order for reranking; see rank.Stream
	fieldLocalTime = "wall"  // when it was published, by the clock of its own zone, in seconds
	fieldID        = "id"
	fieldLength    = "len" // in words, as they score
	fieldPost      = "post"
	fieldWork      = "work"    // what translations of one post share
	fieldFold      = "fold"    // what posts of one series share, else the work
	suffixFolded   = "_folded" // of a facet: its values folded
	prefixOfTitle  = "t"       // tw, tx: the same of the title only
	prefixOfCode   = "c"       // cw, cx: the same of code only
	maxKeyword     = 8000      // characters of a value that can be chosen; the cluster takes 32,766 bytes
	maxTitlePrefix = 100       // characters
)

// part is the name of a field that holds words or characters of a part of posts.
func part(field string, of query.Field) string {
	switch of {
	case query.Title:
		return prefixOfTitle + field
	case query.CodeIn:
		return prefixOfCode + field
	}
	return field
}

type object = map[string]any

// properties is the mapping of the fields.
func properties() object {
	tokens := func(options string, norms bool) object {
		field := object{"type": "text", "analyzer": "whitespace", "index_options": options, "norms": norms}
		if options == "positions" {
			field["position_increment_gap"] = 1
		}
		return field
	}
	keyword := object{"type": "keyword", "ignore_above": maxKeyword}
	p := object{
		fieldWords:     tokens("freqs", true),
		fieldGrams:     tokens("freqs", true),
		fieldOrder:     tokens("positions", false),
		fieldChars:     tokens("positions", false),
		fieldTitle:     keyword,
		fieldStream:    object{"type": "binary", "doc_values": true},
		fieldLocalTime: object{"type": "long"},
		fieldID:        keyword,
		fieldLength:    object{"type": "float"},
		fieldWork:      keyword,
		fieldFold:      keyword,
		fieldPost:      object{"type": "object", "enabled": false},
	}
	for _, of := range []query.Field{query.Title, query.CodeIn} {
		p[part(fieldWords, of)] = tokens("docs", false)
		p[part(fieldChars, of)] = tokens("positions", false)
	}
	for _, f := range query.Facets() {
		p[string(f)] = keyword
		p[string(f)+suffixFolded] = keyword
	}
	return p
}

// newIndex is the body of a request for a new index. Nothing is refreshed before the build asks for it.
func newIndex(o Options) object {
	return object{
		"settings": object{"index": object{
			"number_of_shards": o.Shards, "number_of_replicas": o.Replicas, "refresh_interval": "-1",
			"similarity": object{"default": object{"type": "BM25", "k1": weight.Default().Saturation, "b": weight.Default().Length}},
			"codec":      "best_compression",
			// A small index forgets all that was deleted from it; see seal.
			"merge.policy.expunge_deletes_allowed": 0,
		}},
		"mappings": object{
			"dynamic": false, "date_detection": false,
			"_source":    object{"includes": []string{fieldPost}},
			"properties": properties(),
		},
	}
}

// manifest is what an index tells of itself, kept in its mapping.
type manifest struct {
	Analyzer string    `json:"analyzer"`
	Built    time.Time `json:"built"`
	Posts    int       `json:"posts"`
	Source   string    `json:"source"`            // what the builder's caller wants to know later
	Lexicon  string    `json:"lexicon"`           // the name of the one it is served with
	Changed  int       `json:"changed"`           // posts since that was made
	Archive  string    `json:"archive"`           // the identity of the archive that it was built from; empty when nobody said
	Complete bool      `json:"complete"`          // it was published, or waits for that; else it is being built, or was left behind
	Waiting  bool      `json:"waiting,omitempty"` // for the owner's approval, unless it is live
}

// mappingsOf is an answer with the mappings of indices.
type mappingsOf map[string]struct {
	Mappings struct {
		Meta struct {
			Fumikura json.RawMessage `json:"fumikura"`
		} `json:"_meta"`
	} `json:"mappings"`
}
