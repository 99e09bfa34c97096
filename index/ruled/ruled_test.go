package ruled_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index"
	"github.com/fumikura/fumikura/index/query"
	"github.com/fumikura/fumikura/index/ruled"
	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/rules"
)

// told is an engine that keeps the last request and answers what it was given.
type told struct {
	index.Engine
	asked       []index.Request
	result      index.Result
	suggestions []index.Suggestion
	post        *blog.Post
}

func (e *told) Search(_ context.Context, r index.Request) (*index.Result, error) {
	e.asked = append(e.asked, r)
	res := e.result
	res.Hits = slices.Clone(res.Hits)
	if r.Verbatim {
		res.Corrected = nil
	}
	return &res, nil
}

func (e *told) Suggest(_ context.Context, _ string, limit int) ([]index.Suggestion, error) {
	return slices.Clone(e.suggestions[:min(limit, len(e.suggestions))]), nil
}

func (e *told) Post(context.Context, blog.ID) (*blog.Post, error) { return e.post, nil }

func (e *told) Related(_ context.Context, _ blog.ID, limit int) ([]index.Hit, error) {
	return e.result.Hits[:min(limit, len(e.result.Hits))], nil
}

func set(t *testing.T, text string) *ruled.Set {
	t.Helper()
	r, err := rules.Parse("rules", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	s, err := ruled.New(7, r, nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func parsed(t *testing.T, text string) query.Query {
	t.Helper()
	q, err := query.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func TestAQueryIsWrittenByTheNamesThatAreShown(t *testing.T) {
	s := set(t, "[tags]\n\"Go\" = [\"golang\"]\n[authors]\n\"佐藤花子\" = [\"hanako\"]\n")
	for text, want := range map[string]string{
		"tag:golang":                    "tag:Go",
		"並行 tag:golang tag:Go":          "並行 tag:Go",
		"tag:golang tag:Go":             "tag:Go tag:Go", // a query of one part is another form; both are the same to an engine
		"-tag:GOLANG 並行":                "-tag:Go 並行",
		"(tag:golang OR author:hanako)": "tag:Go OR author:佐藤花子",
		"golang title:golang":           "golang title:golang",
		"":                              "",
	} {
		q := s.Canonical(parsed(t, text))
		if got := q.String(); got != want {
			t.Errorf("%q is written %q, want %q", text, got, want)
		}
		if again := s.Canonical(q); !again.Equal(q) {
			t.Errorf("%q is written otherwise the second time: %q", text, again)
		}
	}
}

func TestChoicesAreFoundForAQueryHoweverItIsTyped(t *testing.T) {
	s := set(t, "[tags]\n\"Go\" = [\"golang\"]\n[[pin]]\nquery = \"Go 採用\"\nurls = [\"https://a.example/1\"]\n[[pin]]\nquery = \"tag:golang\"\nurls = [\"https://a.example/2\"]\n"+
		"[[hide]]\nquery = \"ｇｏ　採用\"\nurls = [\"https://a.example/3\"]\n")
	one, two, three := blog.NewID("https://a.example/1"), blog.NewID("https://a.example/2"), blog.NewID("https://a.example/3")
	for text, want := range map[string][2][]blog.ID{
		"go 採用":           {{one}, {three}},
		"ＧＯ　採用":           {{one}, {three}},
		"Go 採用 year:2020": {{one}, {three}},
		"採用":              {nil, nil},
		"採用 Go":           {nil, nil},
		"tag:Go":          {{two}, nil},
	} {
		r := s.For(s.Canonical(parsed(t, text)))
		if !slices.Equal(r.Pinned, want[0]) || !slices.Equal(r.Hidden, want[1]) {
			t.Errorf("%q: pinned %v, hidden %v; want %v", text, r.Pinned, r.Hidden, want)
		}
	}
}

func TestAnswersAreShownByTheRules(t *testing.T) {
	e := &told{result: index.Result{Hits: []index.Hit{{Post: blog.Post{Tags: []string{"golang", "Go"}, Author: "hanako"}}},
		DidYouMean: "某社 採用", Corrected: &index.Correction{From: "ぼうしや", To: "某社"}}}
	r := ruled.Over(e, set(t, "[tags]\n\"Go\" = [\"golang\"]\n[authors]\n\"佐藤花子\" = [\"hanako\"]\n[suggest]\nstop = [\"某社\"]\n[boost]\nfresh = 0.5\n"))
	res, err := r.Search(t.Context(), index.Request{Query: parsed(t, "tag:golang")})
	if err != nil {
		t.Fatal(err)
	}
	if p := res.Hits[0].Post; !slices.Equal(p.Tags, []string{"Go"}) || p.Author != "佐藤花子" {
		t.Errorf("shown as %+v", p)
	}
	if res.DidYouMean != "" || res.Corrected != nil {
		t.Errorf("a word that none may suggest is suggested: %q, %+v", res.DidYouMean, res.Corrected)
	}
	if last := e.asked[len(e.asked)-1]; last.Query.String() != "tag:Go" || last.Rules == nil || last.Rules.Age() != 0.5 || !last.Verbatim {
		t.Errorf("asked %+v", last)
	}
	if r.Revision() != 7 {
		t.Errorf("revision %d", r.Revision())
	}
	r.Follow(nil)
	if res, err = r.Search(t.Context(), index.Request{Query: parsed(t, "tag:golang")}); err != nil || res.Hits[0].Post.Author != "hanako" || res.Corrected == nil || r.Revision() != 0 {
		t.Errorf("without rules: %+v, %v", res, err)
	}
}

func TestSuggestionsFollowTheRules(t *testing.T) {
	e := &told{suggestions: []index.Suggestion{{Text: "golang", Kind: "tag"}, {Text: "Go", Kind: "tag"}, {Text: "某社の話", Kind: "term"}, {Text: "gone", Kind: "term"},
		{Text: "go", Kind: "term"}, {Text: "下書き", Kind: "post", URL: "https://a.example/drafts/1"}, {Text: "記事", Kind: "post", URL: "https://a.example/1"}}}
	r := ruled.Over(e, set(t, "[tags]\n\"Go\" = [\"golang\"]\n[suggest]\nstop = [\"某社\", \"go\"]\n[exclude]\npaths = [\"/drafts/\"]\ntags = [\"日記\"]\n"))
	list, err := r.Suggest(t.Context(), "g", 3)
	var got []string
	for _, g := range list {
		got = append(got, g.Text)
	}
	// "go" stops the tag Go too, but not the word "gone".
	if want := []string{"gone", "記事"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("suggested %q, %v; want %q", got, err, want)
	}
}

func TestAnExcludedPostIsNotShown(t *testing.T) {
	e := &told{post: &blog.Post{URL: "https://a.example/drafts/1"}}
	r := ruled.Over(e, set(t, "[exclude]\npaths = [\"/drafts/\"]\ntags = [\"日記\"]\n"))
	if _, err := r.Post(t.Context(), "x"); !errors.Is(err, blog.ErrNotFound) {
		t.Errorf("it is shown: %v", err)
	}
	if _, err := r.Related(t.Context(), "x", 3); !errors.Is(err, blog.ErrNotFound) {
		t.Errorf("what is related to it is told: %v", err)
	}
	e.post = &blog.Post{URL: "https://a.example/1"}
	e.result.Hits = []index.Hit{{Post: blog.Post{URL: "https://a.example/2", Tags: []string{"日記"}}}, {Post: blog.Post{URL: "https://a.example/3"}}}
	if hits, err := r.Related(t.Context(), "x", 3); err != nil || len(hits) != 1 || hits[0].Post.URL != "https://a.example/3" {
		t.Errorf("related: %+v, %v", hits, err)
	}
}

func TestNamesThatMayBeOneAreProposed(t *testing.T) {
	r, err := rules.Parse("rules", []byte("[tags]\n\"Docker\" = [\"docker\"]\n"))
	if err != nil {
		t.Fatal(err)
	}
	p := ruled.NewProposer(r)
	add := func(n int, author string, tags ...string) {
		for range n {
			p.Add(&blog.Post{Author: author, Tags: tags})
		}
	}
	add(4, "佐藤 花子", "Go", "Go言語")
	add(3, "佐藤花子", "サーバー", "C++")
	add(1, "taro", "サーバ", "C")
	add(2, "taro", "さーばー", "Docker", "docker")
	add(6, "jiro", "k8s", "Kubernetes")
	add(1, "jiro", "お知らせ", "google")
	add(2, "jiro", "おしらせ", "google")
	add(9, "jiro", "Go", "並行処理")
	add(2, "jiro", "golang", "自然言語", "自然")
	add(6, "jiro", "監視", "監視設定")
	var got []string
	for _, x := range p.Proposals() {
		got = append(got, x.Kind+" "+x.Name+" = "+strings.Join(x.Others, " ")+": "+x.Why)
	}
	slices.Sort(got)
	want := []string{"authors 佐藤 花子 = 佐藤花子: spelling", "tags Go = Go言語 golang: synonym", "tags Kubernetes = k8s: synonym", "tags 監視 = 監視設定: together",
		"tags おしらせ = お知らせ: reading", "tags サーバー = さーばー サーバ: spelling"}
	slices.Sort(want)
	if !reflect.DeepEqual(got, want) {
		t.Errorf("proposed\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, x := range p.Proposals() {
		if _, err := rules.Parse("proposal", []byte("["+x.Kind+"]\n"+x.TOML()+" # "+x.Reason()+"\n")); err != nil {
			t.Errorf("%s cannot be read: %v", x.TOML(), err)
		}
	}
}
