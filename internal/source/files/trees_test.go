package files_test

import (
	"encoding/csv"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/source/files"
	"github.com/fumikura/fumikura/internal/source/sourcetest"
)

// The trees in testdata/trees are small blogs, one for each generator or trap. Their last file, want, has a line for each file
// that is looked at: where the post is and when it was published, or why it is none. Where the generator itself is installed, it is
// the judge of the addresses. FUMIKURA_UPDATE=1 rewrites want.

// placed is a line of want.
type placed struct{ name, address, date, reason string }

func (p placed) String() string {
	if p.reason != "" {
		return p.name + " - " + p.reason
	}
	return p.name + " " + p.address + " " + p.date
}

func place(t *testing.T, a *txtar.Archive) []placed {
	t.Helper()
	fsys, err := txtar.FS(&txtar.Archive{Files: slices.DeleteFunc(slices.Clone(a.Files), func(f txtar.File) bool { return f.Name == "want" })})
	if err != nil {
		t.Fatal(err)
	}
	x := blog.Export{Name: "tree", Now: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	if site, ok := strings.CutPrefix(strings.TrimSpace(string(a.Comment)), "blog: "); ok {
		x.Site = site
	}
	var all []placed
	for c, err := range files.Read(t.Context(), files.Folder{FS: fsys}, x) {
		switch {
		case err != nil:
			t.Fatal(err)
		case c.Note != "":
		case c.Page != nil:
			address, _ := url.PathUnescape(c.Page.URL)
			date := "-"
			if d := c.Page.Known.Published; !d.IsZero() {
				date = d.Format(time.RFC3339)
			}
			all = append(all, placed{name: c.Visit.Found, address: address, date: date})
		default:
			all = append(all, placed{name: c.Visit.Found, reason: strings.TrimPrefix(c.Visit.Reason, c.Visit.Found+": ")})
		}
	}
	return all
}

func trees(t *testing.T, pattern string) map[string]*txtar.Archive {
	t.Helper()
	names, err := filepath.Glob("testdata/trees/" + pattern + ".txtar")
	if err != nil || len(names) == 0 {
		t.Fatalf("no trees %s: %v", pattern, err)
	}
	out := map[string]*txtar.Archive{}
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = a
	}
	return out
}

func TestTreesArePlacedAsTheirGeneratorsDo(t *testing.T) {
	t.Setenv("TZ", "UTC")
	for name, a := range trees(t, "*") {
		t.Run(filepath.Base(name), func(t *testing.T) {
			var got strings.Builder
			for _, p := range place(t, a) {
				fmt.Fprintln(&got, p)
			}
			i := slices.IndexFunc(a.Files, func(f txtar.File) bool { return f.Name == "want" })
			if os.Getenv("FUMIKURA_UPDATE") != "" {
				rewrite(t, name, a, i, got.String())
				return
			}
			if i < 0 || string(a.Files[i].Data) != got.String() {
				t.Errorf("got\n%s", got.String())
			}
		})
	}
}

func rewrite(t *testing.T, name string, a *txtar.Archive, i int, got string) {
	t.Helper()
	if i < 0 {
		a.Files, i = append(a.Files, txtar.File{Name: "want"}), len(a.Files)
	}
	a.Files[i].Data = []byte(got)
	if err := os.WriteFile(name, txtar.Format(a), 0o600); err != nil {
		t.Fatal(err)
	}
}

// unpacked lays a tree on the disk for its generator.
func unpacked(t *testing.T, a *txtar.Archive) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range a.Files {
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// tool is where a generator's program is; a test that needs it is skipped where it is not.
func tool(t *testing.T, name, install string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed (%s): only what is known of it is tested", name, install)
	}
	return path
}

// judge holds what we place against what the generator says: each post of ours has the address that it gives.
func judge(t *testing.T, a *txtar.Archive, theirs map[string]string) {
	t.Helper()
	n := 0
	for _, p := range place(t, a) {
		if p.address == "" {
			continue
		}
		n++
		want, err := url.PathUnescape(theirs[p.name])
		if err != nil || want != p.address {
			t.Errorf("%s: %s, the generator has it at %q", p.name, p.address, want)
		}
	}
	if n == 0 {
		t.Error("no post was judged")
	}
}

