package rank_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/lexicon"
	"github.com/fumikura/fumikura/index/plan"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/rank"
	"github.com/fumikura/fumikura/index/weight"
	"github.com/fumikura/fumikura/internal/blog"
)

func planOf(t *testing.T, text string) *plan.Plan {
	t.Helper()
	q, err := query.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return plan.Maker{Analyzer: ja.New()}.Make(q)
}

func TestWordsThatStandTogetherAreWorthMore(t *testing.T) {
	two := plan.And{Nodes: []plan.Node{plan.Unit{First: 0, Last: 1}, plan.Unit{First: 1, Last: 2}}}
	places := rank.NewProximity(&plan.Plan{Root: two, Concepts: []plan.Concept{{Term: "a"}, {Term: "b"}}}, []float64{2, 3})
	near := places.Bonus(streamOf(nil, []string{"a", "b", "x"}, []string{"y", "y", "y"}), 1)
	far := places.Bonus(streamOf(nil, []string{"a", "x", "y"}, []string{"y", "b", "y"}), 1)
	none := places.Bonus(streamOf(nil, []string{"x", "y"}), 1)
	if near <= far || far <= none || none != 0 {
		t.Errorf("near %f, far %f, none %f", near, far, none)
	}
}

func TestAParagraphTellsNothingOfOneThing(t *testing.T) {
	one := rank.NewProximity(&plan.Plan{Root: plan.Unit{Last: 1}, Concepts: []plan.Concept{{Term: "a"}}}, []float64{2})
	if got := one.Bonus(streamOf(nil, []string{"a", "a"}, []string{"x", "y", "y"}), 1); got != 0 {
		t.Errorf("a word by itself gains %f", got)
	}
}

func TestATitleThatSaysAllIsWorthMoreThanTwoThatSayHalf(t *testing.T) {
	p := &plan.Plan{Root: plan.And{Nodes: []plan.Node{plan.Unit{Last: 1}, plan.Unit{First: 1, Last: 2}}}, Concepts: []plan.Concept{{Term: "a"}, {Term: "b"}}}
	places := rank.NewProximity(p, []float64{2, 2})
	all := places.Bonus(streamOf([]string{"a", "x", "x", "x", "x", "x", "x", "x", "x", "x", "b"}), 1)
	half := places.Bonus(streamOf([]string{"a", "x", "x", "x", "x"}), 1)
	if half <= 0 || all <= 2*half {
		t.Errorf("all %f, half %f", all, half)
	}
}

func TestATitleThatSaysNothingElseIsWorthMore(t *testing.T) {
	places := rank.NewProximity(&plan.Plan{Root: plan.Unit{Last: 1}, Concepts: []plan.Concept{{Term: "a"}}}, []float64{2})
	alone, twice, among := places.Bonus(streamOf([]string{"a"}), 1), places.Bonus(streamOf([]string{"a", "a"}), 1), places.Bonus(streamOf([]string{"a", "x"}), 1)
	if alone != twice || alone <= among {
		t.Errorf("alone %f, twice %f, among others %f", alone, twice, among)
	}
}

func TestWhatAPostBeginsWithIsWorthMore(t *testing.T) {
	two := plan.And{Nodes: []plan.Node{plan.Unit{First: 0, Last: 1}, plan.Unit{First: 1, Last: 2}}}
	places := rank.NewProximity(&plan.Plan{Root: two, Concepts: []plan.Concept{{Term: "a"}, {Term: "b"}}}, []float64{2, 3})
	long := slices.Repeat([]string{"x"}, 60)
	said := []string{"a", "b"}
	first, last := places.Bonus(streamOf(nil, said, long), 1), places.Bonus(streamOf(nil, long, said), 1)
	inside := places.Bonus(streamOf(nil, append(slices.Clone(long), said...), nil), 1)
	outside := places.Bonus(streamOf(nil, append(slices.Clone(said), long...), nil), 1)
	if first <= last || outside <= inside {
		t.Errorf("first block %f, last %f; the beginning of a long one %f, its end %f", first, last, outside, inside)
	}
}

