package fetch

// A robots.txt is lines of "key: value". One or more user-agent lines open a group, allow and disallow lines are its rules,
// and the next user-agent line after a rule opens another. All groups that name a robot hold for it together; where none does,
// those for "*" hold. Of the rules that match a path the one with the longest pattern wins, and Allow wins a tie (RFC 9309).
// Lines of other kinds stand anywhere and end nothing; what cannot be read is ignored, for a typing error is no wish to be
// crawled, nor to be left alone. Where the RFC is silent the parser of Google is followed.

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Rules is a robots.txt that was read. The zero value allows everything.
type Rules struct {
	Sitemaps []string // as written, each once
	Refused  int      // the status, 401 or 403, with which the server refused the file; 0 where it did not
	groups   []group
	delays   map[string]time.Duration // by agent in lower case, or "*"
}

type group struct {
	agents []string // product tokens in lower case, or "*"
	rules  []rule
}

type rule struct {
	allow   bool
	pattern string // percent-encoded, hex digits in upper case
}

// maxLine is how much of a line is read, and maxRules how many rules; a file of 512 KiB that is all rules has 50,000.
const (
	maxLine  = 16 << 10
	maxRules = 60_000
)

// ParseRules reads a robots.txt. There is no text that it refuses.
func ParseRules(text []byte) *Rules {
	p := parser{rules: &Rules{delays: map[string]time.Duration{}}}
	for line := range bytes.Lines(plain(text)) {
		// A lone carriage return ends a line too.
		for part := range bytes.SplitSeq(bytes.TrimRight(line, "\r\n"), []byte("\r")) {
			p.line(string(part[:min(len(part), maxLine)]))
		}
	}
	return p.rules
}

// plain turns UTF-16 with its mark into UTF-8, and drops the mark of UTF-8.
func plain(text []byte) []byte {
	out, _, err := transform.Bytes(unicode.BOMOverride(transform.Nop), text)
	if err != nil {
		return text
	}
	return out
}

// parser holds the group that lines are added to.
type parser struct {
	rules *Rules
	open  bool // the last line that counts was a user-agent: another one joins the group
	count int
}

func (p *parser) line(s string) {
	key, value := keyValue(s)
	switch key {
	case "user-agent", "useragent", "user agent":
		p.agent(value)
	case "allow":
		p.rule(true, value)
	case "disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw":
		p.rule(false, value)
	case "sitemap", "site-map":
		p.sitemap(value)
	case "crawl-delay", "crawldelay":
		p.delay(value)
	}
}

// keyValue splits a line at its colon, or, where there is none, at the space between its only two words.
func keyValue(s string) (key, value string) {
	s, _, _ = strings.Cut(s, "#")
	key, value, ok := strings.Cut(s, ":")
	if !ok {
		words := strings.Fields(s)
		if len(words) != 2 {
			return "", ""
		}
		key, value = words[0], words[1]
	}
	return strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
}

func (p *parser) agent(value string) {
	if !p.open {
		p.rules.groups = append(p.rules.groups, group{})
		p.open = true
	}
	g := p.group()
	if value == "*" || strings.HasPrefix(value, "* ") || strings.HasPrefix(value, "*\t") {
		g.agents = append(g.agents, "*")
		return
	}
	end := strings.IndexFunc(value, func(r rune) bool {
		return !('a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == '_' || r == '-')
	})
	if end >= 0 {
		value = value[:end]
	}
	g.agents = append(g.agents, strings.ToLower(value))
}

func (p *parser) group() *group {
	if n := len(p.rules.groups); n > 0 {
		return &p.rules.groups[n-1]
	}
	return nil
}

func (p *parser) rule(allow bool, pattern string) {
	g := p.group()
	if g == nil {
		return
	}
	p.open = false
	if p.count++; pattern == "" || p.count > maxRules {
		return
	}
	pattern = escape(pattern)
	g.rules = append(g.rules, rule{allow, pattern})
	// Who allows the index page of a folder means the folder.
	if i := strings.LastIndexByte(pattern, '/'); allow && i >= 0 && strings.HasPrefix(pattern[i:], "/index.htm") {
		g.rules = append(g.rules, rule{allow, pattern[:i+1] + "$"})
	}
}

func (p *parser) sitemap(value string) {
	for _, s := range p.rules.Sitemaps {
		if s == value {
			return
		}
	}
	if value != "" && len(p.rules.Sitemaps) < maxSitemapLines {
		p.rules.Sitemaps = append(p.rules.Sitemaps, value)
	}
}

// maxSitemapLines is how many Sitemap lines are read; large news sites have some dozens.
const maxSitemapLines = 500

// delay holds for the agents that the group names so far; nonsense is ignored.
func (p *parser) delay(value string) {
	seconds, err := strconv.ParseFloat(value, 64)
	g := p.group()
	if err != nil || g == nil || !(seconds >= 0) {
		return
	}
	d := time.Duration(min(seconds, MaxCrawlDelay.Seconds()) * float64(time.Second))
	for _, a := range g.agents {
		p.rules.delays[a] = max(p.rules.delays[a], d)
	}
}
