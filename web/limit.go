package web

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// A limiter remembers addresses in two halves; the older is dropped when the younger is full or has grown old. So memory is
// bounded whoever asks, and an address that keeps asking is never forgotten.
const (
	maxAddresses = 10_000
	addressAge   = 10 * time.Minute
)

// limiter is the rate limit: a token bucket for each address.
type limiter struct {
	rate  rate.Limit
	burst int
	clock func() time.Time

	mu           sync.Mutex
	young, old   map[netip.Prefix]*rate.Limiter
	youngStarted time.Time
}

func newLimiter(perSecond float64, burst int, clock func() time.Time) *limiter {
	return &limiter{rate: rate.Limit(perSecond), burst: burst, clock: clock, young: map[netip.Prefix]*rate.Limiter{}, youngStarted: clock()}
}

// wait says how long a request has to wait; 0 lets it pass. A caller that is the zero address is never held.
func (l *limiter) wait(caller netip.Addr) time.Duration {
	if l.rate <= 0 || !caller.IsValid() {
		return 0
	}
	now := l.clock()
	bucket := l.bucket(household(caller), now)
	r := bucket.ReserveN(now, 1)
	if !r.OK() {
		return time.Second
	}
	delay := r.DelayFrom(now)
	if delay > 0 {
		r.CancelAt(now)
	}
	return delay
}

func (l *limiter) bucket(key netip.Prefix, now time.Time) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.young) >= maxAddresses || now.Sub(l.youngStarted) > addressAge {
		l.old, l.young, l.youngStarted = l.young, map[netip.Prefix]*rate.Limiter{}, now
	}
	b := l.young[key]
	if b == nil {
		b = l.old[key]
	}
	if b == nil {
		b = rate.NewLimiter(l.rate, l.burst)
	}
	l.young[key] = b
	return b
}

// household is what counts as one address: an IPv6 subscriber has at least a /64 to ask from.
func household(a netip.Addr) netip.Prefix {
	a = a.Unmap().WithZone("")
	bits := 32
	if a.Is6() {
		bits = 64
	}
	p, err := a.Prefix(bits)
	if err != nil { // cannot be: bits suit the address
		return netip.Prefix{}
	}
	return p
}