func TestAnotherWayOfWritingStandsInItsPlaceAsWellAsTheWord(t *testing.T) {
	bonus := func(word string, weight float64, guess bool) float64 {
		p := &plan.Plan{Root: plan.And{Nodes: []plan.Node{plan.Unit{Last: 1}, plan.Unit{First: 1, Last: 2}}}, Concepts: []plan.Concept{
			{Term: "a", Alternatives: []plan.Alternative{{Span: 1, Terms: []string{"z"}, Weight: weight, Guess: guess}}}, {Term: "b"}}}
		return rank.NewProximity(p, []float64{2, 3}).Bonus(streamOf(nil, []string{word, "b"}, []string{"x", "y"}), 1)
	}
	if typed, heard, guessed := bonus("a", .5, false), bonus("z", .5, false), bonus("z", .6, true); typed != heard || heard != guessed || typed <= 0 {
		t.Errorf("as typed %f, by its sound %f, guessed %f", typed, heard, guessed)
	}
}

func TestAListIsWorthLessThanAPostUnlessItsTitleSaysTheQuery(t *testing.T) {
	places := rank.NewProximity(&plan.Plan{Root: plan.Unit{Last: 1}, Concepts: []plan.Concept{{Term: "a"}}}, []float64{2})
	item, paragraph := []string{"a", "b"}, slices.Repeat([]string{"a", "b"}, 20)
	list := [][]string{item, item, item, item, item}
	shape := func(title []string, blocks ...[]string) float64 {
		return places.Shape(streamOf(append([][]string{title}, blocks...)...))
	}
	if got := shape([]string{"x"}, list...); got >= 1 || got <= 0 {
		t.Errorf("a list counts %f", got)
	}
	for what, got := range map[string]float64{"a list whose title says the query": shape([]string{"a"}, list...), "a few short lines": shape([]string{"x"}, list[:4]...),
		"a list in a post": shape([]string{"x"}, append(list, paragraph)...)} {
		if got != 1 {
			t.Errorf("%s counts %f", what, got)
		}
	}
}

func TestAPhraseStandsForAllTheWordsItIsWrittenFor(t *testing.T) {
	p := &plan.Plan{Root: plan.And{Nodes: []plan.Node{plan.Unit{Last: 2}, plan.Unit{First: 2, Last: 3}}}, Concepts: []plan.Concept{
		{Term: "a", Alternatives: []plan.Alternative{{Span: 2, Terms: []string{"y", "z"}, Weight: .6}}}, {Term: "b"}, {Term: "c"}}}
	bonus := func(title ...string) float64 {
		return rank.NewProximity(p, []float64{2, 2, 2}).Bonus(streamOf(title), 1)
	}
	if typed, phrase, apart := bonus("a", "b", "c"), bonus("y", "z", "c"), bonus("z", "y", "c"); phrase < typed || apart >= phrase {
		t.Errorf("as typed %f, as a phrase %f, its words the wrong way round %f", typed, phrase, apart)
	}
}

func TestAGuessCountsNoMoreThanWhatWasTyped(t *testing.T) {
	guess, told := &plan.Alternative{Weight: .6, Guess: true}, &plan.Alternative{Weight: .6}
	if g, w := rank.Worth(guess, 5, 1), rank.Worth(told, 5, 1); g != 1 || w != 3 {
		t.Errorf("a guess of a common word %f, another spelling %f", g, w)
	}
	if g := rank.Worth(guess, 5, 0); g != 3 {
		t.Errorf("a guess of a word that nobody wrote %f", g)
	}
}

func TestWhatStandsAsTypedIsWorthMore(t *testing.T) {
	p := planOf(t, "猫の話をした 全文検索エンジン")
	idf := make([]float64, len(p.Concepts))
	for i := range idf {
		idf[i] = 1
	}
	places := rank.NewProximity(p, idf)
	in := func(text string) float64 {
		return places.Literals(func(i int) bool { return strings.Contains(text, p.Literals[i].Text) })
	}
	if both, one, none := in("猫の話をした。全文検索エンジンで。"), in("全文検索エンジン"), in("検索"); both <= one || one <= none || none != 0 {
		t.Errorf("both %f, one %f, none %f", both, one, none)
	}
}

