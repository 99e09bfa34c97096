package blog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Visibility is what a source says about who may read a post: the names of its format with their values as written, such as
// draft: true, status: private or _build.render: never. Names that say nothing about it may be among them, so that a source can
// hand over all of its front matter.
type Visibility map[string][]string

// Withheld says why the post is not public at the time the export is read, in words for the report; it is empty for a post that
// everybody may read. It is the one place that decides this, and it fails closed: a value that is not understood withholds the
// post.
func (x Export) Withheld(v Visibility) string {
	names := make([]string, 0, len(v))
	for name := range v {
		names = append(names, name)
	}
	slices.Sort(names) // one reason, and always the same
	for _, name := range names {
		read := ruleOf(name)
		for _, value := range v[name] {
			if value = strings.TrimSpace(value); read == nil || unset(value) {
				continue
			}
			if reason := read(x, name, value); reason != "" {
				return reason
			}
		}
	}
	return ""
}

// Covers says whether the name is one that tells who may read a post.
func (Visibility) Covers(name string) bool { return ruleOf(name) != nil }

// Suspect says whether a name that nobody knows may be about who may read a post. One that a format does not have is told, and
// where it is suspect the post is withheld.
func (Visibility) Suspect(name string) bool {
	name = fold(name)
	return ruleOf(name) != nil || slices.ContainsFunc(suspicions, func(s string) bool { return strings.Contains(name, s) })
}

// suspicions are parts of names that are about who may read something.
var suspicions = []string{"draft", "privat", "public", "publish", "hidden", "secret", "visib", "unlist", "restrict", "member", "password",
	"status", "state", "access", "audience", "permission", "scope", "delete", "trash", "archived", "approv", "expir", "schedul", "embargo",
	"confidential", "internal", "limited", "subscri", "locked", "noindex", "review", "非公開", "公開", "下書"}

// rule reads the value of a name: why it withholds the post, or nothing.
type rule func(x Export, name, value string) string

// rules are the names that tell who may read a post, folded.
var rules = map[string]rule{
	"draft": hides, "private": hides, "hidden": hides, "unlisted": hides, "limited": hides, "limitedsharing": hides, "limitedaccess": hides,
	"ignorepublish": hides, "headless": hides, "secret": hides, "membersonly": hides, "memberonly": hides, "paid": hides, "paidonly": hides,
	"subscribersonly": hides, "friendsonly": hides, "deleted": hides, "trashed": hides, "unpublished": hides, "noindex": hides,
	"robotsnoindex": hides, "searchhidden": hides, "encrypted": hides, "eleventyexcludefromcollections": hides,
	"hide": marks, "wip": marks, // lists what to hide of a page in some generators
	"published": shows, "publish": shows, "public": shows, "visible": shows, "listed": shows,
	"status": status, "state": status, "poststatus": status, "visibility": status, "privacy": status, "access": status, "accesslevel": status,
	"publicationstatus": status, "publishstatus": status, "publishedstatus": status, "workflowstate": status,
	"password": locks, "postpassword": locks, "passphrase": locks,
	"publishdate": begins, "publishat": begins, "publishon": begins, "publishafter": begins, "scheduled": begins, "scheduledat": begins,
	"scheduledfor": begins, "scheduledpublishat": begins,
	"expirydate": ends, "expires": ends, "expiresat": ends, "expirationdate": ends, "expire": ends, "expired": ends, "unpublishdate": ends,
	"unpublishat": ends, "unpublishon": ends,
	"build.render": built, "build.list": built, "robots": robots,
}

// fold gives the spellings of a name one form: ignorePublish, ignore-publish and ignore_publish; a namespace is taken off.
func fold(name string) string {
	name = strings.ToLower(strings.TrimSpace(name))
	name = name[strings.LastIndexByte(name, ':')+1:]
	return strings.NewReplacer("_", "", "-", "", " ", "").Replace(name)
}

// ruleOf is the rule of a name, nil where it says nothing about who may read a post.
func ruleOf(name string) rule {
	name = fold(name)
	if r := rules[name]; r != nil {
		return r
	}
	return rules[strings.TrimPrefix(name, "is")]
}

