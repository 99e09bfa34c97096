package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

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
	Synonyms string        `toml:"synonyms" doc:"A file of words that mean the same, in Solr's format (a, b => c) or Sudachi's. Empty: none."`
	Log      logConfig     `toml:"log"`
	Crawl    crawlConfig   `toml:"crawl"`
	Serve    serveConfig   `toml:"serve"`
	Page     pageConfig    `toml:"page"`
	Import   importConfig  `toml:"import"`
	Cluster  clusterConfig `toml:"opensearch"`
	Blog     []blogConfig  `toml:"blog" doc:"Blogs that need more than an address: [[blog]] with the keys shown at the end of this file."`
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
	Addr      string   `toml:"addr" doc:"Where serve listens."`
	Base      string   `toml:"base" doc:"The public address of the search, such as https://search.example.com. Empty: taken from each request."`
	Refresh   duration `toml:"refresh" doc:"How often serve runs reindex by itself, such as 15m. 0: never."`
	RateLimit float64  `toml:"rate_limit" doc:"API requests a second from one address. 0: no limit."`
	Burst     int      `toml:"burst" doc:"Requests that one address may make at once before the limit bites. 0: 60."`
	Proxies   []string `toml:"trusted_proxies" doc:"Networks whose forwarding headers are believed, such as 10.0.0.0/8. Empty: this machine only."`
	Origins   []string `toml:"origins" doc:"Sites besides the blogs that may call the API from a browser. Empty: none."`
	Token     string   `toml:"token" doc:"The bearer token that POST /api/v1/reindex asks for. Empty: no reindex over HTTP."`
	DeskToken string   `toml:"desk_token" doc:"What the owner signs in with at /desk, 16 characters or more. Empty: serve.token; without either there is no desk."`
	AdminAddr string   `toml:"admin_addr" doc:"An address for /desk and /metrics alone, such as 127.0.0.1:8081; serve.addr then has neither. Empty: both are at serve.addr."`
	QueryLog  string   `toml:"query_log" doc:"A file that keeps what was searched, without addresses, for fumikura queries. Empty: nothing is kept."`
	MCP       bool     `toml:"mcp" doc:"Let agents search by the Model Context Protocol at /mcp; they only read, under the limits of the API."`
	Posts     bool     `toml:"posts" doc:"Show the kept text of a post at /posts/ID."`
	Guide     bool     `toml:"guide" doc:"Show the guide of Fumikura at /guide."`
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

// duration is a time.Duration written as in Go: 90s, 15m, 24h.
type duration time.Duration

// UnmarshalText reads what time.ParseDuration reads.
func (d *duration) UnmarshalText(b []byte) error {
	v, err := time.ParseDuration(string(b))
	if err != nil {
		return fmt.Errorf("%q is no duration; write it like 90s, 15m or 24h", b)
	}
	*d = duration(v)
	return nil
}