func TestTheNewestGainMost(t *testing.T) {
	const newest = 1_700_000_000
	w := weight.Default()
	now, old := rank.Recency(w, newest, newest), rank.Recency(w, newest-rank.SecondsYear, newest)
	if now != 1+w.Recency || old >= now || old <= 1 || rank.Recency(w, rank.Undated, newest) != 1 {
		t.Errorf("now %f, a year before %f", now, old)
	}
}

func TestUndatedPostsComeLastInBothOrders(t *testing.T) {
	dates := []int64{5, rank.Undated, 9}
	for order, want := range map[index.Sort][]int64{index.Newest: {9, 5, rank.Undated}, index.Oldest: {5, 9, rank.Undated}} {
		got := slices.SortedFunc(slices.Values(dates), func(a, b int64) int { return rank.ByDate(a, b, order) })
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", order, got, want)
		}
	}
}

func TestOnlyWordsThatMayBeMissingAreRelaxed(t *testing.T) {
	for text, want := range map[string][3]int{ // words that may be missing, 1 where something stays required, how many at least
		"京都 猫":          {2, 0, 1},
		"京都 犬 -猫 tag:旅": {2, 1, 1},
		`京都 犬 "猫の話"`:    {2, 1, 1},
		"サーバーの起動が遅い原因を知りたい": {5, 0, 1},
	} {
		r := rank.Relax(planOf(t, text))
		hard := 0
		if r.Hard != nil {
			hard = 1
		}
		if got := [3]int{len(r.Words), hard, r.Least}; got != want {
			t.Errorf("%s is relaxed as %v, want %v", text, got, want)
		}
	}
	if r := rank.Relax(planOf(t, "京都")); r != nil {
		t.Errorf("a single word is relaxed as %+v", r)
	}
}

func TestANameOfManyPartsMayLackOne(t *testing.T) {
	if r := rank.Relax(planOf(t, "spring.datasource.hikari.pool")); r == nil || len(r.Words) != 4 || r.Least != 3 {
		t.Errorf("a name is relaxed as %+v", r)
	}
	if r := rank.Relax(planOf(t, "spring boot 入門")); r == nil || r.Least != 1 {
		t.Errorf("words side by side are relaxed as %+v", r)
	}
}

func TestANumberInARunTellsNothingByItself(t *testing.T) {
	for text, found := range map[string]bool{"ズンドコキヨシ1": false, "ズンドコキヨシ障害": true} {
		r := rank.Relax(planOf(t, text))
		if r == nil || len(r.Words) != 2 {
			t.Fatalf("%s is relaxed as %+v", text, r)
		}
		if _, enough := r.Weigh([]int{0, 10}, 200); math.IsInf(enough, 1) == found {
			t.Errorf("%s needs %f", text, enough)
		}
	}
}

func TestAHitLinksTheHeadingAboveTheMatch(t *testing.T) {
	post := &blog.Post{URL: "https://blog.example.com/1", Title: "旅の話", Blocks: []blog.Block{
		{Kind: blog.Paragraph, Text: "はじめに。"}, {Kind: blog.Heading, Text: "京都", Anchor: "kyoto"},
		{Kind: blog.Heading, Text: "宿"}, {Kind: blog.Paragraph, Text: "町家に泊まった。"}}}
	p := planOf(t, "町家")
	f := rank.Finder(ja.New(), p, func(int) float64 { return 1 })
	h := rank.Hit(f, post)
	if h.Section == nil || h.Section.URL != post.URL+"#kyoto" || h.Post.Blocks != nil {
		t.Errorf("section %+v, blocks %v", h.Section, h.Post.Blocks)
	}
	if marks := rank.Marks(f, post); len(marks) != 1 || marks[0] != (index.Mark{Block: 3, Start: 0, End: len("町家")}) {
		t.Errorf("marks %v", marks)
	}
}

