package opensearch

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/fumikura/fumikura/internal/blog"
)

// The major versions of OpenSearch that are known to do what is asked of them.
const (
	oldestMajor = 2
	newestMajor = 3
)

// server is what a node tells of itself.
type server struct {
	Name    string `json:"cluster_name"`
	Tagline string `json:"tagline"`
	Version struct {
		Number       string `json:"number"`
		Distribution string `json:"distribution"`
	} `json:"version"`
}

// greet asks a node who it is and refuses what is no OpenSearch of a known version.
func (c *client) greet(ctx context.Context) (major int, err error) {
	var s server
	if err := c.do(ctx, http.MethodGet, "/", nil, &s); err != nil {
		return 0, fmt.Errorf("ask OpenSearch for its version: %w", err)
	}
	if s.Version.Distribution != "opensearch" {
		return 0, fmt.Errorf("%s is %s, not OpenSearch; this program knows OpenSearch %d and %d: %w", c.nodes, s.other(), oldestMajor, newestMajor, blog.ErrUsage)
	}
	number, _, _ := strings.Cut(s.Version.Number, ".")
	if major, err = strconv.Atoi(number); err != nil || major < oldestMajor || major > newestMajor {
		return 0, fmt.Errorf("%s is OpenSearch %s; this program knows OpenSearch %d and %d: %w", c.nodes, s.Version.Number, oldestMajor, newestMajor, blog.ErrUsage)
	}
	return major, nil
}

// other names a server that is no OpenSearch.
func (s server) other() string {
	switch {
	case strings.Contains(s.Tagline, "You Know, for Search"):
		return "Elasticsearch " + s.Version.Number
	case s.Version.Number != "":
		return "an unknown server of version " + s.Version.Number
	}
	return "an unknown server"
}

// nodeURLs reads the addresses of nodes.
func nodeURLs(addresses []string) ([]*url.URL, error) {
	if len(addresses) == 0 {
		return nil, fmt.Errorf("no address of an OpenSearch node is given: %w", blog.ErrUsage)
	}
	var urls []*url.URL
	for _, a := range addresses {
		u, err := url.Parse(a)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return nil, fmt.Errorf("%q is no address of an OpenSearch node; write it like https://search-1.example.com:9200: %w", a, blog.ErrUsage)
		}
		urls = append(urls, u)
	}
	return urls, nil
}

func tlsConfig() *tls.Config { return &tls.Config{MinVersion: tls.VersionTLS12} }
