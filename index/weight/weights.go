// Package weight holds the weights of ranking: every number by which scoring, the ways of writing and relaxation prefer one post to
// another, and those of spelling correction, completion and snippets. It knows no formulas; those stand where they are computed, and name
// the weight they use.
//
// How they were fitted: "trial" is the grid over 1,114 posts with the first three sets of known items (832 queries) and 2,303 paragraphs
// with 4,442 questions, confirmed by the fourth and fifth set, an English blog and help pages, which chose nothing (index/eval/RELEVANCE.md
// has the figures). "By hand" is set by what a reader would expect of few examples, and flat: no set tells a fifth more from a fifth
// less. The golden answers (index/bleve/testdata/golden) hold them all: a test changes each by a fifth and wants one of them to change.
package weight

// Weights are the weights of ranking. The zero value stands for Default.
type Weights struct {
	// BM25F, the base score: a word scores its idf times tf/(tf + Saturation·norm), norm = 1 - Length + Length·length/mean.
	Saturation float64 // k1; trial
	Length     float64 // b, how much the length of a post counts; trial
	Title      float64 // how many times a word of the title counts; trial, a whole number, for OpenSearch writes the title so often
	Gram       float64 // of pairs of characters, against words; trial

	// Gains: what scores as if it were a term that stands once.
	Date   float64 // of a post published at the date that the query names; by hand, over ten dated queries of the sets
	Flag   float64 // of a flag of a command line that stands in code; by hand
	Inside float64 // of hiragana, or the beginning of a Latin word, inside words; trial

	// Recency: the score times 1 + Recency/(1 + age in years/RecencyYears).
	Recency      float64 // of the newest post over a very old one; by hand, trial says flat from .1 to .3
	RecencyYears float64 // the age at which half of it is left; by hand

	// Proximity, added for the hundred posts with the best base scores. The formulas are in rank.Proximity.
	Pair         float64 // of neighbours in the query that stand near each other; trial
	PairReach    float64 // over how many words they are near, a whole number; trial
	Paragraph    float64 // of the paragraph that says most of the query; trial
	Said         float64 // the saturation of a word within a paragraph; trial
	TitleShare   float64 // what a word of the title counts in every paragraph; trial
	Opening      float64 // of the first words of the text; trial, .05 to .1 are flat
	OpeningWords float64 // how many those are, a whole number; by hand
	Literal      float64 // of a chunk of several words that stands as typed; trial
	Cover        float64 // of a title that holds the query, times the share of the query that it holds; trial
	Exact        float64 // the same, times the share of the title that is the query; trial

	List float64 // share taken off a post that is little but a list; .1 to .3 are flat over five sets, chosen over topics of our own

	// Other ways of writing a word, where the word itself is worth 1. A trial over the first two sets was flat between .5 and .8; closer
	// ways are worth more.
	Digit    float64 // a number, an okurigana or a 々 written otherwise
	Kanji    float64 // an old form of a character
	Split    float64 // cut or joined, as its letters tell (fooBar, foo bar) or as the archive has it cut (appservice, app service)
	Name     float64 // a whole run of katakana or kana for a Latin name
	Spelling float64 // a long vowel or an okurigana as the archive has it
	Synonym  float64 // from the owner's file
	Table    float64 // from our table of technical words
	Join     float64 // joined as the archive has it: chat gpt, chatgpt
	Reading  float64 // kana for kanji of that reading
	Sound    float64 // katakana for a Latin word that sounds so, and what the archive says that letters stand for
	Plain    float64 // an everyday word for what it may be in the words of the trade; ranks only
	Release  float64 // the stage of a release in another way (patchlevel 374, p374), or its first release (1.69.0 for 1.69); by hand

	// Relaxation: posts that lack some words of the query. Trial over five sets, an English blog and help pages.
	Share      float64 // of the idf of the known words that a post has to hold
	LeastKnown float64 // share of the idf of all words side by side that known words must have for anything to be found
	LeastOfOne float64 // the same of one run without white space
	Page       float64 // strict hits that are enough, a whole number
}

// Default gives the weights that the program ranks with.
func Default() Weights {
	return Weights{
		Saturation: .9, Length: .8, Title: 3, Gram: .3,
		Date: 1.2, Flag: 1, Inside: .8,
		Recency: .15, RecencyYears: 1,
		Pair: .6, PairReach: 8, Paragraph: .5, Said: .5, TitleShare: .2, Opening: .05, OpeningWords: 50, Literal: .1, Cover: .2, Exact: .2, List: .2,
		Digit: .8, Kanji: .7, Split: .9, Name: .9, Spelling: .8, Synonym: .7, Table: .6, Join: .6, Reading: .6, Sound: .5,
		Plain: .6, Release: .8,
		Share: .2, LeastKnown: .1, LeastOfOne: .25, Page: 10,
	}
}

// Or gives the weights, or the default ones in place of the zero value.
func (w Weights) Or() Weights {
	if w == (Weights{}) {
		return Default()
	}
	return w
}

// Norm is the length normalisation of BM25: what the length of a post, against the mean, does to the frequency of its words.
func (w Weights) Norm(length, mean float64) float64 { return 1 - w.Length + w.Length*length/mean }

