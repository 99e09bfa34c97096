package rules

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Format writes rules as TOML in one order; Parse reads them back. Rules that say nothing are nothing.
func (r *Rules) Format() []byte {
	var w writer
	if len(r.Synonyms) > 0 {
		w.list("synonyms", r.Synonyms)
	}
	w.names("tags", r.Tags)
	w.names("authors", r.Authors)
	if r.Boost.Fresh != nil {
		w.table("boost")
		fmt.Fprintf(&w.b, "fresh = %s\n", number(*r.Boost.Fresh))
	}
	w.factors("boost.tags", r.Boost.Tags)
	w.factors("boost.blogs", r.Boost.Blogs)
	if len(r.Suggest.Stop) > 0 {
		w.table("suggest")
		w.list("stop", r.Suggest.Stop)
	}
	if len(r.Exclude.Paths)+len(r.Exclude.Tags) > 0 {
		w.table("exclude")
		w.list("paths", r.Exclude.Paths)
		w.list("tags", r.Exclude.Tags)
	}
	w.choices("pin", r.Pins)
	w.choices("hide", r.Hides)
	return []byte(w.b.String())
}

type writer struct{ b strings.Builder }

func (w *writer) table(name string) {
	if w.b.Len() > 0 {
		w.b.WriteByte('\n')
	}
	w.b.WriteString("[" + name + "]\n")
}

func (w *writer) names(name string, names map[string][]string) {
	if len(names) == 0 {
		return
	}
	w.table(name)
	for _, to := range slices.Sorted(maps.Keys(names)) {
		w.list(quoted(to), names[to])
	}
}

func (w *writer) factors(name string, factors map[string]float64) {
	if len(factors) == 0 {
		return
	}
	w.table(name)
	for _, of := range slices.Sorted(maps.Keys(factors)) {
		fmt.Fprintf(&w.b, "%s = %s\n", quoted(of), number(factors[of]))
	}
}

func (w *writer) choices(name string, choices []Choice) {
	for _, c := range choices {
		w.table("[" + name + "]")
		fmt.Fprintf(&w.b, "query = %s\n", quoted(c.Query))
		w.list("urls", c.URLs)
	}
}

// lineWidth is up to how many bytes a list is written in one line.
const lineWidth = 100

func (w *writer) list(key string, items []string) {
	if len(items) == 0 {
		return
	}
	all := make([]string, len(items))
	for i, s := range items {
		all[i] = quoted(s)
	}
	if one := key + " = [" + strings.Join(all, ", ") + "]"; len(one) <= lineWidth {
		w.b.WriteString(one + "\n")
		return
	}
	w.b.WriteString(key + " = [\n  " + strings.Join(all, ",\n  ") + ",\n]\n")
}

// number writes a factor so that TOML reads it as a number with a fraction.
func number(f float64) string {
	s := strconv.FormatFloat(f, 'g', -1, 64)
	if !strings.ContainsAny(s, ".e") {
		s += ".0"
	}
	return s
}

// quoted writes text as a basic string of TOML.
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// Filled gives the rules with empty lists and tables in place of none, as JSON wants them.
func (r *Rules) Filled() *Rules {
	out := *r
	for _, list := range []*[]string{&out.Synonyms, &out.Suggest.Stop, &out.Exclude.Paths, &out.Exclude.Tags} {
		if *list == nil {
			*list = []string{}
		}
	}
	for _, names := range []*map[string][]string{&out.Tags, &out.Authors} {
		if *names == nil {
			*names = map[string][]string{}
		}
	}
	for _, factors := range []*map[string]float64{&out.Boost.Tags, &out.Boost.Blogs} {
		if *factors == nil {
			*factors = map[string]float64{}
		}
	}
	for _, choices := range []*[]Choice{&out.Pins, &out.Hides} {
		if *choices == nil {
			*choices = []Choice{}
		}
	}
	return &out
}
