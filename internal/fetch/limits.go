package fetch

import "time"

// What comes from outside has a size, a time and a count. Exceeding one is an error, but for robots.txt, where RFC 9309 says
// what is past the limit is ignored.
const (
	// MaxPage is the most a page may weigh once decoded; a post of a whole book is 2 MB.
	MaxPage = 5 << 20
	// MaxRobots is how much of a robots.txt is read; RFC 9309 asks for at least 500 KiB.
	MaxRobots = 512 << 10
	// maxRedirects is half of what browsers bear with.
	maxRedirects = 10
	// maxEncodings is how many content encodings may lie one in the other; more is an attack.
	maxEncodings = 2
	// maxDiscard is how much of a body that nobody wants is read to keep the connection.
	maxDiscard = 64 << 10
	// maxHeader is the most that the head of a response may weigh.
	maxHeader = 256 << 10

	// defaultRate is how many requests a second one host gets.
	defaultRate = 2
	// MaxCrawlDelay caps Crawl-delay: a host that asks for a day would never be read.
	MaxCrawlDelay = time.Minute
	// robotsAge is how long a robots.txt is believed; RFC 9309 says no more than a day.
	robotsAge = 24 * time.Hour
	// robotsRetry is how long a failure to read one is: long enough for the requests on their way, short enough for the next run.
	robotsRetry = 30 * time.Second
	// maxRobotsKept bounds the robots.txt files in memory; a run meets a handful of hosts.
	maxRobotsKept = 1000

	// attempts is how often one address is asked in all.
	attempts = 3
	// backoff is the first wait before asking again; it doubles.
	backoff = time.Second
	// maxRetryAfter is the longest wait a server may ask for; beyond it the answer stands.
	maxRetryAfter = time.Minute
)

// Timeouts are how long each part of a request may take. Zero means the default.
type Timeouts struct {
	Connect time.Duration // name, connection and TLS; default 10 s
	Header  time.Duration // from the request to the head of the answer; default 20 s
	Total   time.Duration // one attempt with its whole body, so that a drip ends too; default 60 s
}

func (t Timeouts) orDefault() Timeouts {
	return Timeouts{
		Connect: orElse(t.Connect, 10*time.Second),
		Header:  orElse(t.Header, 20*time.Second),
		Total:   orElse(t.Total, 60*time.Second),
	}
}

func orElse(d, otherwise time.Duration) time.Duration {
	if d > 0 {
		return d
	}
	return otherwise
}
