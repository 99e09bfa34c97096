package fetch

import (
	"sync"
	"time"
)

// pacer is the politeness delay: it keeps requests to one host apart. It is not a token bucket: a host that asks for silence (Retry-After) must be able to
// push all of its next requests back, and a Crawl-delay is a distance, not an average.
type pacer struct {
	every  time.Duration // between two requests to a host
	always bool          // every holds for this machine too
	isHere func(host string) bool

	mu    sync.Mutex
	hosts map[string]*hostPace
}

type hostPace struct {
	next       time.Time // the earliest moment of the next request
	crawlDelay time.Duration
}

// newPacer takes the rate of Options.
func newPacer(rate float64, isHere func(string) bool) *pacer {
	p := &pacer{isHere: isHere, hosts: map[string]*hostPace{}, always: rate > 0}
	if rate == 0 {
		rate = defaultRate
	}
	if rate > 0 {
		p.every = time.Duration(float64(time.Second) / rate)
	}
	return p
}

func (p *pacer) host(host string) *hostPace {
	h := p.hosts[host]
	if h == nil {
		h = &hostPace{}
		p.hosts[host] = h
	}
	return h
}

func (p *pacer) delay(host string) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.distance(host)
}

func (p *pacer) distance(host string) time.Duration {
	every := p.every
	if !p.always && p.isHere(host) {
		every = 0
	}
	return max(every, p.host(host).crawlDelay)
}

// turn takes the next free moment of the host and says how long it is until then.
func (p *pacer) turn(host string, now time.Time) time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	h := p.host(host)
	at := now
	if h.next.After(at) {
		at = h.next
	}
	h.next = at.Add(p.distance(host))
	return at.Sub(now)
}

// hold keeps the host silent until then.
func (p *pacer) hold(host string, until time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if h := p.host(host); until.After(h.next) {
		h.next = until
	}
}

func (p *pacer) setCrawlDelay(host string, d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.host(host).crawlDelay = min(max(d, 0), MaxCrawlDelay)
}
