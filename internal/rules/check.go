package rules

import (
	"fmt"
	"maps"
	"math"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits of rules. More is no longer written by hand, and every search or every post of a build would pay for it.
const (
	maxNames    = 5000 // names that stand for others, of tags and of authors
	maxOthers   = 500  // other names of one
	maxName     = 256  // characters of a name, a query, a word or a path
	maxChoices  = 2000 // queries with pins, and with hides
	maxPinned   = 20   // posts of one query
	maxHidden   = 200  // posts of one query
	maxBoosts   = 200  // tags, and blogs, with a factor
	maxStops    = 2000
	maxExcluded = 1000   // paths, and tags
	maxSynonyms = 100000 // lines
	maxLine     = 64 << 10
	maxFactor   = 100
)

// problem is what is wrong with rules, under the key at which it is.
type problem struct{ key, what string }

func wrong(key, format string, args ...any) *problem {
	return &problem{key, fmt.Sprintf(format, args...)}
}

// Check says what is wrong with rules that were not read but made.
func (r *Rules) Check() error {
	if p := r.check(); p != nil {
		return fmt.Errorf("%s: %s", p.key, p.what)
	}
	return nil
}

func (r *Rules) check() *problem {
	for _, check := range []func() *problem{
		r.checkSynonyms,
		func() *problem { return checkNames("tags", r.Tags) },
		func() *problem { return checkNames("authors", r.Authors) },
		r.checkBoost,
		func() *problem { return checkWords("suggest.stop", r.Suggest.Stop, maxStops) },
		r.checkExclude,
		func() *problem { return checkChoices("pin", r.Pins, maxPinned) },
		func() *problem { return checkChoices("hide", r.Hides, maxHidden) },
		r.checkBoth,
	} {
		if p := check(); p != nil {
			return p
		}
	}
	return nil
}

func (r *Rules) checkSynonyms() *problem {
	if len(r.Synonyms) > maxSynonyms {
		return wrong("synonyms", "%d lines are more than %d", len(r.Synonyms), maxSynonyms)
	}
	for i, line := range r.Synonyms {
		left, right, oneWay := strings.Cut(line, "=>")
		switch {
		case len(line) > maxLine:
			return wrong("synonyms", "entry %d is longer than %d bytes", i+1, maxLine)
		case !utf8.ValidString(line) || strings.ContainsAny(line, "\n\r\x00"):
			return wrong("synonyms", "entry %d is to be one line", i+1)
		case strings.HasPrefix(strings.TrimSpace(line), "#"):
			return wrong("synonyms", "entry %d is a comment; write it outside of the quotes", i+1)
		case oneWay && (countWords(left) == 0 || countWords(right) == 0):
			return wrong("synonyms", "entry %d, %q, has nothing on one side of =>", i+1, line)
		case !oneWay && countWords(line) < 2:
			return wrong("synonyms", `entry %d, %q, needs two words: "a, b" for words that mean the same, "a => b" for a that may be written as b`, i+1, line)
		}
	}
	return nil
}

func countWords(list string) (n int) {
	for w := range strings.SplitSeq(strings.ReplaceAll(list, `\,`, "_"), ",") {
		if strings.TrimSpace(w) != "" {
			n++
		}
	}
	return n
}

// checkNames wants every name to mean one thing.
func checkNames(key string, names map[string][]string) *problem {
	if len(names) > maxNames {
		return wrong(key, "%d names are more than %d", len(names), maxNames)
	}
	owner := map[string]string{}
	for _, to := range slices.Sorted(maps.Keys(names)) {
		at := key + "." + bare(to)
		if p := checkText(at, to); p != nil {
			return p
		}
		if len(names[to]) == 0 {
			return wrong(at, "it is to be a list of other names, such as [%q]", strings.ToLower(to)+"-lang")
		}
		if len(names[to]) > maxOthers {
			return wrong(at, "%d other names are more than %d", len(names[to]), maxOthers)
		}
		for _, other := range names[to] {
			if p := checkText(at, other); p != nil {
				return p
			}
			if other == to {
				return wrong(at, "%q is its own other name", other)
			}
			if _, chief := names[other]; chief {
				return wrong(at, "%q stands here as another name of %q and itself has other names; write them all below one", other, to)
			}
			if first, taken := owner[other]; taken {
				return wrong(at, "%q is already another name of %q", other, first)
			}
			owner[other] = to
		}
	}
	return nil
}

func (r *Rules) checkBoost() *problem {
	if f := r.Boost.Fresh; f != nil && !(*f >= 0 && *f <= maxFactor) {
		return wrong("boost.fresh", "%v is no number from 0 to %d", *f, maxFactor)
	}
	for _, of := range []struct {
		key     string
		factors map[string]float64
	}{{"boost.tags", r.Boost.Tags}, {"boost.blogs", r.Boost.Blogs}} {
		if len(of.factors) > maxBoosts {
			return wrong(of.key, "%d factors are more than %d", len(of.factors), maxBoosts)
		}
		for _, name := range slices.Sorted(maps.Keys(of.factors)) {
			at := of.key + "." + bare(name)
			if p := checkText(at, name); p != nil {
				return p
			}
			if f := of.factors[name]; math.IsNaN(f) || f <= 0 || f > maxFactor {
				return wrong(at, "%v is no factor above 0 and up to %d; below 1 it lowers, above 1 it lifts; to take posts out, use [exclude] or [[hide]]", f, maxFactor)
			}
		}
	}
	return nil
}

func (r *Rules) checkExclude() *problem {
	if p := checkWords("exclude.tags", r.Exclude.Tags, maxExcluded); p != nil {
		return p
	}
	if p := checkWords("exclude.paths", r.Exclude.Paths, maxExcluded); p != nil {
		return p
	}
	for _, path := range r.Exclude.Paths {
		u, err := url.Parse(path)
		whole := err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
		if err != nil || !whole && !strings.HasPrefix(path, "/") {
			return wrong("exclude.paths", "%q is to begin with a slash or be a whole address, such as /drafts/ or https://blog.example.com/about", path)
		}
		if strings.Trim(path, "/*") == "" {
			return wrong("exclude.paths", "%q would exclude every post", path)
		}
	}
	return nil
}

func checkChoices(key string, choices []Choice, most int) *problem {
	if len(choices) > maxChoices {
		return wrong(key, "%d queries are more than %d", len(choices), maxChoices)
	}
	seen := map[string]int{}
	for i, c := range choices {
		at := fmt.Sprintf("%s[%d]", key, i+1)
		if p := checkText(at+".query", c.Query); p != nil {
			return p
		}
		query := strings.Join(strings.Fields(Fold(c.Query)), " ")
		if first := seen[query]; first > 0 {
			return wrong(at+".query", "the query %q stands in %s[%d] too; write its posts there", c.Query, key, first)
		}
		seen[query] = i + 1
		if len(c.URLs) == 0 {
			return wrong(at+".urls", `it is to be a list of addresses of posts, such as ["https://blog.example.com/a-post"]`)
		}
		if len(c.URLs) > most {
			return wrong(at+".urls", "%d posts are more than %d", len(c.URLs), most)
		}
		for j, address := range c.URLs {
			u, err := url.Parse(address)
			if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || utf8.RuneCountInString(address) > 2048 {
				return wrong(at+".urls", "%q is no address of a post; write it like https://blog.example.com/a-post", address)
			}
			if slices.Contains(c.URLs[:j], address) {
				return wrong(at+".urls", "%s stands there twice", address)
			}
		}
	}
	return nil
}

// checkBoth refuses what is pinned and hidden for one query.
func (r *Rules) checkBoth() *problem {
	for i, h := range r.Hides {
		for _, p := range r.Pins {
			if Fold(p.Query) != Fold(h.Query) {
				continue
			}
			for _, address := range h.URLs {
				if slices.Contains(p.URLs, address) {
					return wrong(fmt.Sprintf("hide[%d].urls", i+1), "%s is pinned for the same query", address)
				}
			}
		}
	}
	return nil
}

func checkWords(key string, words []string, most int) *problem {
	if len(words) > most {
		return wrong(key, "%d entries are more than %d", len(words), most)
	}
	for i, w := range words {
		if p := checkText(key, w); p != nil {
			return p
		}
		if slices.Contains(words[:i], w) {
			return wrong(key, "%q stands there twice", w)
		}
	}
	return nil
}

// checkText wants a name as a reader could have written it.
func checkText(key, s string) *problem {
	switch {
	case strings.TrimSpace(s) == "":
		return wrong(key, "it is empty")
	case !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }):
		return wrong(key, "%q has a control character in it", s)
	case strings.TrimSpace(s) != s:
		return wrong(key, "%q has a space at its end", s)
	case utf8.RuneCountInString(s) > maxName:
		return wrong(key, "it is longer than %d characters", maxName)
	}
	return nil
}
