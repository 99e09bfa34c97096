package hugo

import (
	"cmp"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/fumikura/fumikura/internal/source/front"
	"github.com/fumikura/fumikura/internal/source/site"
)

// A cascade is front matter that a section, or the configuration, gives to all pages below it: to all, or to those that its
// target fits. The nearest section counts most, and what a page says itself more.

type cascade struct {
	values front.Config
	target front.Config
}

// covers says whether the target fits the page.
func (c cascade) covers(p *page) bool {
	if kind := c.target.Text("kind"); kind != "" && !globMatch(kind, "page") {
		return false
	}
	if lang := c.target.Text("lang"); lang != "" && !globMatch(lang, p.lang) {
		return false
	}
	where := c.target.Text("path")
	return where == "" || globMatch(where, "/"+path.Join(p.dir, p.base))
}

// inherited gives the cascades over a file of the content, the one that counts most first.
func (h *hugo) inherited(under string) []cascade {
	dir := path.Dir(under)
	if all, known := h.cascades[dir]; known {
		return all
	}
	var own []cascade
	for _, name := range h.indexes(dir) {
		if text, err := h.Read(name); err == nil {
			own = append(own, cascades(front.Head(strings.ReplaceAll(string(text), "\r\n", "\n")))...)
		}
	}
	if dir == "." {
		own = append(own, cascades(h.conf)...)
	} else {
		own = append(own, h.inherited(dir)...)
	}
	h.cascades[dir] = own
	return own
}

// indexes are the pages of a section, one for each language, by its folder in the content.
func (h *hugo) indexes(dir string) (names []string) {
	for _, m := range h.mounts {
		in, ok := site.Under(dir+"/", cmp.Or(m.at, "."))
		if !ok {
			continue
		}
		folder := path.Join(m.dir, strings.Trim(in, "/"))
		for _, name := range h.list(folder) {
			if strings.HasPrefix(name, "_index.") {
				names = append(names, path.Join(folder, name))
			}
		}
	}
	return names
}

// sectionOf is the section that a folder of the content belongs to: the nearest with a page of its own, or the outermost.
func (h *hugo) sectionOf(dir string) string {
	for strings.Contains(dir, "/") && len(h.indexes(dir)) == 0 {
		dir = path.Dir(dir)
	}
	return dir
}

// cascades reads what stands under that name: one, or a list.
func cascades(c front.Config) []cascade {
	all := c.Subs("cascade")
	if one := c.Sub("cascade"); one != nil {
		all = []front.Config{one}
	}
	var out []cascade
	for _, values := range all {
		target := values.Sub("_target")
		if target == nil {
			target = values.Sub("target")
		}
		values = without(values, "_target", "target")
		if params := values.Sub("params"); params != nil {
			values.Overlay(params)
		}
		out = append(out, cascade{values: values, target: target})
	}
	return out
}

func without(c front.Config, names ...string) front.Config {
	out := front.Config{}
	for k, v := range c {
		if !slices.Contains(names, k) {
			out[k] = v
		}
	}
	return out
}

// list gives the names in a folder of the tree.
func (h *hugo) list(dir string) []string {
	entries, err := fs.ReadDir(h.Tree, dir)
	if err != nil {
		return nil
	}
	var out []string
	for _, e := range entries {
		if !e.IsDir() && site.Stem(e.Name()) != "" {
			out = append(out, e.Name())
		}
	}
	return out
}
