// Package lexicon knows other ways of writing a word: from a table of technical words, from the owner's synonyms, and from the
// words of an archive itself. It proposes; whether and where a proposal matches is the business of whoever asks. It analyses no
// posts and holds no index.
//
// A Collector sees the tokens of every post while an index is built and makes a Lexicon, which is kept in a file beside the
// index. Alternatives are for matching, Doubts for corrections, Near for "did you mean", Complete for the box.
package lexicon

import (
	"sync"

	"github.com/fumikura/fumikura/index/ja"
)

// Kind says why two writings are taken for the same.
type Kind string

// The kinds of alternative. What each is worth is told by the weights of ranking.
const (
	Split     Kind = "split"           // appservice → app service
	Spelling  Kind = "spelling"        // インタフェース → インターフェース, 立上げ → 立ち上げ
	Synonym   Kind = "synonym"         // from the owner's file
	Table     Kind = "table"           // k8s → kubernetes
	Join      Kind = "join"            // chat gpt → chatgpt
	Reading   Kind = "reading"         // じどうか → 自動化
	Sound     Kind = "transliteration" // コンテナ → container
	Named     Kind = "name"            // ネットマップ → netmap, ワタナベヒロフミ → hirofumi watanabe: a whole run, whose parts are words too
	Shortened Kind = "abbreviation"    // acs → azure communication services
	Close     Kind = "close words"     // 遠隔 → リモート
	Plain     Kind = "plain words"     // 落とす → ダウンロード
	Derived   Kind = "derivation"      // builder → build, where no post has builder
)

// kinds gives all kinds, the closest first.
func kinds() []Kind {
	return []Kind{Split, Named, Spelling, Synonym, Table, Join, Reading, Derived, Plain, Close, Sound, Shortened}
}

// Guess says whether a way of writing is only likely to be what was meant. It ranks what is found, and finds nothing by itself:
// whether the reader meant it, only the reader knows.
func (k Kind) Guess() bool { return k == Plain || k == Close }

// Loose says whether a guess is so close that it finds where not all words of a query are required.
func (k Kind) Loose() bool { return k == Close }

// Alternative is another way of writing words[From:To] of a query: Terms, side by side where they are several.
type Alternative struct {
	From, To int
	Terms    []string
	Kind     Kind
}

// Lexicon is what is known of an archive's words. It does not change and is safe for concurrent use.
type Lexicon struct {
	analyzer *ja.Analyzer
	words    *vocabulary
	defined  definitions
	owner    *synonyms // the owner's; nil for none
	more     Ways      // further ones, for one query; nil for none

	// Made at the first query, since a build needs neither.
	tables     func() tables
	sounds     func() *sounds
	beginnings func() *beginnings
	often      func() *often
}

// newLexicon derives all that is not in the file.
func newLexicon(words *vocabulary, defined definitions) *Lexicon {
	a := ja.New()
	l := &Lexicon{analyzer: a, words: words, defined: defined,
		tables: ownTables, sounds: sync.OnceValue(func() *sounds { return newSounds(words) }),
		often: sync.OnceValue(func() *often { return newOften(words) })}
	l.beginnings = sync.OnceValue(func() *beginnings { return newBeginnings(l) })
	return l
}

// With returns the lexicon with the owner's synonyms; nil takes them away.
func (l *Lexicon) With(s *Synonyms) *Lexicon {
	c := *l
	c.owner = nil
	if s != nil {
		c.owner = s.groups
	}
	return &c
}

// Ways gives the other ways to write terms, which have a space between.
type Ways interface{ Ways(terms string) []string }

// Also returns the lexicon with further synonyms beside the owner's; nil for none.
func (l *Lexicon) Also(w Ways) *Lexicon {
	if w == nil {
		return l
	}
	c := *l
	c.more = w
	return &c
}

// Warm makes what the first query would wait for.
func (l *Lexicon) Warm() {
	l.tables()
	l.sounds()
}

// WarmRest makes what the first completion and the first correction of kanji would wait for. It takes longer and may be done beside searches.
func (l *Lexicon) WarmRest() {
	l.beginnings()
	l.analyzer.Sounds("字")
}

// Len is the number of words and phrases known.
func (l *Lexicon) Len() int { return len(l.words.entries) }
