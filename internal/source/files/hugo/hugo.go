// Package hugo knows where Hugo puts the posts of a source tree: it reads its configuration, in whichever of its files, and
// follows its rules for languages, sections, bundles, permalinks and what is published. Pages that are lists are left out.
package hugo

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/source/front"
	"github.com/fumikura/fumikura/internal/source/site"
)

// hugo is one tree.
type hugo struct {
	site.Tree
	conf      front.Config
	zone      *time.Location
	languages map[string]language
	lang      string   // the default one
	mounts    []mount  // the folders with content
	dates     []string // where the date of a post is looked for
	cascades  map[string][]cascade
	bundles   map[string]bool
	ignored   []*regexp.Regexp // files that the configuration leaves out
}

// language is one of the languages of the site.
type language struct {
	base, prefix string
	conf         front.Config
	off          bool
}

// mount is a folder of the tree that stands for one of the content.
type mount struct{ dir, at, lang string }

var formats = []string{".toml", ".yaml", ".yml", ".json"}

// Look gives what Hugo makes of the tree, or nil where it is not one of Hugo's.
func Look(t site.Tree) *site.Site {
	conf, why := config(t)
	switch {
	case why != "" && (t.IsDir(cmp.Or(conf.Text("contentdir"), "content")) || conf.Sub("module") != nil || conf.Sub("languages") != nil):
	case t.Folder == "content" && why == "" && !t.IsDir("content"):
		why = "the folder content"
		conf["contentdir"] = "."
	default:
		return nil
	}
	return read(t, conf, why)
}

// Guess takes a tree without any configuration, but with a folder content, for one of Hugo's.
func Guess(t site.Tree) *site.Site {
	found, err := fs.Glob(t, "content/*")
	if err != nil || len(found) == 0 {
		return nil
	}
	return read(t, front.Config{}, "the folder content alone, which is a guess")
}

func read(t site.Tree, conf front.Config, why string) *site.Site {
	h := &hugo{Tree: t, conf: conf, lang: strings.ToLower(cmp.Or(conf.Text("defaultcontentlanguage"), "en")),
		cascades: map[string][]cascade{}, bundles: map[string]bool{}}
	h.zone = cmp.Or(site.Zone(conf.Text("timezone")), time.UTC)
	for _, pattern := range conf.Texts("ignorefiles") {
		if re, err := regexp.Compile(pattern); err == nil {
			h.ignored = append(h.ignored, re)
		}
	}
	h.readLanguages()
	h.readMounts()
	h.dates = dateNames(conf.Texts("frontmatter.date"))
	s := &site.Site{Name: "hugo", Why: why, Base: site.Usable(conf.Text("baseurl")), Zone: h.zone, Place: h.place}
	s.Lang = cmp.Or(conf.Text("languagecode", "locale"), conf.Text("defaultcontentlanguage"))
	s.Base = cmp.Or(s.Base, t.CNAME("static"))
	if org, err := fs.Glob(t, "content-org/*.org"); err == nil && len(org) > 0 {
		s.Note = fmt.Sprintf("what is written in Org, such as %s, is not read, but what ox-hugo has exported of it to the content", org[0])
	}
	for _, m := range h.mounts {
		if !slices.Contains(s.Root, m.dir) {
			s.Root = append(s.Root, m.dir)
		}
	}
	return s
}

// config reads the configuration: one file in the root, or a folder of files that are named for what they configure.
func config(t site.Tree) (front.Config, string) {
	var names []string
	for _, stem := range []string{"hugo", "config"} {
		for _, ext := range formats {
			names = append(names, stem+ext)
		}
	}
	conf, why := t.Config(names...)
	if why != "" && conf.Text("base_url") != "" {
		return front.Config{}, "" // Zola's
	}
	if why != "" && path.Base(why) == "config.toml" && conf.Text("baseurl") == "" && !t.IsDir("content") {
		why = ""
	}
	for _, dir := range []string{"config/_default", "config/production"} {
		entries, err := fs.ReadDir(t, dir)
		if err != nil {
			continue
		}
		for _, e := range entries {
			if part := readPart(t, path.Join(dir, e.Name())); part != nil {
				conf.Overlay(part)
				why = cmp.Or(why, path.Join(dir, e.Name()))
			}
		}
	}
	return conf, why
}

