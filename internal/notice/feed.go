package notice

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// news is what of a feed matters here: its state, and where it says that news can be had.
type news struct {
	state string   // tells whether posts, titles or dates in it have changed; a feed's own dates, which change at every request, do not count
	hubs  []string // of WebSub, absolute
	self  string   // the address under which hubs know it; empty where it does not say
}

var errNoFeed = errors.New("it is no feed")

// readNews reads Atom, RSS, RDF or JSON Feed at an address.
func readNews(body []byte, at string) (news, error) {
	var n news
	var posts []string
	var err error
	if trimmed := bytes.TrimLeft(body, " \t\r\n\ufeff"); len(trimmed) > 0 && trimmed[0] == '{' {
		posts, err = n.readJSON(trimmed)
	} else {
		posts, err = n.readXML(body)
	}
	if err != nil {
		return news{}, err
	}
	slices.Sort(posts)
	sum := sha256.Sum256([]byte(strings.Join(posts, "\n")))
	n.state = hex.EncodeToString(sum[:])
	n.resolve(at)
	return n, nil
}

// resolve makes the addresses absolute and drops what is none.
func (n *news) resolve(at string) {
	base, err := url.Parse(at)
	if err != nil {
		return
	}
	absolute := func(raw string) string {
		u, err := base.Parse(strings.TrimSpace(raw))
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return ""
		}
		return u.String()
	}
	n.self = absolute(n.self)
	var hubs []string
	for _, h := range n.hubs {
		if h = absolute(h); h != "" && !slices.Contains(hubs, h) {
			hubs = append(hubs, h)
		}
	}
	n.hubs = hubs
}

func (n *news) readJSON(body []byte) ([]string, error) {
	var f struct {
		FeedURL string `json:"feed_url"`
		Hubs    []struct{ Type, URL string }
		Items   []struct {
			ID           any    `json:"id"`
			URL          string `json:"url"`
			Title        string `json:"title"`
			DateModified string `json:"date_modified"`
		}
	}
	if err := json.Unmarshal(body, &f); err != nil || f.Items == nil {
		return nil, errNoFeed
	}
	n.self = f.FeedURL
	for _, h := range f.Hubs {
		if strings.EqualFold(h.Type, "WebSub") {
			n.hubs = append(n.hubs, h.URL)
		}
	}
	var posts []string
	for _, i := range f.Items {
		id, _ := json.Marshal(i.ID) // it was JSON just now
		posts = append(posts, strings.Join([]string{string(id), i.URL, i.Title, i.DateModified}, "\t"))
	}
	return posts, nil
}

// maxDepth is how deep the elements of a feed may lie; XHTML in Atom has some dozens.
const maxDepth = 1000

// readXML goes through the elements: those of a post (item, entry) are taken whole, links elsewhere tell of the feed. Of a feed that is cut
// off, or has a fault further on, the posts before that count; readers show such feeds too.
func (n *news) readXML(body []byte) ([]string, error) {
	d := xml.NewDecoder(bytes.NewReader(body))
	d.Strict, d.Entity, d.AutoClose = false, xml.HTMLEntity, nil
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // it is UTF-8 already
	r := feedReader{news: n}
	for {
		token, err := d.Token()
		if err != nil && !errors.Is(err, io.EOF) && len(r.posts) == 0 || r.depth > maxDepth {
			return nil, errNoFeed
		}
		switch t := token.(type) {
		case xml.StartElement:
			r.start(t)
		case xml.CharData:
			if r.taking > 0 {
				r.post.WriteString(strings.TrimSpace(string(t)))
			}
		case xml.EndElement:
			r.end(t)
		case nil:
			if !r.feed {
				return nil, errNoFeed
			}
			return r.posts, nil
		}
	}
}

// feedReader is where the reading of a feed stands.
type feedReader struct {
	news   *news
	feed   bool             // an element of a feed was met
	posts  []string         // what was taken of each
	post   *strings.Builder // the one being read, nil outside
	depth  int
	taking int // depth of an element of a post whose text counts, 0 outside
}

// isPost says whether an element is a post of a feed.
func isPost(name string) bool { return name == "item" || name == "entry" }

func (r *feedReader) start(t xml.StartElement) {
	r.depth++
	name := strings.ToLower(t.Name.Local)
	switch {
	case name == "rss" || name == "feed" || name == "rdf":
		r.feed = true
	case r.post == nil && isPost(name):
		r.post = &strings.Builder{}
	case r.post == nil && name == "link":
		r.news.link(t)
	case r.post != nil && r.taking == 0 && counts(name):
		r.taking = r.depth
		r.post.WriteString("\t" + attribute(t, "href"))
	}
}

func (r *feedReader) end(t xml.EndElement) {
	if r.post != nil && isPost(strings.ToLower(t.Name.Local)) {
		r.posts = append(r.posts, r.post.String())
		r.post, r.taking = nil, 0
	}
	if r.depth == r.taking {
		r.taking = 0
	}
	r.depth--
}

// counts says whether an element of a post tells that the post is new or has changed. Its text does not: a feed that cuts it, or writes a
// counter of comments into it, would bring news all day.
func counts(name string) bool {
	switch name {
	case "id", "guid", "link", "title", "updated", "pubdate", "published", "date":
		return true
	}
	return false
}

func (n *news) link(t xml.StartElement) {
	switch rel := strings.ToLower(attribute(t, "rel")); {
	case rel == "hub":
		n.hubs = append(n.hubs, attribute(t, "href"))
	case rel == "self" && n.self == "":
		n.self = attribute(t, "href")
	}
}

func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if strings.EqualFold(a.Name.Local, name) {
			return a.Value
		}
	}
	return ""
}

// readLinks takes in what the head of the answer says of hubs, which goes before what the feed says (RFC 8288, WebSub 4).
func (n *news) readLinks(h http.Header, at string) {
	var head news
	for _, line := range h.Values("Link") {
		for part := range strings.SplitSeq(line, ",") {
			address, params, ok := strings.Cut(part, ";")
			address = strings.TrimSpace(address)
			if !ok || !strings.HasPrefix(address, "<") || !strings.HasSuffix(address, ">") {
				continue
			}
			for _, rel := range relations(params) {
				switch strings.ToLower(rel) {
				case "hub":
					head.hubs = append(head.hubs, strings.Trim(address, "<>"))
				case "self":
					head.self = strings.Trim(address, "<>")
				}
			}
		}
	}
	head.resolve(at)
	if len(head.hubs) > 0 {
		n.hubs = head.hubs
	}
	if head.self != "" {
		n.self = head.self
	}
}

// relations are the names of rel among the parameters of a link.
func relations(params string) (all []string) {
	for param := range strings.SplitSeq(params, ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(param), "=")
		if strings.EqualFold(strings.TrimSpace(name), "rel") {
			all = append(all, strings.Fields(strings.Trim(strings.TrimSpace(value), `"`))...)
		}
	}
	return all
}