// Common gives by name the weights below, which are the same for every search and so are not handed from room to room, as pointers to
// their structs: the test that changes each of them by a fifth (index/bleve) sets them, and nothing else does.
func Common() map[string]any {
	return map[string]any{"Slip": &Slip, "Correct": &Correct, "Sound": &Sound, "Complete": &Complete, "Name": &Name, "Snippet": &Snippet}
}

// Slip is of spelling correction, first the costs of the weighted edit distance, by which a slip of the finger is the likelier the cheaper
// it is (lexicon.slipCost). They were fitted on half of the misspellings of our own making over two archives (slips.jsonl of
// internal/corpus) and confirmed on the other half and over two more; the tests of relevance of slips hold them.
var Slip = struct {
	Swap   float64 // two neighbours in the wrong order
	Double float64 // a letter typed twice, or once instead of twice
	Vowel  float64 // a vowel left out, put in or taken for another
	Near   float64 // a key beside the right one, or a letter of nearly the same sound
	Letter float64 // any other letter left out or put in
	Other  float64 // any other letter in place of the right one
	First  float64 // more, where it is the first letter, which few mistype
	Long   float64 // ー and ッ left out or put in
	Voiced float64 // カ for ガ, ハ for パ
	Small  float64 // ヤ for ャ
	Shape  float64 // kana that look alike: ソ and ン
	Row    float64 // kana of one consonant or one vowel
}{
	Swap: .6, Double: .5, Vowel: .7, Near: .7, Letter: 1.0, Other: 1.1, First: .3, Long: .3, Voiced: .4, Small: .3, Shape: .5,
	Row: .8,
}

// Correct is of spelling correction, then what makes a candidate likely (lexicon.Doubts, rank.Correct). Fitted as the costs of slips.
var Correct = struct {
	Frequent       float64 // by which a slip's word is preferred for its posts, times their logarithm
	Heard          float64 // the same of what sounds or is read so, which tells more
	Reading        float64 // cost of the wrong kanji of the right reading
	Kanji          float64 // more, times the share of the kanji that differ
	Sound          float64 // cost of an English word in kana, times what it lacks of sounding so
	Spelled        float64 // more, times how much of its letters differ from those of the kana
	LeastShared    float64 // share of the characters that kanji of an input method have in common with what was meant: an input method goes wrong in a part, and readings alone tell too little
	LeastRead      int     // posts of the word that another one of the dictionary and of the same reading is taken for; by the titles of two archives
	LeastReadShort int     // the same of readings of two kana, which many words have
	SureLetters    float64 // of a word in which a slip is as likely as its cost says, against a Latin word that sounds so; in longer ones it is likelier
	MostKnown      float64 // the most that taking a word of the dictionary for another may cost
	MostTyped      float64 // the most that a slip in a Latin word that posts have may cost
	Times          int     // how many times as many posts a word must have as one that few posts have, for that one to be taken for a slip
}{
	Frequent: .1, Heard: .05, Reading: .3, Kanji: .4, Sound: 2.5, Spelled: .5,
	LeastShared: .34, LeastRead: 3, LeastReadShort: 20, SureLetters: 5, MostKnown: .45, MostTyped: .8, Times: 20,
}

// Sound is of transliteration: which Latin words a run of katakana sounds like (lexicon.sounds). Fitted with the trial.
var Sound = struct {
	NearlyBest float64 // words that sound so nearly alike are proposed together
	WholeRun   float64 // how much a run of katakana has to sound like one word, of whose parts other writings are known
	PerPost    float64 // by which a frequent word is preferred, times the logarithm of its posts
}{
	NearlyBest: .03, WholeRun: .85, PerPost: .02,
}

// Complete is of autocompletion: what a completion is worth by how it was recognised (lexicon.Complete). Fitted on half of 454 beginnings of
// words from the titles of three archives and confirmed on the other half.
var Complete = struct {
	Written float64 // it begins as typed
	Read    float64 // it is read as typed
	Half    float64 // it goes on from what is converted so far
	Table   float64 // a table has it for the katakana
	Even    float64 // katakana but for its long vowels
	Heard   float64 // an English word that sounds so
	Slip    float64 // with a slip
	Posts   float64 // more, times the logarithm of the posts
	Verb    float64 // less, for a verb, which is rarely what is looked for
	Length  float64 // less, for each character that is still to be typed
}{
	Written: 1.0, Read: .9, Half: .9, Table: .85, Even: .8, Heard: .6, Slip: .45, Posts: .12, Verb: .15, Length: .01,
}

// Name is of autocompletion: what a tag or an author is worth beside a word of the archive (rank.Names). By hand.
var Name = struct {
	Written float64 // begins so
	Inside  float64 // a later word of it does
	Read    float64 // is read so
	Posts   float64 // more, times the logarithm of its posts
}{
	Written: 1.05, Inside: .85, Read: .95, Posts: .12,
}

// Snippet is of snippets: which part of a post is shown (excerpt.Finder). By hand.
var Snippet = struct {
	NotProse float64 // of a heading, which the reader sees anyway, and of code, against prose
	Wide     float64 // share that a cluster of matches loses which is as wide as it may be
	Passage  float64 // of what the best passage of a post shows, that another has to show to be worth a line of its own
}{
	NotProse: .75, Wide: .2, Passage: .5,
}
