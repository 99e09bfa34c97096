package desk

import (
	"crypto/rand"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// formCookie holds what the form of the sign-in is signed for (a double-submit cookie): there is no session yet to keep a token in.
const formCookie = "fumikura-desk-form"

// maxForm is how long a form may be: a file of rules of a thousand lines has room.
const maxForm = 256 << 10

// signInView is the page of the sign-in.
type signInView struct {
	frame
	Failed string // a text; empty: nothing went wrong
	Next   string // where to go then, below /desk
}

func (d *Desk) showSignIn(v *visit) error {
	if v.session != nil {
		return v.to("")
	}
	return v.askToSignIn("")
}

// askToSignIn shows the form of the sign-in.
func (v *visit) askToSignIn(failed string) error {
	value := rand.Text()
	if c, err := v.r.Cookie(formCookie); err == nil && len(c.Value) == len(value) {
		value = c.Value
	} else {
		v.cookie(formCookie, value, 0)
	}
	f := v.frame("signin.title")
	f.CSRF = v.desk.sealed(value)
	w := signInView{frame: f, Failed: failed, Next: v.r.PostFormValue("next")}
	if v.r.Method == http.MethodGet && v.path != "/signin" && v.path != "" {
		w.Next = strings.TrimSuffix(v.path+"?"+v.r.URL.RawQuery, "?")
	}
	return v.show("signin", w)
}

// signIn takes the token, once, and gives a cookie in its place. Neither is logged, and neither ever stands in an address.
func (d *Desk) signIn(v *visit) error {
	c, err := v.r.Cookie(formCookie)
	if err != nil || !same(v.r.PostFormValue("csrf"), d.sealed(c.Value)) {
		v.w.WriteHeader(http.StatusForbidden)
		return v.askToSignIn(v.Say("signin.cookie"))
	}
	if wait := d.attempts.wait(v.at.Caller); wait > 0 {
		v.w.Header().Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
		v.w.WriteHeader(http.StatusTooManyRequests)
		return v.askToSignIn(v.Say("signin.wait"))
	}
	if !same(strings.TrimSpace(v.r.PostFormValue("token")), d.Token) {
		d.attempts.failed(v.at.Caller)
		d.Log.Warn("a sign-in at the desk went wrong", "caller", v.at.Caller)
		v.w.WriteHeader(http.StatusForbidden)
		return v.askToSignIn(v.Say("signin.wrong"))
	}
	secret, one := d.sessions.begin()
	v.session = one
	v.cookie(cookieName, secret, sessionLife)
	v.cookie(formCookie, "", -1)
	d.Log.Info("the owner signed in at the desk", "caller", v.at.Caller)
	next := v.r.PostFormValue("next")
	if u, err := url.Parse(next); err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.Contains(next, `\`) {
		next = ""
	}
	return v.to(next)
}

func (d *Desk) signOut(v *visit) error {
	d.sessions.end(v.r)
	v.cookie(cookieName, "", -1)
	v.session = nil
	return v.to("/signin")
}

// cookie sets a cookie for the desk alone, which no script reads and which no other site's request brings along. Without a life it goes with
// the browser.
func (v *visit) cookie(name, value string, life time.Duration) {
	c := &http.Cookie{Name: name, Value: value, Path: v.at.Root + "/desk", HttpOnly: true, Secure: v.at.Secure, SameSite: http.SameSiteStrictMode}
	switch {
	case life < 0:
		c.MaxAge = -1
	case life > 0:
		c.MaxAge = int(life.Seconds())
	}
	http.SetCookie(v.w, c)
}

var errForged = errors.New("the request did not come from a form of this desk")

// checkOrigin refuses what another site sends (CSRF), by what browsers say of where a request comes from.
func (v *visit) checkOrigin() error {
	p := http.NewCrossOriginProtection()
	if v.at.Origin != "" {
		if err := p.AddTrustedOrigin(v.at.Origin); err != nil {
			return fmt.Errorf("check where a form comes from: %w", err)
		}
	}
	if site := v.r.Header.Get("Sec-Fetch-Site"); site != "" && site != "same-origin" {
		return errForged // a form of this desk is sent by its own page, never by hand
	}
	if p.Check(v.r) != nil || v.r.Header.Get("Origin") == "null" {
		return errForged
	}
	return nil
}

// readForm reads the form of a request and checks its token.
func (v *visit) readForm() error {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, maxForm)
	if err := v.r.ParseForm(); err != nil {
		return err
	}
	if v.session != nil && !same(v.r.PostFormValue("csrf"), v.session.csrf) {
		return errForged
	}
	return nil
}
