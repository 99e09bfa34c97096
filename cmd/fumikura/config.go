package main

import (
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"math"
	"os"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

// configName is looked for in the working folder when --config and FUMIKURA_CONFIG say nothing.
const configName = "fumikura.toml"

// config is all that an owner may say. Every key has a default that suits the usual blog, an environment variable
// (FUMIKURA_SERVE_ADDR for serve.addr) and a line in the file that `fumikura init` writes, made from the doc tags here.
type config struct {
	Data     string        `toml:"data" doc:"The folder that holds everything Fumikura keeps."`
	Blogs    []string      `toml:"blogs" doc:"Addresses that reindex visits besides the remembered ones. Empty: only those."`
	Engine   string        `toml:"engine" doc:"bleve, which is built in, or opensearch for a cluster."`
	Synonyms string        `toml:"synonyms" doc:"A file of words that mean the same, in Solr's format (a, b => c) or Sudachi's; fumikura rules import-synonyms takes it into the rules instead. Empty: none."`
	Log      logConfig     `toml:"log"`
	Crawl    crawlConfig   `toml:"crawl"`
	Serve    serveConfig   `toml:"serve"`
	Page     pageConfig    `toml:"page"`
	Import   importConfig  `toml:"import"`
	Cluster  clusterConfig `toml:"opensearch"`
	Blog     []blogConfig  `toml:"blog" doc:"Blogs that need more than an address: [[blog]] with the keys shown at the end of this file."`

	from valueSources `toml:"-"` // where the values come from that are not the defaults
}

// allBlogs are the addresses of the blogs that the configuration names.
func (c *config) allBlogs() []string {
	all := slices.Clone(c.Blogs)
	for _, b := range c.Blog {
		all = append(all, b.URL)
	}
	return all
}

type logConfig struct {
	Format string `toml:"format" doc:"text or json."`
	Level  string `toml:"level" doc:"debug, info, warn or error."`
}

type crawlConfig struct {
	Rate    float64  `toml:"rate" doc:"Requests a second to one host. 0: two, and no limit on this machine; robots.txt may ask for fewer."`
	Timeout duration `toml:"timeout" doc:"How long one attempt to fetch a page may take. 0: 90s."`

	MaxRequests int      `toml:"max_requests" doc:"How many addresses one run asks for on one blog; the next run goes on. 0: 50000."`
	MaxTime     duration `toml:"max_time" doc:"How long one run may read one blog; the next run goes on. 0: 6h."`
}

type serveConfig struct {
	Addr        string   `toml:"addr" doc:"Where serve listens."`
	Base        string   `toml:"base" doc:"The public address of the search, such as https://search.example.com. Empty: taken from each request."`
	Refresh     duration `toml:"refresh" doc:"How often serve runs reindex by itself, such as 15m. 0: never."`
	Poll        duration `toml:"poll" doc:"How often serve asks the feeds of the blogs alone, and reads a blog whose feed has something new; where base is set, hubs that feeds name tell it at once. 0: every 4m where refresh is set, else never."`
	RateLimit   float64  `toml:"rate_limit" doc:"API requests a second from one address. 0: no limit."`
	Burst       int      `toml:"burst" doc:"Requests that one address may make at once before the limit bites. 0: 60."`
	Proxies     []string `toml:"trusted_proxies" doc:"Networks whose forwarding headers are believed, such as 10.0.0.0/8. Empty: this machine only."`
	Origins     []string `toml:"origins" doc:"Sites besides the blogs that may call the API from a browser. Empty: none."`
	Token       string   `toml:"token" doc:"The bearer token that POST /api/v1/reindex asks for. Empty: no reindex over HTTP."`
	DeskToken   string   `toml:"desk_token" doc:"What the owner signs in with at /desk, 16 characters or more. Empty: serve.token; without either there is no desk."`
	AdminAddr   string   `toml:"admin_addr" doc:"An address for /desk and /metrics alone, such as 127.0.0.1:8081; serve.addr then has neither. Empty: both are at serve.addr."`
	QueryCounts bool     `toml:"query_counts" doc:"Count by the hour what is searched, without addresses, for fumikura queries and the desk; kept for 90 days."`
	Clicks      bool     `toml:"clicks" doc:"Count by the hour which results are opened, without addresses; links of results then lead through a redirect at /out. Needs query_counts."`
	QueryLog    string   `toml:"query_log" doc:"A file that keeps what was searched, without addresses, for fumikura queries. Empty: nothing is kept."`
	MCP         bool     `toml:"mcp" doc:"Let agents search by the Model Context Protocol at /mcp; they only read, under the limits of the API."`
	Review      bool     `toml:"review" doc:"A reindex waits for approval: fumikura status shows what is different, fumikura publish publishes it."`
	Posts       bool     `toml:"posts" doc:"Show the kept text of a post at /posts/ID."`
	Guide       bool     `toml:"guide" doc:"Show the guide of Fumikura at /guide."`
}

type pageConfig struct {
	Title  string `toml:"title" doc:"The name on the search page. Empty: the blog's own, or Fumikura for several blogs."`
	Accent string `toml:"accent" doc:"The accent colour, such as #0a6cbd. Empty: the house's own."`
	Logo   string `toml:"logo" doc:"The address of a picture beside the name. Empty: none."`
	Links  []link `toml:"links" doc:"Links at the top of the page: [[page.links]] with title and url. Empty: the blog."`
	Images bool   `toml:"images" doc:"Show a small picture beside a post, loaded from where the blog keeps it."`
}

type link struct {
	Title string `toml:"title"`
	URL   string `toml:"url"`
}

type importConfig struct {
	Zone string `toml:"zone" doc:"The time zone of dates in imported files that name none, such as Asia/Tokyo. Empty: this machine's."`
}

func defaultConfig() config {
	return config{
		Data:   "fumikura-data",
		Engine: engineBleve,
		Log:    logConfig{Format: "text", Level: "info"},
		Serve:  serveConfig{Addr: "127.0.0.1:8080", RateLimit: 10, Posts: true, QueryCounts: true, Guide: true},
		Page:   pageConfig{Images: true},
	}
}

// loadConfig reads the file named, or fumikura.toml where there is one, then the environment.
func loadConfig(named string, env environment) (config, error) {
	c := defaultConfig()
	c.from = valueSources{}
	path := named
	if path == "" {
		path = configName
	}
	body, err := os.ReadFile(path)
	switch {
	case err == nil:
		if err := decodeConfig(body, path, &c); err != nil {
			return c, fmt.Errorf("%w: %s: %w", blog.ErrUsage, path, err)
		}
	case named == "" && errors.Is(err, fs.ErrNotExist):
	default:
		return c, fmt.Errorf("%w: the configuration cannot be read: %w", blog.ErrUsage, err)
	}
	if err := c.setFromEnv(reflect.ValueOf(&c).Elem(), "", env.get); err != nil {
		return c, fmt.Errorf("%w: %w", blog.ErrUsage, err)
	}
	if err := env.check(&c); err != nil {
		return c, fmt.Errorf("%w: %w", blog.ErrUsage, err)
	}
	if err := c.check(); err != nil {
		return c, err
	}
	return c, c.located(c.checkFiles())
}

// check refuses values that no key takes. What it says begins with where the value comes from.
func (c *config) check() error {
	return c.located(c.faults())
}

// located puts before a fault where its value comes from.
func (c *config) located(err error) error {
	if f, ok := errors.AsType[fault](err); ok {
		return fmt.Errorf("%w: %s%w", blog.ErrUsage, c.from.place(f.key), err)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", blog.ErrUsage, err)
	}
	return nil
}

// fault is what is wrong with the value of a key.
type fault struct {
	key string
	err error
}

// Error names the key as the owner writes it.
func (f fault) Error() string { return shown(strings.Split(f.key, ".")) + " " + f.err.Error() }

// Unwrap gives what is wrong.
func (f fault) Unwrap() error { return f.err }

func faultf(key, format string, args ...any) error { return fault{key, fmt.Errorf(format, args...)} }

func (c *config) faults() error {
	if !oneOf(c.Log.Format, "text", "json") {
		return faultf("log.format", "is %q; it may be text or json", c.Log.Format)
	}
	if !oneOf(c.Log.Level, "debug", "info", "warn", "error") {
		return faultf("log.level", "is %q; it may be debug, info, warn or error", c.Log.Level)
	}
	if err := c.checkNumbers(); err != nil {
		return err
	}
	for _, check := range []func() error{c.checkEngine, c.checkServe, c.checkDesk, c.checkBlogs} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

// checkNumbers refuses numbers that mean nothing, in the order of the file that init writes.
func (c *config) checkNumbers() error {
	for key, v := range leaves(reflect.ValueOf(*c), "") {
		switch x := v.Interface().(type) {
		case float64:
			if math.IsNaN(x) || math.IsInf(x, 0) {
				return faultf(key, "is to be a number; 0 is no limit")
			}
			if x < 0 {
				return faultf(key, "is %v; it may not be negative", x)
			}
		case int:
			if x < 0 {
				return faultf(key, "is %d; it may not be negative", x)
			}
		case duration:
			if x < 0 {
				return faultf(key, "is %s; it may not be negative", x)
			}
			if x > 0 && x < duration(time.Second) {
				return faultf(key, "is %s, which is too short; it may be a second (1s) or more", x)
			}
		}
	}
	return nil
}

// checkFiles refuses files that are not there: what is read later would fail without naming the key.
func (c *config) checkFiles() error {
	for _, f := range []struct{ key, name string }{{"synonyms", c.Synonyms}, {"opensearch.ca", c.Cluster.CA}} {
		if f.name == "" {
			continue
		}
		if info, err := os.Stat(f.name); err != nil {
			return fault{f.key, fmt.Errorf("names a file that cannot be read: %w", err)}
		} else if info.IsDir() {
			return faultf(f.key, "is %s, which is a folder; it is to be a file", f.name)
		}
	}
	return nil
}

// checkServe checks what concerns the server.
func (c *config) checkServe() error {
	if err := checkOrigins(c.Serve.Origins); err != nil {
		return fault{"serve.origins", err}
	}
	if _, err := prefixes(c.Serve.Proxies); err != nil {
		return fault{"serve.trusted_proxies", err}
	}
	if c.Serve.Clicks && !c.Serve.QueryCounts {
		return faultf("serve.clicks", "needs serve.query_counts, which is false")
	}
	if c.Import.Zone != "" {
		if _, err := time.LoadLocation(c.Import.Zone); err != nil {
			return faultf("import.zone", "is %q; write it like Asia/Tokyo", c.Import.Zone)
		}
	}
	return nil
}

func oneOf(s string, of ...string) bool {
	for _, o := range of {
		if s == o {
			return true
		}
	}
	return false
}

// leaves gives every key that has a value of its own, in the order of the file that init writes: of a table the plain keys first.
func leaves(v reflect.Value, prefix string) iter.Seq2[string, reflect.Value] {
	return func(yield func(string, reflect.Value) bool) {
		for _, tables := range []bool{false, true} {
			for i := range v.NumField() {
				key := v.Type().Field(i).Tag.Get("toml")
				if key == "-" || (v.Field(i).Kind() == reflect.Struct) != tables {
					continue
				}
				if !tables && !yield(prefix+key, v.Field(i)) {
					return
				}
				if !tables {
					continue
				}
				for name, value := range leaves(v.Field(i), prefix+key+".") {
					if !yield(name, value) {
						return
					}
				}
			}
		}
	}
}
