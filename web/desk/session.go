package desk

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	sessionLife = 12 * time.Hour // a day's work; then the owner signs in again
	sessionIdle = 2 * time.Hour  // without a request: whoever left the desk open
	maxSessions = 32             // an owner has a few browsers; the one used longest ago gives way
)

// session is one browser that has signed in. It is kept in memory only: a restart ends all of them.
type session struct {
	csrf string // the token that each form carries (CSRF)

	mu     sync.Mutex
	began  time.Time
	used   time.Time
	lang   string  // chosen at the desk; empty: as the browser prefers
	notice *notice // told on the next page, once
}

// notice is what the owner is told of what was just done.
type notice struct {
	Key    string
	Values []any
	Bad    bool
	Detail string // in English, as a command would say it
}

// sessions are the browsers that have signed in, by the hash of what their cookie says: whoever could read the memory would still have no cookie.
type sessions struct {
	clock func() time.Time

	mu  sync.Mutex
	all map[[sha256.Size]byte]*session
}

func newSessions(clock func() time.Time) *sessions {
	return &sessions{clock: clock, all: map[[sha256.Size]byte]*session{}}
}

const cookieName = "fumikura-desk"

// of gives the session of a request, nil where there is none or it has ended.
func (s *sessions) of(r *http.Request) *session {
	c, err := r.Cookie(cookieName)
	if err != nil {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	key := sha256.Sum256([]byte(c.Value))
	one := s.all[key]
	if one == nil {
		return nil
	}
	now := s.clock()
	if now.Sub(one.began) > sessionLife || now.Sub(one.used) > sessionIdle {
		delete(s.all, key)
		return nil
	}
	one.used = now
	return one
}

// begin makes a session and gives the secret for its cookie.
func (s *sessions) begin() (secret string, one *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.clock()
	for len(s.all) >= maxSessions {
		var oldest [sha256.Size]byte
		for key, other := range s.all {
			if first := s.all[oldest]; first == nil || other.used.Before(first.used) {
				oldest = key
			}
		}
		delete(s.all, oldest)
	}
	secret = rand.Text()
	one = &session{csrf: rand.Text(), began: now, used: now}
	s.all[sha256.Sum256([]byte(secret))] = one
	return secret, one
}

// end forgets the session of a request.
func (s *sessions) end(r *http.Request) {
	c, err := r.Cookie(cookieName)
	if err != nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.all, sha256.Sum256([]byte(c.Value)))
}

// take gives the notice and forgets it.
func (s *session) take() *notice {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.notice
	s.notice = nil
	return n
}

func (s *session) tell(n notice) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.notice = &n
}

// language gives the language chosen at the desk, after taking in a new choice.
func (s *session) language(chosen string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if chosen != "" {
		s.lang = chosen
	}
	return s.lang
}

// Guessing the token: one caller may err a few times and then once a minute, all together a hundred times and then once a second. A token
// made as the guide says stands that for longer than the universe.
const (
	callerTries, callerPause = 5, time.Minute
	allTries, allPause       = 100, time.Second
	maxCallers               = 10_000
)

// attempts limits the rate of sign-ins that go wrong.
type attempts struct {
	clock func() time.Time
	all   *rate.Limiter

	mu      sync.Mutex
	callers map[string]*rate.Limiter
}

func newAttempts(clock func() time.Time) *attempts {
	return &attempts{clock: clock, all: rate.NewLimiter(rate.Every(allPause), allTries), callers: map[string]*rate.Limiter{}}
}

// wait says how long a caller has to wait before the next try; 0 lets it try.
func (a *attempts) wait(caller string) time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.clock()
	if a.all.TokensAt(now) < 1 {
		return allPause
	}
	if l := a.callers[caller]; l != nil && l.TokensAt(now) < 1 {
		return time.Duration((1 - l.TokensAt(now)) * float64(callerPause))
	}
	return 0
}

// failed takes in a try that went wrong.
func (a *attempts) failed(caller string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	now := a.clock()
	l := a.callers[caller]
	if l == nil {
		if len(a.callers) >= maxCallers { // what all may try together still holds
			clear(a.callers)
		}
		l = rate.NewLimiter(rate.Every(callerPause), callerTries)
		a.callers[caller] = l
	}
	l.AllowN(now, 1)
	a.all.AllowN(now, 1)
}

// same compares two secrets by their hashes, so that neither content nor length shows in the time it takes.
func same(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// sealed signs what the cookie of a browser says that has not signed in, for the form of the sign-in.
func (d *Desk) sealed(value string) string {
	m := hmac.New(sha256.New, d.seal)
	m.Write([]byte(value))
	return hex.EncodeToString(m.Sum(nil))
}
