package notice_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/fumikura/fumikura/internal/fetch"
	"github.com/fumikura/fumikura/internal/notice"
)

const rss = `<?xml version="1.0"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>ブログ</title>LINKS<lastBuildDate>%s</lastBuildDate>%s</channel></rss>`

func item(n int) string {
	return fmt.Sprintf(`<item><title>記事 %d</title><link>https://blog.example.com/entry/%d</link><guid>%d</guid><description><![CDATA[<a href="x">本文</a>]]></description></item>`, n, n, n)
}

// house is a blog, a hub and a watcher, each a server on this machine.
type house struct {
	t            *testing.T
	blog, hub    *httptest.Server
	watcher      *notice.Watcher
	callbacks    *httptest.Server
	news, asked  chan string
	subscribed   chan url.Values
	mu           sync.Mutex
	links, items string
	kept         []byte
	head         http.Header
	refuse       int
}

func newHouse(t *testing.T) *house {
	h := &house{t: t, news: make(chan string, 100), asked: make(chan string, 1000), subscribed: make(chan url.Values, 100), items: item(1), head: http.Header{}}
	h.blog = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/feed" {
			http.NotFound(w, r)
			return
		}
		h.mu.Lock()
		defer h.mu.Unlock()
		for name, values := range h.head {
			w.Header()[name] = values
		}
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprintf(w, strings.Replace(rss, "LINKS", h.links, 1), time.Now(), h.items)
		h.asked <- r.URL.Path
	}))
	t.Cleanup(h.blog.Close)
	h.hub = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		h.mu.Lock()
		defer h.mu.Unlock()
		if r.Method != http.MethodPost || r.Header.Get("Authorization") != "" {
			t.Errorf("the hub is asked with %s, %v", r.Method, r.Header)
		}
		if h.refuse > 0 {
			http.Error(w, "no such topic", h.refuse)
		} else {
			w.WriteHeader(http.StatusAccepted)
		}
		h.subscribed <- r.PostForm
	}))
	t.Cleanup(h.hub.Close)
	h.watcher = &notice.Watcher{
		Feeds: func(context.Context) ([]notice.Feed, error) {
			h.mu.Lock()
			defer h.mu.Unlock()
			return []notice.Feed{{Site: h.blog.URL + "/", URL: h.blog.URL + "/feed", Kept: h.kept}}, nil
		},
		Client: func(string) (*fetch.Client, error) {
			return fetch.New(fetch.Options{Credentials: fetch.Credentials{User: "owner", Password: "secret"}}), nil
		},
		News: func(site string) { h.news <- site }, Every: 50 * time.Millisecond, Log: slog.New(slog.DiscardHandler),
	}
	h.callbacks = httptest.NewServer(h.watcher)
	t.Cleanup(h.callbacks.Close)
	return h
}

func (h *house) withHub() *house {
	h.watcher.Callback = h.callbacks.URL + "/websub"
	h.links = fmt.Sprintf(`<atom:link rel="self" href="%s/feed"/><atom:link rel="hub" href="%s/"/>`, h.blog.URL, h.hub.URL)
	return h
}

func (h *house) run() {
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		h.watcher.Run(ctx)
		close(ended)
	}()
	h.t.Cleanup(func() {
		stop()
		<-ended
	})
}

func (h *house) write(items string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.items = items
}

// looks waits until the feed was asked so many times more.
func (h *house) looks(n int) {
	for range n {
		<-h.asked
	}
}

func (h *house) quiet(why string) {
	h.t.Helper()
	select {
	case site := <-h.news:
		h.t.Errorf("%s: news of %s", why, site)
	default:
	}
}

func TestANewPostInTheFeedIsNoticed(t *testing.T) {
	h := newHouse(t)
	h.run()
	h.looks(3)
	h.quiet("a date of the feed alone has changed")
	h.write(item(2) + item(1))
	if site := <-h.news; site != h.blog.URL+"/" {
		t.Errorf("news of %s", site)
	}
	h.looks(3)
	h.quiet("it was told once")
	h.write(strings.ReplaceAll(item(2)+item(1), "本文", "本文 3 件のコメント"))
	h.looks(3)
	h.quiet("the text of a post counts comments")
	h.write(strings.ReplaceAll(item(2)+item(1), "記事 1", "改題"))
	<-h.news
}

func TestWhatCameWhileNobodyWatchedIsNoticed(t *testing.T) {
	h := newHouse(t)
	h.kept = fmt.Appendf(nil, strings.Replace(rss, "LINKS", "", 1), "yesterday", item(1))
	h.items = item(2) + item(1)
	h.run()
	<-h.news
	h.mu.Lock()
	h.kept = fmt.Appendf(nil, strings.Replace(rss, "LINKS", "", 1), "now", h.items)
	h.mu.Unlock()
	h.looks(3)
	h.quiet("the run has read it")
}