func TestAWordThatCarriesLittleIsMarkedOnlyByItself(t *testing.T) {
	post := &blog.Post{Blocks: []blog.Block{{Kind: blog.Paragraph, Text: "速くした話をし、寝た。"}}}
	for text, want := range map[string][]index.Mark{
		"速くしたい": {{Start: 0, End: len("速く")}},
		"し":     {{Start: len("速く"), End: len("速くし")}, {Start: len("速くした話を"), End: len("速くした話をし")}},
	} {
		if got := rank.Marks(rank.Finder(ja.New(), planOf(t, text), func(int) float64 { return 1 }), post); !slices.Equal(got, want) {
			t.Errorf("%s marks %v, want %v", text, got, want)
		}
	}
}

// archive is an index of words with the number of posts that have each.
type archive struct {
	*ja.Analyzer
	posts map[string]int
	alike map[string][]string
	err   error
}

func (a archive) Doubts(string, []ja.Piece) []lexicon.Doubt { return nil }

func (a archive) Near(text string) []string { return a.alike[text] }

func (a archive) Posts(terms []string) ([]int, error) {
	out := make([]int, len(terms))
	for i, t := range terms {
		out[i] = a.posts[t]
	}
	return out, a.err
}

func (a archive) Found(queries []query.Query) ([]int, error) {
	out := make([]int, len(queries))
	for i, q := range queries {
		out[i] = a.posts[q.String()]
	}
	return out, a.err
}

func TestASpellingThatFindsMoreIsOffered(t *testing.T) {
	a := archive{Analyzer: ja.New(), alike: map[string][]string{"kubernetis": {"kubernetes", "kuberneter"}},
		posts: map[string]int{"入門": 9, "kubernetes 入門": 4, "kuberneter 入門": 1}}
	q, err := query.Parse("kubernetis 入門")
	if err != nil {
		t.Fatal(err)
	}
	if got, err := rank.DidYouMean(a, q, 0); err != nil || got != "kubernetes 入門" {
		t.Errorf("offers %q, %v", got, err)
	}
	if got, err := rank.DidYouMean(a, q, 4); err != nil || got != "" {
		t.Errorf("offers %q, %v, though it finds no more", got, err)
	}
	q, _ = query.Parse("kubernetis 夜明け")
	if got, err := rank.DidYouMean(a, q, 0); err != nil || got != "kubernetes 夜明け" {
		t.Errorf("offers %q, %v for a word that no post has", got, err)
	}
	a.err = errors.New("the index is away")
	if _, err := rank.DidYouMean(a, q, 0); !errors.Is(err, a.err) {
		t.Errorf("an index that is away gives %v", err)
	}
}

func TestWhereNothingIsFoundTheKnownPartOfARunIsAskedAbout(t *testing.T) {
	a := archive{Analyzer: ja.New(), posts: map[string]int{"検索": 7, "1": 90}}
	for text, want := range map[string]string{"検索ズンドコ": "検索", "ズンドコ1": "", "検索 ズンドコ": ""} {
		q, err := query.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := rank.Ask(a, q, &index.Result{}, 0); err != nil || got != want {
			t.Errorf("%q: asks about %q (%v), want %q", text, got, err, want)
		}
	}
	q, _ := query.Parse("検索ズンドコ")
	if got, _ := rank.Ask(a, q, &index.Result{Total: 9, Relaxed: true}, 0); got != "" {
		t.Errorf("where posts are shown %q is asked about", got)
	}
}

func TestNothingIsEnoughOfAQueryThatNobodyKnows(t *testing.T) {
	r := rank.Relax(planOf(t, "全文検索"))
	for _, c := range []struct {
		posts []int
		none  bool
	}{{[]int{0, 620}, true}, {[]int{0, 10}, false}, {[]int{0, 0}, true}, {[]int{500, 900}, false}} {
		if _, enough := r.Weigh(c.posts, 1000); math.IsInf(enough, 1) != c.none {
			t.Errorf("of words in %v of 1,000 posts %g is enough", c.posts, enough)
		}
	}
}