// unset says whether a value is none.
func unset(value string) bool {
	return slices.Contains([]string{"", "null", "nil", "~"}, strings.ToLower(value))
}

// truth reads a yes or no.
func truth(value string) (yes, understood bool) {
	switch strings.ToLower(value) {
	case "true", "yes", "on", "1", "y", "t":
		return true, true
	case "false", "no", "off", "0", "n", "f":
		return false, true
	}
	return false, false
}

// hides reads a flag of which yes withholds the post.
func hides(_ Export, name, value string) string {
	yes, understood := truth(value)
	switch {
	case !understood:
		return puzzling(name, value)
	case yes && fold(name) == "draft":
		return "it is a draft"
	case yes:
		return fmt.Sprintf("its %s is %s", name, value)
	}
	return ""
}

// marks reads a name of which only a plain yes withholds the post.
func marks(x Export, name, value string) string {
	if yes, _ := truth(value); yes {
		return hides(x, name, value)
	}
	return ""
}

// shows reads a flag of which no withholds the post; some sources have the date of publication under such a name.
func shows(x Export, name, value string) string {
	yes, understood := truth(value)
	switch {
	case understood && yes, isPublic(value):
		return ""
	case understood:
		return fmt.Sprintf("its %s is %s", name, value)
	}
	return begins(x, name, value)
}

// status reads a word, of which only some let everybody read the post.
func status(_ Export, name, value string) string {
	if isPublic(value) {
		return ""
	}
	return fmt.Sprintf("its %s is %s", fold(name), short(value))
}

func isPublic(value string) bool { return slices.Contains(publicWords, strings.ToLower(value)) }

// publicWords are the words for what everybody may read; every other one withholds a post. Nikola's featured is published.
var publicWords = []string{"publish", "published", "public", "live", "open", "release", "released", "everyone", "everybody", "all", "anyone",
	"featured", "公開", "公開中", "公開済み", "全体公開", "全体に公開", "全員に公開"}

// locks reads a password, or a flag that says that there is one.
func locks(_ Export, name, value string) string {
	if yes, understood := truth(value); understood && !yes {
		return ""
	}
	return fmt.Sprintf("it needs a %s", name)
}

// begins reads the date before which nobody may read the post, or a flag that says that there is one.
func begins(x Export, name, value string) string {
	if yes, understood := truth(value); understood {
		return hidesIf(yes, name, value)
	}
	t, err := x.Time(value)
	switch {
	case err != nil:
		return puzzling(name, value)
	case t.After(x.Now):
		return fmt.Sprintf("its %s is in the future", cmp.Or(dateNames[fold(name)], name))
	}
	return ""
}

// dateNames are what readers of a report call a date.
var dateNames = map[string]string{"publishdate": "date", "published": "date"}

// ends reads the date after which nobody may read the post any more, or a flag that says that it has passed.
func ends(x Export, name, value string) string {
	if yes, understood := truth(value); understood {
		return hidesIf(yes, name, value)
	}
	t, err := x.Time(value)
	switch {
	case err != nil:
		return puzzling(name, value)
	case !t.After(x.Now):
		return "it has expired"
	}
	return ""
}

func hidesIf(yes bool, name, value string) string {
	if yes {
		return fmt.Sprintf("its %s is %s", name, value)
	}
	return ""
}

// built reads whether Hugo makes a page (render) and links to it (list): always and local do; never, link and false do not.
func built(_ Export, name, value string) string {
	switch strings.ToLower(value) {
	case "always", "local", "true":
		return ""
	}
	return fmt.Sprintf("its %s is %s", name, short(value))
}

// robots reads directives for robots; only those that forbid to be found count.
func robots(_ Export, name, value string) string {
	for d := range strings.FieldsFuncSeq(strings.ToLower(value), func(r rune) bool { return r == ',' || r == ' ' }) {
		if d == "noindex" || d == "none" {
			return fmt.Sprintf("its %s is %s", name, short(value))
		}
	}
	return ""
}

// puzzling is the reason where a value is not understood.
func puzzling(name, value string) string {
	return fmt.Sprintf("its %s is %q, which is not understood and could mean that it is not public", name, short(value))
}