func send(t *testing.T, method, address, body string, header ...string) (int, string) {
	t.Helper()
	r, err := http.NewRequest(method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if len(header) > 0 {
		r.Header.Set("X-Hub-Signature", header[0])
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

func sign(name string, sum func() hash.Hash, secret, body string) string {
	mac := hmac.New(sum, []byte(secret))
	mac.Write([]byte(body))
	return name + "=" + hex.EncodeToString(mac.Sum(nil))
}

func TestAHubTellsOfNews(t *testing.T) {
	h := newHouse(t).withHub()
	h.run()
	form := <-h.subscribed
	callback, topic := form.Get("hub.callback"), h.blog.URL+"/feed"
	if form.Get("hub.mode") != "subscribe" || form.Get("hub.topic") != topic || len(form.Get("hub.secret")) < 20 || !strings.HasPrefix(callback, h.callbacks.URL+"/websub/") || form.Get("hub.lease_seconds") != "864000" {
		t.Fatalf("the hub is asked %v", form)
	}
	verify := func(mode, topic, challenge string) (int, string) {
		return send(t, "GET", callback+"?"+url.Values{"hub.mode": {mode}, "hub.topic": {topic}, "hub.challenge": {challenge}, "hub.lease_seconds": {"3600"}}.Encode(), "")
	}
	for name, c := range map[string]struct{ mode, topic, challenge string }{
		"another topic":                {"subscribe", "https://evil.example/feed", "x"},
		"an end that nobody asked for": {"unsubscribe", topic, "x"},
		"no challenge":                 {"subscribe", topic, ""},
	} {
		if status, said := verify(c.mode, c.topic, c.challenge); status != 404 || said == "x" {
			t.Errorf("%s is confirmed: %d %s", name, status, said)
		}
	}
	if status, said := verify("subscribe", topic, "challenge&<x>"); status != 200 || said != "challenge&<x>" {
		t.Errorf("the challenge comes back as %d %q", status, said)
	}
	if status, _ := send(t, "GET", h.callbacks.URL+"/websub/other?hub.mode=subscribe&hub.topic="+url.QueryEscape(topic)+"&hub.challenge=x", ""); status != 410 {
		t.Errorf("a subscription nobody made: %d", status)
	}

	body := "<rss>anything</rss>"
	for name, signature := range map[string]string{
		"none": "", "of another secret": sign("sha256", sha256.New, "x", body), "of another body": sign("sha256", sha256.New, form.Get("hub.secret"), "x"),
		"of no method": "md5=00", "cut": sign("sha256", sha256.New, form.Get("hub.secret"), body)[:40],
	} {
		if status, _ := send(t, "POST", callback, body, signature); status/100 != 2 {
			t.Errorf("signature %s: %d tells whoever sent it", name, status)
		}
		h.quiet("signature " + name)
	}
	for _, signature := range []string{sign("sha256", sha256.New, form.Get("hub.secret"), body), sign("sha1", sha1.New, form.Get("hub.secret"), body)} {
		if status, _ := send(t, "POST", callback, body, signature); status/100 != 2 {
			t.Errorf("a delivery: %d", status)
		}
		if site := <-h.news; site != h.blog.URL+"/" {
			t.Errorf("news of %s", site)
		}
	}
	if status, _ := send(t, "POST", callback, strings.Repeat("x", 6<<20), "sha256=00"); status != 413 {
		t.Errorf("a delivery that is too large: %d", status)
	}

	// Before the lease of an hour ends it is renewed, at the same callback.
	h.watcher.Renew(t.Context(), time.Now().Add(30*time.Minute))
	if len(h.subscribed) > 0 {
		t.Error("it is renewed before it is due")
	}
	h.watcher.Renew(t.Context(), time.Now().Add(50*time.Minute))
	if again := <-h.subscribed; again.Get("hub.callback") != callback || again.Get("hub.secret") != form.Get("hub.secret") {
		t.Errorf("it is renewed as %v", again)
	}
}

func TestAHubThatRefusesIsAskedAgainLater(t *testing.T) {
	h := newHouse(t).withHub()
	h.refuse = http.StatusNotFound
	h.run()
	<-h.subscribed
	h.looks(3)
	if len(h.subscribed) > 0 {
		t.Error("it is asked again at once")
	}
	h.write(item(2) + item(1))
	<-h.news                     // the feed is asked all the same
	for len(h.subscribed) == 0 { // the refusal may be on its way still
		h.watcher.Renew(t.Context(), time.Now().Add(2*time.Minute))
		time.Sleep(10 * time.Millisecond)
	}
}

func TestAHubInTheHeadGoesBeforeThatInTheFeed(t *testing.T) {
	h := newHouse(t).withHub()
	h.links = `<atom:link rel="hub" href="http://127.0.0.1:1/"/>`
	h.head.Add("Link", fmt.Sprintf(`<%s/hub>; rel="hub", </feed?x=1>; rel=self`, h.hub.URL))
	h.run()
	if form := <-h.subscribed; form.Get("hub.topic") != h.blog.URL+"/feed?x=1" {
		t.Errorf("topic %s", form.Get("hub.topic"))
	}
}

func TestFeedsInEveryFormAreRead(t *testing.T) {
	forms := map[string][2]string{
		"Atom": {`<feed xmlns="http://www.w3.org/2005/Atom"><updated>%d</updated><link rel="hub" href="HUB"/><entry><id>1</id><title type="xhtml"><div>題 <b>名</b></div></title><link href="https://b.example/1"/><updated>2020-01-01</updated></entry></feed>`,
			`<feed xmlns="http://www.w3.org/2005/Atom"><updated>%d</updated><link rel="hub" href="HUB"/><entry><id>1</id><title type="xhtml"><div>題 <b>名</b></div></title><link href="https://b.example/1"/><updated>2020-01-02</updated></entry></feed>`},
		"RDF": {`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="http://www.w3.org/2005/Atom"><channel><a:link rel="hub" href="HUB"/></channel><item><link>1</link></item></rdf:RDF><!-- %d -->`,
			`<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="http://www.w3.org/2005/Atom"><channel><a:link rel="hub" href="HUB"/></channel><item><link>1</link></item><item><link>2</link></item></rdf:RDF><!-- %d -->`},
		"JSON Feed": {`{"version":"%d","hubs":[{"type":"rssCloud","url":"http://127.0.0.1:1/"},{"type":"WebSub","url":"HUB"}],"items":[{"id":"1","title":"a"}]}`,
			`{"version":"%d","hubs":[{"type":"WebSub","url":"HUB"}],"items":[{"id":"1","title":"b"}]}`},
	}
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t).withHub()
			n, now := 0, 0
			h.blog.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/feed" {
					http.NotFound(w, r)
					return
				}
				h.mu.Lock()
				defer h.mu.Unlock()
				n++
				fmt.Fprintf(w, strings.ReplaceAll(form[now], "HUB", h.hub.URL), n)
				h.asked <- ""
			})
			h.run()
			<-h.subscribed
			h.looks(2)
			h.quiet("nothing is new")
			h.mu.Lock()
			now = 1
			h.mu.Unlock()
			<-h.news
		})
	}
}

