package blog

// The one way in which addresses are normalised (URL normalisation, RFC 3986, 6.2). Address brings an address into the form in which
// it is asked for and shown; Key folds it further, to what tells posts apart.

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/idna"
)

// ErrAddress is what Address says of what is no address of a web page.
var ErrAddress = errors.New("it is not the address of a web page")

// Address reads an http or https URL and brings it into one form: host in lower-case ASCII, no default port, no fragment, no
// user name, a path, nothing in the query that a request line may not hold. It gives its own answer back unchanged.
func Address(raw string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrAddress, err)
	}
	host := asciiHost(u.Hostname())
	if u.Scheme != "http" && u.Scheme != "https" || host == "" {
		return nil, ErrAddress
	}
	port := u.Port()
	if u.Scheme == "http" && port == "80" || u.Scheme == "https" && port == "443" {
		port = ""
	}
	switch {
	case port != "":
		u.Host = net.JoinHostPort(host, port)
	case strings.Contains(host, ":"):
		u.Host = "[" + host + "]"
	default:
		u.Host = host
	}
	if u.Path == "" {
		u.Path = "/"
	}
	u.RawQuery = encodeQuery(u.RawQuery)
	u.Fragment, u.RawFragment, u.User, u.ForceQuery = "", "", nil, false
	return u, nil
}

// asciiHost is a name as it is looked up: lower case, without the dot of the root, in the ASCII form of IDNA.
func asciiHost(host string) string {
	host = strings.TrimRight(strings.ToLower(host), ".")
	if _, err := netip.ParseAddr(host); err == nil {
		return host
	}
	// Lookup refuses what DNS names may bear but IDNA may not, an underscore say: such a host stays as it is.
	if ascii, err := idna.Lookup.ToASCII(host); err == nil {
		return ascii
	}
	return host
}

// encodeQuery percent-encodes what may not stand in a request line; what is encoded already stays.
func encodeQuery(q string) string {
	var b strings.Builder
	for i := range len(q) {
		if c := q[i]; c <= ' ' || c >= 0x7f || c == '"' || c == '<' || c == '>' {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// Key folds a URL to what tells posts apart: no scheme, no default port, no fragment, no tracking or session parameters, host in
// lower case, index.html dropped, percent-encoding normalised. http and https of one address are one post.
func Key(rawURL string) string {
	u, err := url.Parse(strings.TrimSpace(rawURL))
	if err != nil || u.Host == "" {
		return rawURL
	}
	host := asciiHost(u.Hostname())
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port := u.Port(); port != "" && port != "80" && port != "443" {
		host += ":" + port
	}
	path := strings.TrimSuffix(WithoutSession(u.EscapedPath()), "index.html")
	if p, err := url.PathUnescape(path); err == nil {
		path = (&url.URL{Path: p}).EscapedPath()
	}
	if path == "" {
		path = "/"
	}
	q, _ := url.ParseQuery(Untracked(u.RawQuery)) // what cannot be read tells nothing apart
	if len(q) > 0 {
		path += "?" + q.Encode()
	}
	return host + path
}

// SameBlog says whether two start addresses are of one blog: http and https, with and without www., with and without a slash at
// the end.
func SameBlog(a, b string) bool { return SiteKey(a) == SiteKey(b) }

// SiteKey folds a start address to what tells blogs apart.
func SiteKey(site string) string {
	return strings.TrimSuffix(strings.TrimPrefix(Key(site), "www."), "/")
}

// Untracked drops the parameters of a raw query that say where a reader came from, or that number a reader's session: they tell
// no pages apart.
func Untracked(query string) string {
	if query == "" {
		return ""
	}
	var kept []string
	for part := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(part, "=")
		if part != "" && !isTracking(name) && !isSession(name, value) {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, "&")
}

// isTracking tells the parameters that mail programs, advertisers and social networks add to links.
func isTracking(name string) bool {
	name = strings.ToLower(name)
	for _, begin := range []string{"utm_", "mtm_", "pk_", "hsa_", "__hs", "_hs", "guce_referrer"} {
		if strings.HasPrefix(name, begin) {
			return true
		}
	}
	return slices.Contains(trackers(), name)
}

func trackers() []string {
	return []string{"fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ymclid", "twclid", "ttclid", "igshid", "igsh",
		"li_fat_id", "mc_cid", "mc_eid", "hsctatracking", "mkt_tok", "_ga", "_gl", "_gac", "vero_id", "vero_conv", "oly_anon_id", "oly_enc_id",
		"wickedid", "srsltid", "s_kwcid", "ef_id", "epik", "rb_clickid", "_openstat", "guccounter", "ref_src", "ref_url"}
}

// isSession tells the parameters in which servers number a visitor who takes no cookies. Short names mean other things too, so
// there the value must look like a number that nobody chose.
func isSession(name, value string) bool {
	name = strings.ToLower(name)
	switch name {
	case "phpsessid", "jsessionid", "cfid", "cftoken", "oscsid", "zenid":
		return true
	case "sid", "ssid", "sess", "sessid", "session", "sessionid", "session_id", "session-id", "sess_id", "sessionkey", "s_id":
		return IsRandom(value)
	}
	return strings.HasPrefix(name, "aspsessionid")
}

// leastRandom is how many letters and digits an identifier that a machine drew at random has at least; sixteen are 64 bits in hex.
const leastRandom = 16

// IsRandom says whether a value looks drawn at random: long, of letters and digits without a word's or a date's shape.
func IsRandom(value string) bool {
	digits, letters := 0, 0
	for i := range len(value) {
		switch c := value[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			letters++
		case c != '-' && c != '_' && c != ',' && c != '.' && c != '~':
			return false
		}
	}
	return digits+letters >= leastRandom && digits >= 3
}

// WithoutSession drops from an escaped path what numbers a visitor's session: ;jsessionid=… of Java, /(S(…)) of ASP.NET.
func WithoutSession(path string) string {
	if from := strings.Index(strings.ToLower(path), ";jsessionid="); from >= 0 {
		rest := path[from:]
		end := strings.IndexByte(rest, '/')
		if end < 0 {
			end = len(rest)
		}
		path = path[:from] + rest[end:]
	}
	for _, mark := range [][2]string{{"/(S(", "))"}, {"/%28S%28", "%29%29"}} {
		before, rest, ok := strings.Cut(path, mark[0])
		if value, after, closed := strings.Cut(rest, mark[1]); ok && closed && IsRandom(value) {
			return before + after
		}
	}
	return path
}
