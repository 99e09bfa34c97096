package page_test

import (
	"net/url"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/page"
)

func TestASignOfThePageIsReadFromItsMarkup(t *testing.T) {
	const text = "<p>a</p><p>b</p><p>c</p>"
	for name, c := range map[string]struct {
		html string
		want page.Sign
	}{
		"a template that calls every page a blog says nothing of one": {`<meta property="og:type" content="blog"><article><h1>a</h1>` + text + `</article>`, page.NoSign},
		"one that calls a page of entries a blog is right":            {`<meta property="og:type" content="blog"><article><h2><a href="/1">a</a></h2></article>`, page.SignList},
		"a posting in JSON-LD":                    {`<script type="application/ld+json">{"@type":"BlogPosting"}</script>` + text, page.SignPost},
		"a kind of article in JSON-LD":            {`<script type="application/ld+json">{"@type":"https://schema.org/OpinionNewsArticle"}</script>` + text, page.SignPost},
		"a collection in JSON-LD":                 {`<script type="application/ld+json">{"@graph":[{"@type":"CollectionPage"}]}</script>`, page.SignList},
		"a blog that JSON-LD merely names":        {`<script type="application/ld+json">{"@type":"Blog","name":"x"}</script>` + text, page.NoSign},
		"the body of a post of WordPress":         {`<body class="post-template single single-post">`, page.SignPost},
		"an archive of WordPress":                 {`<meta name="generator" content="WordPress 6"><body class="archive">`, page.SignList},
		"a class that is a common word elsewhere": {`<body class="archive">` + text, page.NoSign},
	} {
		if got := page.Read([]byte(c.html), &url.URL{Scheme: "https", Host: "x.example", Path: "/a"}).Sign(); got != c.want {
			t.Errorf("%s: sign %d, want %d", name, got, c.want)
		}
	}
}

func TestAnAddressIsLikeItsKind(t *testing.T) {
	for address, want := range map[string]page.Likeness{
		"/posts/cards/": page.LikePage, "/categories/house/attic/": page.LikeList, "/tags/wood/": page.LikeList, "/2021/03/": page.LikeIndex, "/a.png": page.LikeFile,
		"/category/house/cards.html": page.LikePage, "/feed/": page.LikeOther, "/page/2/": page.LikeList,
	} {
		if got := page.LikenessOf(&url.URL{Path: address}, "/"); got != want {
			t.Errorf("%s: %d, want %d", address, got, want)
		}
	}
}

func TestAbbreviationsOfZonesHaveTheirMeaning(t *testing.T) {
	at, err := time.Parse(time.RFC1123, "Mon, 01 Mar 2021 10:00:00 JST")
	if err != nil {
		t.Fatal(err)
	}
	if got := page.Named(at).UTC().Format(time.RFC3339); got != "2021-03-01T01:00:00Z" {
		t.Errorf("ten o'clock in Japan is %s", got)
	}
	if _, known := page.Zone("XYZ"); known {
		t.Error("a zone that there is not is known")
	}
}
