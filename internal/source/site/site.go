// Package site holds what readers of source trees share: the tree, what a generator makes of it, and one of its files on the way
// to become a post. Each generator, or a family of them, has a room of its own that fills these in; it knows nothing of pages,
// captures or Markdown.
package site

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/source/front"
)

// MaxFile is as much as a crawled page may have; a larger file is no post.
const MaxFile = 5 << 20

// Tree is a folder as it lies there, and what the person who imports it says about it.
type Tree struct {
	fs.FS
	Folder    string         // the name of the folder, which tells something where it is only a part of a blog
	Blog      string         // the blog's address, as the person says; empty: what the configuration says
	Root      string         // the folder with the posts; empty: where the generator has them
	Permalink string         // the pattern of addresses; empty: what the configuration says
	Zone      *time.Location // of dates that name none; nil: what the configuration says, or else the generator's own
	Now       time.Time      // when the tree is read

	// Parse reads a date as blogs write it; one that names no zone is in that of the argument.
	Parse func(date string, zone *time.Location) (time.Time, error)

	// Commits tells when a file was first or last committed; nil where the tree is under no version control.
	Commits func(name string, first bool) (time.Time, bool)
}

// Site is what a generator makes of a tree.
type Site struct {
	Name string         // of the generator
	Why  string         // by which file or folder it is known
	Base string         // the blog's address in the configuration; empty where it is not there
	Zone *time.Location // of dates that name none; nil: that of this machine
	Lang string         // of posts that name none
	Note string         // what the report has to tell about the whole tree
	Ask  string         // an address as a person has to say it (--blog), for a service that has many people's posts
	Root []string       // the folders with posts, "." for all

	// Skip says of a folder, by its path, that nothing in it is a post; nil skips none.
	Skip func(name string) bool
	// Split takes the front matter off the text; nil is front.Split.
	Split func(f *File) error
	// Place tells where the generator puts a file, and what else it knows of it.
	Place func(f *File)
}

// File is a file that may be a post, on its way. Place reads the first fields and fills the others in.
type File struct {
	Name string     // its path in the tree
	Raw  string     // the whole text
	Meta front.Meta // its front matter; Place may add what the generator lets it inherit
	Text string     // without the front matter
	Day  string     // that the file's name tells, as 2006-01-02

	Published, Updated time.Time
	DateErr            error // the date of the front matter does not read; Place may know better

	Path    string // the address, below the blog's or whole
	Base    string // the blog's address, where it is another one for this file (of its language)
	Lang    string
	Title   string
	Page    string // why it is a page of the site, and no post
	Hidden  string // why the generator does not publish it
	Unknown string // why its address cannot be told
	Note    string // what the report has to tell about it though it is taken
}

// Read gives the whole file.
func (t Tree) Read(name string) ([]byte, error) {
	f, err := t.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it is only read
	b, err := io.ReadAll(io.LimitReader(f, MaxFile+1))
	if err == nil && len(b) > MaxFile {
		err = fmt.Errorf("it is larger than %d MiB", MaxFile>>20)
	}
	return b, err
}

// Config reads the configurations of these names, later ones over earlier ones; those that are not there or do not read give
// nothing, for a broken one only loses addresses. The second result is the first name that was there.
func (t Tree) Config(names ...string) (front.Config, string) {
	all, first := front.Config{}, ""
	for _, name := range names {
		text, err := t.Read(name)
		if err != nil {
			continue
		}
		if c, err := front.ReadConfig(name, text); err == nil {
			all.Overlay(c)
			if first == "" {
				first = name
			}
		}
	}
	return all, first
}

// IsDir says whether there is a folder of that name.
func (t Tree) IsDir(name string) bool {
	i, err := fs.Stat(t, name)
	return err == nil && i.IsDir()
}

// IsFile says whether there is a file of that name.
func (t Tree) IsFile(name string) bool {
	i, err := fs.Stat(t, name)
	return err == nil && i.Mode().IsRegular()
}

