package fetch

import (
	"net/http"
	"strings"
)

// Directives are what a page asks of robots, in a meta element or the X-Robots-Tag header. Of several the strictest holds.
type Directives struct {
	NoIndex   bool // not to be found by search
	NoFollow  bool // its links are not to be followed
	NoArchive bool // no copy is to be kept
}

// Or joins two sets of directives.
func (d Directives) Or(e Directives) Directives {
	return Directives{d.NoIndex || e.NoIndex, d.NoFollow || e.NoFollow, d.NoArchive || e.NoArchive}
}

// ParseDirectives reads a comma list such as "noindex, nofollow". Unknown words are ignored.
func ParseDirectives(list string) Directives {
	var d Directives
	for word := range strings.SplitSeq(list, ",") {
		switch strings.ToLower(strings.TrimSpace(word)) {
		case "noindex":
			d.NoIndex = true
		case "nofollow":
			d.NoFollow = true
		case "noarchive", "nocache":
			d.NoArchive = true
		case "none":
			d.NoIndex, d.NoFollow = true, true
		}
	}
	return d
}

// HeaderDirectives reads X-Robots-Tag, of which there may be several, each perhaps for one robot only ("otherbot: noindex").
func HeaderDirectives(h http.Header) Directives {
	var d Directives
	for _, v := range h.Values("X-Robots-Tag") {
		name, rest, named := strings.Cut(v, ":")
		name = strings.ToLower(strings.TrimSpace(name))
		switch {
		case !named || strings.Contains(name, ",") || strings.HasPrefix(name, "max-") || name == "unavailable_after":
			d = d.Or(ParseDirectives(v))
		case name == Product:
			d = d.Or(ParseDirectives(rest))
		}
	}
	return d
}
