package main

import (
	"crypto/x509"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/fetch"
	"github.com/fumikura/fumikura/internal/ingest"
)

// blogConfig is a blog that needs more than its address. In headers, basic_auth, cookies and proxy, $NAME and ${NAME} stand for the
// environment variable, so that no secret has to lie in the file; $$ is a dollar sign.
type blogConfig struct {
	URL       string            `toml:"url"`
	Include   []string          `toml:"include"`
	Exclude   []string          `toml:"exclude"`
	Headers   map[string]string `toml:"headers"`
	BasicAuth string            `toml:"basic_auth"`
	Cookies   map[string]string `toml:"cookies"`
	UserAgent string            `toml:"user_agent"`
	CA        string            `toml:"ca"`
	Proxy     string            `toml:"proxy"`
	Rate      float64           `toml:"rate"`
	Author    string            `toml:"author"`
	Lang      string            `toml:"lang"`
	Zone      string            `toml:"zone"`
	Private   bool              `toml:"private"`
}

// blogExample stands in the file that init writes.
const blogExample = `
# A blog that needs more than its address. $NAME in headers, basic_auth, cookies and proxy is the environment variable NAME.
# [[blog]]
# url = "https://blog.example.com/"     # its front page; reindex visits it
# include = ["/entry/"]                 # posts lie at these paths only: as in robots.txt, * is anything and $ the end
# exclude = ["/entry/draft-*", "/*.pdf$"]
# headers = { X-Token = "$BLOG_TOKEN" }
# basic_auth = "$BLOG_USER:$BLOG_PASSWORD"
# cookies = { session = "$BLOG_SESSION" }
# user_agent = "Example-Search/1.0"     # robots.txt knows the program as fumikura all the same
# ca = "company-ca.pem"                 # certificate authorities to trust instead of the system's
# proxy = "http://proxy.example.com:3128"
# rate = 5.0                            # requests a second; 0: as crawl.rate says
# author = "Editors"                    # of posts that name none
# lang = "ja"                           # of all posts
# zone = "Asia/Tokyo"                   # of dates that name none
# private = true                        # it may have moved into a private network
`

// checkBlogs checks every [[blog]], so far as that can be done without the environment.
func (c *config) checkBlogs() error {
	for i, b := range c.Blog {
		key := fmt.Sprintf("blog[%d].", i+1)
		if f, ok := errors.AsType[fault](b.check()); ok {
			return fault{key + f.key, f.err}
		}
		for _, other := range c.Blog[:i] {
			if blog.SameBlog(other.URL, b.URL) {
				return faultf(key+"url", "is %s, which is there twice", withoutUser(b.URL))
			}
		}
	}
	return nil
}

// check gives a fault, or nil.
func (b blogConfig) check() error {
	if b.URL == "" {
		return faultf("url", "is missing: the address of the blog's front page")
	}
	if _, err := siteAddresses([]string{b.URL}); err != nil {
		return fault{"url", fmt.Errorf("is no address to visit: %w", err)}
	}
	if b.Rate < 0 || math.IsNaN(b.Rate) || math.IsInf(b.Rate, 0) {
		return faultf("rate", "is to be a number of requests a second; 0 is that of crawl.rate")
	}
	if _, err := b.zone(); err != nil {
		return fault{"zone", err}
	}
	if strings.Trim(b.Lang, "abcdefghijklmnopqrstuvwxyz") != "" {
		return faultf("lang", "is %q; write it like ja or en", b.Lang)
	}
	for name := range b.Headers {
		if oneOf(http.CanonicalHeaderKey(name), "Host", "Content-Length", "Accept-Encoding", "Connection") {
			return faultf("headers."+name, "is not to be set")
		}
	}
	return nil
}

func (b blogConfig) zone() (*time.Location, error) {
	if b.Zone == "" {
		return nil, nil
	}
	zone, err := time.LoadLocation(b.Zone)
	if err != nil {
		return nil, fmt.Errorf("is %q; write it like Asia/Tokyo", b.Zone)
	}
	return zone, nil
}

// blogOf gives what the configuration says of a blog; the zero blogConfig where it says nothing.
func (c *config) blogOf(site string) blogConfig {
	for _, b := range c.Blog {
		if blog.SameBlog(b.URL, site) {
			return b
		}
	}
	return blogConfig{}
}

// blogDefaults is what the configuration says of the posts of each blog.
func (c *config) blogDefaults() map[string]ingest.Defaults {
	all := map[string]ingest.Defaults{}
	for _, b := range c.Blog {
		zone, err := b.zone()
		sites, e := siteAddresses([]string{b.URL})
		if err == nil && e == nil && (b.Author != "" || b.Lang != "" || zone != nil) { // the rest was refused when it was read
			all[sites[0]] = ingest.Defaults{Author: b.Author, Lang: b.Lang, Zone: zone}
		}
	}
	return all
}

// patterns reads include or exclude.
func patterns(list []string) []fetch.Pattern {
	var out []fetch.Pattern
	for _, s := range list {
		out = append(out, fetch.ParsePattern(s))
	}
	return out
}

// options adds what the configuration says of the blog to those of its client.
func (b blogConfig) options(o fetch.Options, getenv func(string) string) (fetch.Options, error) {
	x := expander{getenv: getenv}
	o.Agent = b.UserAgent
	if b.Rate > 0 {
		o.Rate = b.Rate
	}
	o.Credentials.Header = http.Header{}
	for name, value := range b.Headers {
		o.Credentials.Header.Set(name, x.expand(value))
	}
	var cookies []string
	for name, value := range b.Cookies {
		cookies = append(cookies, (&http.Cookie{Name: name, Value: x.expand(value)}).String())
	}
	if len(cookies) > 0 {
		o.Credentials.Header.Set("Cookie", strings.Join(cookies, "; "))
	}
	if b.BasicAuth != "" {
		var ok bool
		o.Credentials.User, o.Credentials.Password, ok = strings.Cut(x.expand(b.BasicAuth), ":")
		if x.missing == "" && (!ok || o.Credentials.User == "") {
			return o, errors.New(`basic_auth is to be "name:password"`)
		}
	}
	if b.Proxy != "" {
		u, err := url.Parse(x.expand(b.Proxy))
		if err != nil || u.Host == "" || !oneOf(u.Scheme, "http", "https", "socks5") {
			return o, errors.New("proxy is to be an address such as http://proxy.example.com:3128")
		}
		o.Proxy = u
	}
	if x.missing != "" {
		return o, fmt.Errorf("the environment variable %s is not set", x.missing)
	}
	return b.trust(o)
}

// trust reads the certificate authorities.
func (b blogConfig) trust(o fetch.Options) (fetch.Options, error) {
	if b.CA == "" {
		return o, nil
	}
	pem, err := os.ReadFile(b.CA)
	if err != nil {
		return o, fmt.Errorf("ca: %w", err)
	}
	o.Roots = x509.NewCertPool()
	if !o.Roots.AppendCertsFromPEM(pem) {
		return o, fmt.Errorf("ca: there is no certificate in %s", b.CA)
	}
	return o, nil
}

// expander puts environment variables into values, and keeps the first that is not set.
type expander struct {
	getenv  func(string) string
	missing string
}

func (x *expander) expand(s string) string {
	return os.Expand(s, func(name string) string {
		if name == "$" {
			return "$"
		}
		value := x.getenv(name)
		if value == "" && x.missing == "" {
			x.missing = name
		}
		return value
	})
}

// withoutUser is an address as it may be shown.
func withoutUser(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "an address that cannot be read"
	}
	return u.Redacted()
}