func TestHugoAgrees(t *testing.T) {
	hugo := tool(t, "hugo", "apt-get install hugo")
	for name, a := range trees(t, "hugo*") {
		t.Run(filepath.Base(name), func(t *testing.T) {
			list := exec.Command(hugo, "list", "all")
			list.Dir = unpacked(t, a)
			out, err := list.Output()
			if err != nil {
				t.Fatal(err, string(out))
			}
			rows, err := csv.NewReader(strings.NewReader(string(out))).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			path, link := slices.Index(rows[0], "path"), slices.Index(rows[0], "permalink")
			theirs := map[string]string{}
			for _, r := range rows[1:] {
				theirs[filepath.ToSlash(r[path])] = r[link]
			}
			judge(t, a, theirs)
		})
	}
}

// listJekyll prints the path and the address of each document that Jekyll would write.
const listJekyll = `require 'jekyll'
Jekyll.logger.log_level = :error
site = Jekyll::Site.new(Jekyll.configuration('source' => ARGV[0], 'destination' => ARGV[0] + '/_site', 'quiet' => true, 'disable_disk_cache' => true))
site.reset
site.read
site.collections.each do |name, c|
  next unless name == 'posts' || c.write?
  c.docs.each { |d| puts [d.path.sub(ARGV[0] + '/', ''), site.config['url'] + site.config['baseurl'].to_s + d.url].join("\t") if d.write? }
end
`

func TestJekyllAgrees(t *testing.T) {
	ruby := tool(t, "ruby", "apt-get install jekyll")
	if exec.Command(ruby, "-e", "require 'jekyll'").Run() != nil {
		t.Skip("Jekyll is not installed (apt-get install jekyll): only what is known of it is tested")
	}
	for name, a := range trees(t, "jekyll*") {
		t.Run(filepath.Base(name), func(t *testing.T) {
			dir := unpacked(t, a)
			out, err := exec.Command(ruby, "-e", listJekyll, dir).Output()
			if err != nil {
				t.Fatal(err, string(out))
			}
			judge(t, a, pairs(string(out)))
		})
	}
}

// listHexo prints the same of Hexo.
const listHexo = `const Hexo = require('hexo');
const h = new Hexo(process.argv[1], { silent: true });
h.init().then(async () => {
  h.extend.renderer.register('md', 'html', () => '', true);
  h.config.theme = false;
  await h.source.process();
  h.locals.invalidate();
  for (const p of h.locals.get('posts').toArray()) console.log(['source/' + p.source, p.permalink].join('\t'));
});
`

func TestHexoAgrees(t *testing.T) {
	node := tool(t, "node", "apt-get install nodejs")
	if exec.Command(node, "-e", "require('hexo')").Run() != nil {
		t.Skip("Hexo is not found by node (npm install hexo, and its node_modules in NODE_PATH): only what is known of it is tested")
	}
	for name, a := range trees(t, "hexo*") {
		t.Run(filepath.Base(name), func(t *testing.T) {
			a.Files = append(a.Files, txtar.File{Name: "package.json", Data: []byte(`{"name":"tree","hexo":{"version":"7"}}`)})
			list := exec.Command(node, "-e", listHexo, unpacked(t, a))
			list.Env = append(os.Environ(), "TZ=Asia/Tokyo") // the zone of the configuration, as on the author's machine
			out, err := list.Output()
			if err != nil {
				t.Fatal(err, string(out))
			}
			judge(t, a, pairs(string(out)))
		})
	}
}

func pairs(out string) map[string]string {
	all := map[string]string{}
	for line := range strings.SplitSeq(out, "\n") {
		if name, address, ok := strings.Cut(line, "\t"); ok {
			all[name] = address
		}
	}
	return all
}

// FuzzTrees puts anything in the place of one file of a tree, also of its configuration.
func FuzzTrees(f *testing.F) {
	names, err := filepath.Glob("testdata/trees/*.txtar")
	if err != nil || len(names) == 0 {
		f.Fatalf("no trees: %v", err)
	}
	var all []*txtar.Archive
	for i, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		all = append(all, a)
		for j, m := range a.Files {
			f.Add(uint8(i), uint8(j), m.Data)
		}
	}
	f.Fuzz(func(t *testing.T, tree, file uint8, in []byte) {
		a := all[int(tree)%len(all)]
		fsys := fstest.MapFS{}
		for j, m := range a.Files {
			if j == int(file)%len(a.Files) {
				m.Data = in
			}
			fsys[m.Name] = &fstest.MapFile{Data: m.Data}
		}
		for c, err := range files.Read(t.Context(), files.Folder{FS: fsys}, sourcetest.Export("tree")) {
			sourcetest.Check(t, c, err)
		}
	})
}
