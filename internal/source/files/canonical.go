package files

import (
	"regexp"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var absolute = regexp.MustCompile(`^https?://`)

// canonical is the address that a rendered page calls its own; empty where it does not, or only in relation to a blog whose address
// is not known. It stands in the head.
func canonical(page string) string {
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			t := z.Token()
			switch t.DataAtom {
			case atom.Body:
				return ""
			case atom.Link, atom.Meta:
				a := attributes(t)
				if where := a["href"] + a["content"]; (a["rel"] == "canonical" || a["property"] == "og:url") && absolute.MatchString(where) {
					return where
				}
			}
		}
	}
}

func attributes(t html.Token) map[string]string {
	out := map[string]string{}
	for _, a := range t.Attr {
		out[a.Key] = strings.TrimSpace(a.Val)
	}
	return out
}