// First is the first of the files that is there, or nothing.
func (t Tree) First(names ...string) string {
	for _, n := range names {
		if t.IsFile(n) {
			return n
		}
	}
	return ""
}

// CNAME is the address of the blog by the file that GitHub's pages have for it, in one of the folders; empty where there is none.
func (t Tree) CNAME(folders ...string) string {
	for _, dir := range append([]string{"."}, folders...) {
		if text, err := t.Read(path.Join(dir, "CNAME")); err == nil {
			if host := strings.TrimSpace(string(text)); host != "" && !strings.ContainsAny(host, " /\n") {
				return "https://" + host + "/"
			}
		}
	}
	if strings.HasSuffix(t.Folder, ".github.io") {
		return "https://" + strings.ToLower(t.Folder) + "/"
	}
	return ""
}

// Zone is the time zone of that name, or nil.
func Zone(name string) *time.Location {
	if name == "" || strings.EqualFold(name, "local") {
		return nil
	}
	if z, err := time.LoadLocation(name); err == nil {
		return z
	}
	return nil
}

// place matches hosts where authors have their code and their profiles, and not their blogs.
var place = regexp.MustCompile(`(?:^|\.)(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org|gitee\.com|twitter\.com|x\.com|linkedin\.com|facebook\.com|instagram\.com|youtube\.com|bsky\.app)$`)

// placeholder matches hosts that starters bring along and that nobody has replaced.
var placeholder = regexp.MustCompile(`(?i)^(?:www\.)?(?:your-?(?:blog|site|name|domain|website|username|project)?|my-?(?:site|domain|website)|user-?name|site-?name)\.|^gatsbystarter|\bstarter\b.*\.(?:netlify|vercel|pages|github|gatsbyjs)\b`)

// Usable gives an address of a configuration back if it may be the blog's: placeholders of templates and addresses of the
// author's own machine are none.
func Usable(address string) string {
	address = strings.TrimSpace(address)
	if strings.HasPrefix(address, "//") {
		address = "https:" + address
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	if placeholder.MatchString(u.Hostname()) {
		return ""
	}
	if place.MatchString(u.Hostname()) && strings.Trim(u.Path, "/") != "" {
		return ""
	}
	if slices.Contains([]string{"localhost", "127.0.0.1", "example.com", "www.example.com", "example.org", "www.example.org",
		"yoursite.com", "www.yoursite.com", "yourdomain.com", "your-domain.com", "your-docusaurus-site.example.com", "username.github.io"}, u.Hostname()) {
		return ""
	}
	return address
}

// Join puts parts of addresses together with one slash between each two.
func Join(base string, parts ...string) string {
	for _, p := range parts {
		if p = strings.TrimPrefix(p, "/"); p != "" {
			base = strings.TrimSuffix(base, "/") + "/" + p
		}
	}
	return base
}

// WithoutIndex takes the name index.html off an address, which stands for its folder; my-index.html is another name.
func WithoutIndex(where string) string {
	if folder, ok := strings.CutSuffix(where, "index.html"); ok && (folder == "" || strings.HasSuffix(folder, "/")) {
		return folder
	}
	return where
}

// Under is the name below the first of the folders that holds it.
func Under(name string, folders ...string) (string, bool) {
	for _, dir := range folders {
		if dir == "." {
			return name, true
		}
		if rest, ok := strings.CutPrefix(name, strings.Trim(dir, "/")+"/"); ok {
			return rest, true
		}
	}
	return "", false
}

// Stem is the file's name without folders and extension.
func Stem(name string) string {
	base := path.Base(name)
	return strings.TrimSuffix(base, path.Ext(base))
}

// Date reads a date; one that names no zone is in that of the tree, or else in the site's.
func (t Tree) Date(s string, site *time.Location) (time.Time, error) {
	if t.Zone != nil {
		site = t.Zone
	}
	return t.Parse(s, site)
}

// errNoDate is why a pattern that needs a date gives nothing.
var errNoDate = errors.New("its address needs a date, and it has none")
