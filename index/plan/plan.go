// Package plan turns a query into what an engine has to look for: which terms must stand in a post, in which other ways
// each may be written, and which terms count towards the score. It is the same for every engine; it knows no postings and
// no numbers of any index.
//
// Making a plan analyses the query: a tree of nodes over concepts, the words. Matching is a second step: Plan.Match gives the Boolean
// expression over primitives (terms, prefixes, phrases of words, runs of characters, values) that an engine evaluates.
package plan

import (
	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/weight"
)

// Plan is a query after analysis. The zero value asks for every post.
type Plan struct {
	Filters  map[query.Field][]string // chosen facets: values of one field are alternatives
	Root     Node                     // what must match; nil matches every post
	Concepts []Concept                // every word of the query that may match, in order; Units point into them
	Grams    []string                 // pairs of characters that count towards the score
	Literals []Literal                // chunks of two and more words, for a bonus where they stand as typed
	Question bool                     // typed as one sentence with several things asked for, rather than as words side by side
	Weights  weight.Weights           // that it is ranked with

	coarse bool             // see Coarsen
	cover  [][]*Alternative // see covering
	parts  map[any]Match    // see shared
}

// Concept is one word of the query with the other ways of writing it.
type Concept struct {
	Term         string // as indexed
	Surface      string // as typed, folded
	Weak         bool   // carries little; not required unless all are weak
	Joint        bool   // stands right after the concept before it, with nothing between them
	Excluded     bool   // stands under a Not: matches, but neither scores nor is marked
	Alternatives []Alternative
}

// Alternative is another way of writing the concept at which it stands and those after it, Span in all.
type Alternative struct {
	Span   int
	Terms  []string // more than one must stand side by side
	Weight float64  // of a match, against 1 for the word itself
	Guess  bool     // it may be what the reader meant: it scores where it stands, but does not match
	Loose  bool     // a guess so close that it matches where not all words are required
}

// Literal is a chunk as typed, without white space.
type Literal struct {
	Text        string // folded
	First, Last int    // its concepts are Concepts[First:Last]
}

// Node is one of And, Or, Not, Unit, Phrase and In.
type Node interface{ node() }

// And matches what all of its nodes match.
type And struct{ Nodes []Node }

// Or matches what any of its nodes matches.
type Or struct{ Nodes []Node }

// Not matches what its node does not.
type Not struct{ Node Node }

// Unit is what a reader asks for as one thing, such as the words of 全文検索エンジン. It matches where each of its concepts, or an alternative of
// it, stands; and where its text stands, even inside words.
type Unit struct {
	Field       query.Field // Title, CodeIn, or empty for anywhere
	First, Last int         // its concepts are Concepts[First:Last]; none for a run of particles or signs
	Weak        bool        // carries little; not required unless all are weak
	Date        string      // that the unit begins with (2012年3月): a post published then may be about it; or empty
	Flag        string      // the term of the flag that the unit is, dashes and all; or empty
	OnlyDate    bool        // the unit says nothing but its date: a post published then is what is asked for
	Run
}

// Phrase matches where its text stands exactly.
type Phrase struct {
	Field query.Field
	Run
}

// Run is a run of characters to be found anywhere, also inside words.
type Run struct {
	Text  string   // folded
	Grams []string // all of them stand wherever the text stands; none when it is too short to have any
}

// In matches by a field that is a fact about a post, such as its tag or its date.
type In struct {
	Field query.Field
	Value string
}

func (And) node()    {}
func (Or) node()     {}
func (Not) node()    {}
func (Unit) node()   {}
func (Phrase) node() {}
func (In) node()     {}

// Analyzer is what a plan needs of the analysis; *ja.Analyzer is one.
type Analyzer interface {
	Words(text string) []ja.Token
	Query(text string) []ja.Piece
	Grams(text string) []ja.Token
}

// Rewrite says that words[From:To] may also be written as Terms, side by side where they are several.
type Rewrite struct {
	From, To int
	Terms    []string
	Weight   float64
	Guess    bool // for ranking only
	Loose    bool // and for finding where not all words are required
}