// MarshalText is the inverse of UnmarshalText.
func (d duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

func defaultConfig() config {
	return config{
		Data:   "fumikura-data",
		Engine: engineBleve,
		Log:    logConfig{Format: "text", Level: "info"},
		Serve:  serveConfig{Addr: "127.0.0.1:8080", RateLimit: 10, Posts: true, Guide: true},
		Page:   pageConfig{Images: true},
	}
}

// loadConfig reads the file named, or fumikura.toml where there is one, then the environment.
func loadConfig(named string, getenv func(string) string) (config, error) {
	c := defaultConfig()
	path := named
	if path == "" {
		path = configName
	}
	body, err := os.ReadFile(path)
	switch {
	case err == nil:
		if err := decodeConfig(body, &c); err != nil {
			return c, fmt.Errorf("%w: %s: %w", blog.ErrUsage, path, err)
		}
	case named == "" && errors.Is(err, fs.ErrNotExist):
	default:
		return c, fmt.Errorf("%w: configuration cannot be read: %w", blog.ErrUsage, err)
	}
	if err := setFromEnv(reflect.ValueOf(&c).Elem(), "FUMIKURA", getenv); err != nil {
		return c, fmt.Errorf("%w: %w", blog.ErrUsage, err)
	}
	return c, c.check()
}

// decodeConfig reads TOML strictly, so that a misspelt key is told with its line and never ignored.
func decodeConfig(body []byte, c *config) error {
	err := toml.NewDecoder(bytes.NewReader(body)).DisallowUnknownFields().Decode(c)
	if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok {
		e := strict.Errors[0]
		row, _ := e.Position()
		return fmt.Errorf("line %d: there is no key %s; `fumikura init` writes a file with all of them", row, strings.Join(e.Key(), "."))
	}
	if e, ok := errors.AsType[*toml.DecodeError](err); ok {
		row, _ := e.Position()
		if wanted := wantedAt(reflect.TypeFor[config](), e.Key()); wanted != "" {
			return fmt.Errorf("line %d: %s is to be %s", row, strings.Join(e.Key(), "."), wanted)
		}
		return fmt.Errorf("line %d: %s", row, strings.TrimPrefix(e.Error(), "toml: "))
	}
	return err
}

// wantedAt says what kind of value a key takes; it is empty where there is no such key.
func wantedAt(t reflect.Type, key []string) string {
	if len(key) == 0 {
		return map[reflect.Kind]string{reflect.String: "text in quotes", reflect.Int: "a whole number", reflect.Float64: "a number",
			reflect.Bool: "true or false", reflect.Slice: "a list in [ ]", reflect.Int64: "a duration in quotes, such as \"15m\""}[t.Kind()]
	}
	if t.Kind() != reflect.Struct {
		return ""
	}
	for field := range t.Fields() {
		if field.Tag.Get("toml") == key[0] {
			return wantedAt(field.Type, key[1:])
		}
	}
	return ""
}

func (c *config) check() error {
	if !oneOf(c.Log.Format, "text", "json") {
		return fmt.Errorf("%w: log.format is %q; it may be text or json", blog.ErrUsage, c.Log.Format)
	}
	if err := c.checkEngine(); err != nil {
		return err
	}
	if !oneOf(c.Log.Level, "debug", "info", "warn", "error") {
		return fmt.Errorf("%w: log.level is %q; it may be debug, info, warn or error", blog.ErrUsage, c.Log.Level)
	}
	if c.Crawl.Rate < 0 || c.Serve.RateLimit < 0 || c.Serve.Burst < 0 || c.Serve.Refresh < 0 || c.Crawl.Timeout < 0 || c.Crawl.MaxRequests < 0 || c.Crawl.MaxTime < 0 {
		return fmt.Errorf("%w: rates, bursts and durations may not be negative", blog.ErrUsage)
	}
	for _, d := range []duration{c.Serve.Refresh, c.Crawl.Timeout, c.Crawl.MaxTime, c.Cluster.Timeout} {
		if d > 0 && d < duration(time.Second) { // a number alone would mean so many billionths of a second
			return fmt.Errorf("%w: a duration of %s is too short; write it with its unit, like 90s or 15m", blog.ErrUsage, time.Duration(d))
		}
	}
	if err := c.checkDesk(); err != nil {
		return err
	}
	if err := c.checkBlogs(); err != nil {
		return err
	}
	if err := checkOrigins(c.Serve.Origins); err != nil {
		return err
	}
	if math.IsNaN(c.Crawl.Rate+c.Serve.RateLimit) || math.IsInf(c.Crawl.Rate+c.Serve.RateLimit, 0) {
		return fmt.Errorf("%w: a rate is to be a number; 0 is no limit", blog.ErrUsage)
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

// setFromEnv sets each leaf key from its environment variable where that is not empty.
func setFromEnv(v reflect.Value, prefix string, getenv func(string) string) error {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name := prefix + "_" + strings.ToUpper(field.Tag.Get("toml"))
		if field.Type.Kind() == reflect.Struct {
			if err := setFromEnv(v.Field(i), name, getenv); err != nil {
				return err
			}
			continue
		}
		if s := getenv(name); s != "" {
			if err := setValue(v.Field(i), s); err != nil {
				return fmt.Errorf("environment variable %s: %w", name, err)
			}
		}
	}
	return nil
}

func setValue(v reflect.Value, s string) error {
	switch p := v.Addr().Interface().(type) {
	case *string:
		*p = s
	case *duration:
		return p.UnmarshalText([]byte(s))
	case *[]string:
		*p = strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
	case *bool:
		b, err := strconv.ParseBool(s)
		if err != nil {
			return fmt.Errorf("%q is neither true nor false", s)
		}
		*p = b
	case *float64:
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return fmt.Errorf("%q is no number", s)
		}
		*p = f
	case *int:
		n, err := strconv.Atoi(s)
		if err != nil {
			return fmt.Errorf("%q is no whole number", s)
		}
		*p = n
	default:
		return fmt.Errorf("can only be set in the file")
	}
	return nil
}
