package web_test

import (
	"strings"
	"testing"

	"github.com/fumikura/fumikura/web"
)

// guideTopics is a small guide with what is hard to show on a narrow page.
func guideTopics() []web.Topic {
	return []web.Topic{
		{Name: "start", Lang: "ja", Title: "はじめに", HTML: `<p><a href="proxy.ja.md#tls">プロキシ</a></p>`},
		{Name: "start", Lang: "en", Title: "Start", HTML: `<p><a href="proxy.en.md">proxy</a></p>`},
		{Name: "proxy", Lang: "ja", Title: "プロキシ", HTML: `<h2 id="tls">TLS</h2><table><tr><td><code>serve.trusted_proxies_and_a_long_name_of_a_key</code></td><td>長い説明を書くところです</td></tr></table><pre><code>curl -sf -H 'X-Forwarded-Proto: https' http://127.0.0.1:8080/opensearch.xml</code></pre>`},
	}
}

func TestTheGuideIsShownInTheReadersLanguage(t *testing.T) {
	server := serve(t, web.Options{Guide: guideTopics(), Base: "https://www.example.com/search-blog"})
	for path, want := range map[string]string{
		"/guide":             `<a href="/search-blog/guide/start">はじめに</a>`,
		"/guide/start":       `<a href="/search-blog/guide/proxy#tls">`,
		"/guide/start?hl=en": `<a href="/search-blog/guide/proxy?hl=en">`,
	} {
		if got := get(t, server.URL+path, "Accept-Language: ja"); got.StatusCode != 200 || !strings.Contains(got.body, want) {
			t.Errorf("%s answers %d without %s", path, got.StatusCode, want)
		}
	}
	if got := get(t, server.URL+"/guide/proxy?hl=en"); got.StatusCode != 404 { // not written in it
		t.Errorf("a topic that is not there answers %d", got.StatusCode)
	}
	if got := get(t, serve(t, web.Options{}).URL+"/guide"); got.StatusCode != 404 {
		t.Errorf("without a guide /guide answers %d", got.StatusCode)
	}
}