// readPart reads a file of the folder: hugo.toml and config.toml hold everything, permalinks.toml what stands under that name.
func readPart(t site.Tree, name string) front.Config {
	if !slices.Contains(formats, path.Ext(name)) {
		return nil
	}
	part, found := t.Config(name)
	if found == "" {
		return nil
	}
	topic, lang, _ := strings.Cut(strings.ToLower(site.Stem(name)), ".")
	if lang != "" { // of one language alone: languages.en.toml, hugo.en.toml, params.en.toml
		if own := part.Sub("languages"); own != nil {
			part = own
		}
		if topic == "params" || strings.HasPrefix(topic, "menu") {
			part = front.Config{topic: part}
		}
		return front.Config{"languages": front.Config{lang: part}}
	}
	if topic == "hugo" || topic == "config" || part.Sub(topic) != nil && len(part) == 1 {
		return part
	}
	return front.Config{topic: part}
}

func (h *hugo) readLanguages() {
	h.languages = map[string]language{}
	off := h.conf.Texts("disablelanguages")
	all := h.conf.Sub("languages")
	for name, v := range all {
		c, ok := v.(front.Config)
		if !ok {
			continue
		}
		l := language{conf: c, base: site.Usable(c.Text("baseurl")), off: c.Yes("disabled") || slices.ContainsFunc(off, func(s string) bool { return strings.EqualFold(s, name) })}
		if l.base == "" && (name != h.lang || h.conf.Yes("defaultcontentlanguageinsubdir")) {
			l.prefix = name
		}
		h.languages[name] = l
	}
	if len(all) == 0 {
		h.languages[h.lang] = language{}
	} else {
		if _, known := h.languages[h.lang]; !known {
			h.lang = slices.Sorted(maps.Keys(h.languages))[0]
		}
		if l := h.languages[h.lang]; !h.conf.Yes("defaultcontentlanguageinsubdir") {
			l.prefix = ""
			h.languages[h.lang] = l
		}
	}
}

func (h *hugo) readMounts() {
	if h.Root != "" {
		h.mounts = []mount{{dir: h.Root}}
		return
	}
	for _, m := range h.conf.Subs("module.mounts") {
		target := strings.Trim(m.Text("target"), "/")
		if target == "content" || strings.HasPrefix(target, "content/") {
			h.mounts = append(h.mounts, mount{dir: path.Clean(m.Text("source")), at: strings.Trim(strings.TrimPrefix(target, "content"), "/"), lang: strings.ToLower(m.Text("lang"))})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(h.languages)) {
		if dir := h.languages[name].conf.Text("contentdir"); dir != "" {
			h.mounts = append(h.mounts, mount{dir: path.Clean(dir), lang: name})
		}
	}
	if len(h.mounts) == 0 || h.conf.Text("contentdir") != "" || h.IsDir("content") && !h.mountsModule() {
		h.mounts = append(h.mounts, mount{dir: path.Clean(cmp.Or(h.conf.Text("contentdir"), "content"))})
	}
	slices.SortStableFunc(h.mounts, func(a, b mount) int { return len(b.dir) - len(a.dir) }) // the inner before the outer
}

// mountsModule says whether mounts are given, which then replace the content folder.
func (h *hugo) mountsModule() bool {
	return slices.ContainsFunc(h.conf.Subs("module.mounts"), func(m front.Config) bool { return strings.HasPrefix(m.Text("target"), "content") })
}

// inside gives the name of a file in the content, and the language of its folder.
func (h *hugo) inside(name string) (under, lang string) {
	for _, m := range h.mounts {
		if rest, ok := site.Under(name, m.dir); ok {
			return path.Join(m.at, rest), m.lang
		}
	}
	return name, ""
}
