package internal_test

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/fumikura/fumikura/"

// mayImport is the plan of the house: for each room, the rooms of ours it may import. A room under internal/source that is not
// named has the rule of "internal/source/*". Tests may import more, but never upwards.
var mayImport = map[string][]string{
	"internal/blog":               {},
	"internal/osfile":             {},
	"internal/intern":             {},
	"internal/corpus":             {"internal/blog"},
	"internal/fetch":              {"internal/blog"},
	"internal/notice":             {"internal/fetch"},
	"internal/sample":             {"internal/blog"},
	"internal/page":               {"internal/blog"},
	"internal/source/crawl":       {"internal/blog", "internal/fetch", "internal/page"},
	"internal/source/markup":      {},
	"internal/source/*":           {"internal/blog", "internal/source/loosexml", "internal/source/markup"},
	"internal/source/front":       {},
	"internal/source/markdown":    {},
	"internal/source/site":        {"internal/source/front"},
	"internal/source/files":       {"internal/blog", "internal/source/front", "internal/source/site", "internal/source/files/*"},
	"internal/source/files/*":     {"internal/source/front", "internal/source/site"},
	"internal/source":             {"internal/blog", "internal/source/*"},
	"internal/extract":            {"internal/blog", "internal/page"},
	"internal/archive":            {"internal/blog", "internal/osfile"},
	"internal/rules":              {"internal/blog"},
	"internal/ingest":             {"internal/blog", "internal/archive", "internal/extract", "internal/rules"},
	"index/query":                 {},
	"index/ja":                    {"internal/osfile"},
	"index/eval":                  {},
	"index/generation":            {"internal/blog", "internal/osfile"},
	"index/weight":                {},
	"index/prefix":                {},
	"index/lexicon":               {"internal/intern", "index/weight", "index/ja", "index/prefix"},
	"index/plan":                  {"index/query", "index/ja", "index/lexicon", "index/weight"},
	"index/excerpt":               {"index/weight", "index/query", "index/ja", "index/plan"},
	"index":                       {"internal/blog", "index/query"},
	"index/ruled":                 {"internal/blog", "internal/rules", "index", "index/query", "index/ja", "index/lexicon"},
	"index/replay":                {"index", "index/query"},
	"index/spotcheck":             {"internal/blog", "index/query", "index/ja"},
	"index/rank":                  {"index/weight", "internal/blog", "index", "index/query", "index/ja", "index/lexicon", "index/plan", "index/excerpt", "index/prefix"},
	"index/bleve":                 {"index/weight", "internal/osfile", "internal/intern", "index/spotcheck", "index/rank", "internal/blog", "index", "index/query", "index/ja", "index/lexicon", "index/plan", "index/excerpt", "index/generation"},
	"index/benchtest":             {"internal/blog", "index", "index/query"},
	"index/opensearch":            {"index/weight", "index/spotcheck", "index/rank", "internal/blog", "index", "index/query", "index/ja", "index/lexicon", "index/plan", "index/excerpt"},
	"index/opensearch/servertest": {},
	"index/indextest":             {"internal/blog", "index", "index/query"},
	"web/bundle":                  {},
	"web/wordfile":                {},
	"web":                         {"internal/blog", "index", "index/query", "web/mcp", "web/desk", "web/wordfile"},
	"web/mcp":                     {},
	"web/desk":                    {"web/wordfile", "internal/blog", "internal/archive", "internal/ingest", "index", "index/query", "index/replay"},
	"cmd/fumikura":                {"*"},
}

// doors says where a heavy dependency may be imported, by the beginning of its path.
var doors = map[string][]string{
	"github.com/blevesearch/bleve":           {"index/bleve"},
	"github.com/ikawaha/kagome":              {"index/ja"},
	"github.com/blevesearch/snowballstem":    {"index/ja"},
	"github.com/gorilla/mux":                 {"web"},
	"github.com/evanw/esbuild":               {"web/bundle"},
	"github.com/prometheus/":                 {"web"},
	"github.com/PuerkitoBio/goquery":         {"internal/extract"},
	"codeberg.org/readeck/go-readability":    {"internal/extract"},
	"github.com/mmcdole/gofeed":              {"internal/source/crawl"},
	"github.com/yuin/goldmark":               {"internal/source/markdown"},
	"modernc.org/sqlite":                     {"internal/archive"},
	"github.com/spf13/":                      {"cmd/fumikura"},
	"github.com/pelletier/go-toml":           {"cmd/fumikura", "internal/rules", "internal/source/front"},
	"golang.org/x/net/html/charset":          {"internal/fetch"},
	"github.com/gogs/chardet":                {"internal/fetch"},
	"github.com/opensearch-project/":         {"index/opensearch"},
	"github.com/modelcontextprotocol/":       {"web/mcp"},
	"github.com/chromedp/":                   {},
	"github.com/rogpeppe/go-internal":        {},
	"github.com/andybalholm/brotli":          {"internal/fetch", "internal/source/warc", "web"},
	"go.yaml.in/yaml":                        {"internal/source/front"},
	"github.com/santhosh-tekuri/jsonschema/": {},
}