func TestWhatIsNoFeedIsLeftAlone(t *testing.T) {
	for _, body := range []string{"", "{}", "[]", "<html><link rel=hub href=HUB></html>", "not <a", `<rss><channel><link rel="hub" href="javascript:alert(1)"/>`, strings.Repeat("<a>", 5000)} {
		h := newHouse(t).withHub()
		h.blog.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, strings.ReplaceAll(body, "HUB", h.hub.URL))
			h.asked <- ""
		})
		h.run()
		h.looks(3)
		h.quiet(body[:min(len(body), 20)])
		if len(h.subscribed) > 0 {
			t.Errorf("%.20q: a hub is asked", body)
		}
	}
}

func TestAPublicBlogLeadsToNoHubInAPrivateNetwork(t *testing.T) {
	h := newHouse(t).withHub()
	// A transport that answers for a blog out there, and takes note of where else it is asked to go.
	var mu sync.Mutex
	var went []string
	h.watcher.Feeds = func(context.Context) ([]notice.Feed, error) {
		return []notice.Feed{{Site: "http://blog.example.com/", URL: "http://blog.example.com/feed"}}, nil
	}
	h.watcher.Client = func(string) (*fetch.Client, error) {
		return fetch.New(fetch.Options{Rate: -1, Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			mu.Lock()
			defer mu.Unlock()
			went = append(went, r.URL.Host)
			w := httptest.NewRecorder()
			if r.URL.Path == "/feed" {
				fmt.Fprintf(w, strings.Replace(rss, "LINKS", h.links, 1), "now", item(1))
				h.asked <- ""
			} else {
				w.WriteHeader(http.StatusNotFound)
			}
			return w.Result(), nil
		})}), nil
	}
	h.run()
	h.looks(5)
	mu.Lock()
	defer mu.Unlock()
	if slices.ContainsFunc(went, func(host string) bool { return host != "blog.example.com" }) {
		t.Errorf("it went to %v", went)
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
