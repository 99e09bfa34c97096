package rules_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/internal/rules"
)

// written is rules as an owner writes them, with comments everywhere.
const written = `# 検索のルール
synonyms = [
  "k8s, kubernetes", # 社内での略
  "社内基盤 => プラットフォーム"  # [古い] 名前
  # 次はまだ考え中
]

# 表記ゆれ
[tags]
"Go" = ["golang"] # 公式の名前

[exclude]
paths = [ '/drafts/' ]

# 春だけ
[[pin]]
query = "採用"
urls = ["https://blog.example.com/jobs"]   # 人事から

[[hide]]
query = "採用"
urls = ["https://blog.example.com/old"]
# おわり
`

func TestAChangeKeepsTheOwnersComments(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*rules.Rules)
		lines  []string // that are new; all others stay as they are
		gone   []string
	}{
		"a synonym":             {func(r *rules.Rules) { r.Synonyms = append(r.Synonyms, "猫, ねこ") }, []string{`  "猫, ねこ",`, `  "社内基盤 => プラットフォーム",  # [古い] 名前`}, []string{`  "社内基盤 => プラットフォーム"  # [古い] 名前`}},
		"another name of a tag": {func(r *rules.Rules) { r.Tags["Go"] = append(r.Tags["Go"], "Go言語") }, []string{`"Go" = ["golang", "Go言語"] # 公式の名前`}, []string{`"Go" = ["golang"] # 公式の名前`}},
		"another tag":           {func(r *rules.Rules) { r.Tags["AWS"] = []string{"aws"} }, []string{`"AWS" = ["aws"]`}, nil},
		"the first author":      {func(r *rules.Rules) { r.Authors = map[string][]string{"花子": {"hanako"}} }, []string{"[authors]", `"花子" = ["hanako"]`}, nil},
		"another pin of a query": {func(r *rules.Rules) {
			r.Pins[0].URLs = append([]string{"https://blog.example.com/new"}, r.Pins[0].URLs...)
		}, []string{`urls = ["https://blog.example.com/new", "https://blog.example.com/jobs"]   # 人事から`}, []string{`urls = ["https://blog.example.com/jobs"]   # 人事から`}},
		"a pin of another query": {func(r *rules.Rules) {
			r.Pins = append(r.Pins, rules.Choice{Query: "猫", URLs: []string{"https://blog.example.com/cat"}})
		}, []string{"[[pin]]", `query = "猫"`, `urls = ["https://blog.example.com/cat"]`}, nil},
		"the last of a query goes":     {func(r *rules.Rules) { r.Hides = nil }, nil, []string{"[[hide]]", `query = "採用"`, `urls = ["https://blog.example.com/old"]`}},
		"paths between other quotes":   {func(r *rules.Rules) { r.Exclude.Paths = append(r.Exclude.Paths, "/memo/") }, []string{`paths = [ '/drafts/', "/memo/" ]`}, []string{`paths = [ '/drafts/' ]`}},
		"the first words of the table": {func(r *rules.Rules) { r.Suggest.Stop = []string{"暫定"} }, []string{"[suggest]", `stop = ["暫定"]`}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := mustParse(t, written)
			c.change(r)
			got := r.Rewrite(written)
			if is := mustParse(t, got); !reflect.DeepEqual(is.Filled(), r.Filled()) {
				t.Fatalf("it says something else:\n%s", got)
			}
			want := strings.Split(written, "\n")
			for _, line := range c.gone {
				want = slices.Delete(want, slices.Index(want, line), slices.Index(want, line)+1)
			}
			want = append(want, c.lines...)
			is := slices.DeleteFunc(strings.Split(got, "\n"), func(line string) bool { return line == "" })
			want = slices.DeleteFunc(want, func(line string) bool { return line == "" })
			slices.Sort(is)
			slices.Sort(want)
			if name == "the last of a query goes" { // the query stands at the pin too
				is, want = slices.Compact(is), slices.Compact(append(want, `query = "採用"`))
				slices.Sort(want)
				want = slices.Compact(want)
			}
			if !slices.Equal(is, want) {
				t.Errorf("lines differ:\n%s", got)
			}
		})
	}
}

func TestWhatIsWrittenInOneLineKeepsItsComments(t *testing.T) {
	const text = "# わたしのルール\npin = [{ query = \"猫\", urls = [\"https://blog.example.com/cat\"] }] # 猫が先\n"
	r := mustParse(t, text)
	r.Pins = append(r.Pins, rules.Choice{Query: "犬", URLs: []string{"https://blog.example.com/dog"}})
	got := r.Rewrite(text)
	if is := mustParse(t, got); !reflect.DeepEqual(is.Filled(), r.Filled()) || !strings.Contains(got, "# わたしのルール") {
		t.Errorf("it is\n%s", got)
	}
}

func TestTheFirstRuleNeedsNoTextBefore(t *testing.T) {
	for _, text := range []string{"", "# まだ何もない", "# まだ何もない\n", "[tags]\n\"Go\" = [\"golang\"]"} {
		r := mustParse(t, text)
		r.Synonyms = []string{"猫, ねこ"}
		r.Pins = []rules.Choice{{Query: "猫", URLs: []string{"https://blog.example.com/cat"}}}
		r.Tags = map[string][]string{"Go": {"golang", "Go言語"}, "AWS": {"aws"}}
		r.Authors = map[string][]string{"花子": {"hanako"}}
		got := r.Rewrite(text)
		if is := mustParse(t, got); !reflect.DeepEqual(is.Filled(), r.Filled()) {
			t.Errorf("%q becomes\n%s", text, got)
		}
		if strings.Contains(text, "#") && !strings.Contains(got, "# まだ何もない\n") {
			t.Errorf("%q loses its comment:\n%s", text, got)
		}
		if got == string(r.Format()) && text != "" && strings.HasPrefix(text, "#") {
			t.Errorf("%q was written anew", text)
		}
	}
}

func mustParse(t *testing.T, text string) *rules.Rules {
	t.Helper()
	r, err := rules.Parse("rules", []byte(text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return r
}

func TestWhatIsAddedAndTakenOutLeavesTheTextAsItWas(t *testing.T) {
	const before = "[tags]\n\"Go\" = [\"golang\"]\n"
	r := mustParse(t, before)
	r.Pins = []rules.Choice{{Query: "猫", URLs: []string{"https://blog.example.com/cat"}}}
	with := r.Rewrite(before)
	r.Pins = nil
	if got := r.Rewrite(with); got != before {
		t.Errorf("%q became %q", with, got)
	}
}