// floor is how high a room is built; imports never go up, not even in tests.
func floor(room string) int {
	return slices.Index([]string{"internal", "index", "web", "cmd"}, strings.SplitN(room, "/", 2)[0])
}

func TestImportsGoDownOnlyAndHeavyDependenciesHaveOneDoor(t *testing.T) {
	for _, v := range violations(t, "..") {
		t.Error(v)
	}
}

func TestAPlantedViolationIsFound(t *testing.T) {
	for name, planted := range map[string]struct{ file, src, want string }{
		"a room imports its sibling":        {"internal/fetch/a.go", `package fetch; import _ "` + module + `internal/archive"`, "internal/fetch may not import internal/archive"},
		"a lower floor imports a higher":    {"internal/ingest/a.go", `package ingest; import _ "` + module + `index"`, "internal/ingest may not import index"},
		"a test imports a higher floor":     {"index/ja/a_test.go", `package ja; import _ "` + module + `web"`, "index/ja may not import web"},
		"a heavy dependency by a back door": {"web/a.go", `package web; import _ "github.com/PuerkitoBio/goquery"`, "web is no door for github.com/PuerkitoBio/goquery"},
		"a room that nobody planned":        {"internal/util/a.go", `package util`, "internal/util is not in the plan"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			file := filepath.Join(dir, planted.file)
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(planted.src), 0o644); err != nil {
				t.Fatal(err)
			}
			got := violations(t, dir)
			if len(got) != 1 || !strings.Contains(got[0], planted.want) {
				t.Errorf("violations = %q, want one with %q", got, planted.want)
			}
		})
	}
}

// violations parses every Go file below root and says, a line each, what breaks the plan.
func violations(t *testing.T, root string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "node_modules") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") {
			return nil
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		found = append(found, fileViolations(t, path, filepath.ToSlash(rel))...)
		return nil
	})
	if err != nil {
		t.Fatalf("walk %s: %v", root, err)
	}
	return found
}

func fileViolations(t *testing.T, path, rel string) []string {
	room := strings.TrimSuffix(filepath.ToSlash(filepath.Dir(rel)), "/")
	if room == "internal" { // this test itself
		return nil
	}
	allowed, planned := rule(room)
	if !planned {
		return []string{fmt.Sprintf("%s: %s is not in the plan: say in one sentence what it is for and add it to mayImport", rel, room)}
	}
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	if err != nil {
		t.Fatalf("parse %s: %v", path, err)
	}
	test := strings.HasSuffix(rel, "_test.go")
	var found []string
	for _, spec := range file.Imports {
		imported := strings.Trim(spec.Path.Value, `"`)
		if ours, ok := strings.CutPrefix(imported, module); ok {
			up := floor(ours) > floor(room)
			if up || (!test && ours != room && !match(allowed, ours)) {
				found = append(found, fmt.Sprintf("%s: %s may not import %s", rel, room, ours))
			}
		} else if !test && !throughDoor(imported, room) {
			found = append(found, fmt.Sprintf("%s: %s is no door for %s", rel, room, imported))
		}
	}
	return found
}

// rule gives what a room may import, and whether the plan knows it.
func rule(room string) ([]string, bool) {
	if allowed, ok := mayImport[room]; ok {
		return allowed, true
	}
	if strings.HasPrefix(room, "internal/source/files/") {
		return mayImport["internal/source/files/*"], true
	}
	if strings.HasPrefix(room, "internal/source/") {
		return mayImport["internal/source/*"], true
	}
	return nil, false
}

func match(allowed []string, room string) bool {
	return slices.ContainsFunc(allowed, func(a string) bool {
		prefix, wild := strings.CutSuffix(a, "*")
		return a == room || wild && strings.HasPrefix(room, prefix)
	})
}

func throughDoor(imported, room string) bool {
	for dep, rooms := range doors {
		if strings.HasPrefix(imported, dep) {
			return slices.Contains(rooms, room)
		}
	}
	return true
}
