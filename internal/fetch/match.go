package fetch

import (
	"bytes"
	"strings"
	"time"
)

// CrawlDelay is the distance that the file asks the agent to keep, no longer than MaxCrawlDelay.
func (r *Rules) CrawlDelay(agent string) time.Duration {
	if agent = strings.ToLower(agent); r.names(agent) {
		return r.delays[agent]
	}
	return r.delays["*"]
}

func (r *Rules) names(agent string) bool {
	for _, g := range r.groups {
		if g.holdsFor(agent) {
			return true
		}
	}
	return false
}

func (g *group) holdsFor(agent string) bool {
	for _, a := range g.agents {
		if a == agent && a != "" {
			return true
		}
	}
	return false
}

// Allowed says whether the agent, a product token, may ask for the URL.
func (r *Rules) Allowed(agent, address string) bool {
	path := upperHex(pathOf(address))
	if path == "/robots.txt" {
		return true
	}
	agent = strings.ToLower(agent)
	if !r.names(agent) {
		agent = "*"
	}
	allow, disallow := 0, 0
	for _, g := range r.groups {
		if !g.holdsFor(agent) {
			continue
		}
		for _, k := range g.rules {
			switch n := len(k.pattern); {
			case k.allow && n > allow && matches(k.pattern, path):
				allow = n
			case !k.allow && n > disallow && matches(k.pattern, path):
				disallow = n
			}
		}
	}
	return allow >= disallow
}

// pathOf cuts the path with its query out of a URL, untouched.
func pathOf(address string) string {
	address, _, _ = strings.Cut(address, "#")
	if _, rest, ok := strings.Cut(address, "://"); ok {
		address = rest
	}
	i := strings.IndexAny(address, "/?;")
	if i < 0 {
		return "/"
	}
	if path := address[i:]; path[0] == '/' {
		return path
	}
	return "/" + address[i:]
}

// escape percent-encodes what is not ASCII in a pattern. A URL comes encoded, so that the same is not done to it.
func escape(pattern string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(pattern) {
		if c := pattern[i]; c < 0x80 {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return upperHex(b.String())
}

// upperHex writes the hex digits of percent-encodings in upper case.
func upperHex(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	b := []byte(s)
	for i := 0; i+2 < len(b); i++ {
		if b[i] == '%' && isHex(b[i+1]) && isHex(b[i+2]) {
			copy(b[i:], bytes.ToUpper(b[i:i+3]))
			i += 2
		}
	}
	return string(b)
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// matches holds a pattern against the beginning of a path: "*" is any run, "$" at the end is the end of the path.
func matches(pattern, path string) bool {
	pattern, atEnd := strings.CutSuffix(pattern, "$")
	parts := strings.Split(pattern, "*")
	path, ok := strings.CutPrefix(path, parts[0])
	if !ok {
		return false
	}
	if len(parts) == 1 {
		return !atEnd || path == ""
	}
	last := len(parts) - 1
	for _, part := range parts[1:last] {
		i := strings.Index(path, part)
		if i < 0 {
			return false
		}
		path = path[i+len(part):]
	}
	if atEnd {
		return strings.HasSuffix(path, parts[last])
	}
	return strings.Contains(path, parts[last])
}
