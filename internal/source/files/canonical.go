package files

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// canonical is the address that a rendered page calls its own; empty where it does not. It stands in the head.
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
				if a := attributes(t); a["rel"] == "canonical" || a["property"] == "og:url" {
					return a["href"] + a["content"]
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
