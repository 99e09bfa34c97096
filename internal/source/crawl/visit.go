package crawl

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/fetch"
)

// visit tells how asking for an address ended, before it is looked at what came.
func (r *run) visit(res result) blog.Visit {
	v := blog.Visit{URL: res.url, Role: res.role, At: r.Now(), Found: res.found}
	if res.kept.URL != "" {
		v.URL = res.kept.URL // one page has one visit, though a link may write its address in another way today
	}
	if res.err != nil {
		return failed(v, res)
	}
	if res.stored {
		v = res.kept
		v.Outcome, v.Reason = blog.Unchanged, ""
		return v
	}
	v.Status = res.resp.Status
	v.Final = finalOf(v, res)
	switch {
	case res.resp.NotModified:
		v.Outcome = blog.Unchanged
		v.ETag, v.LastModified, v.Hash, v.Final = res.kept.ETag, res.kept.LastModified, res.kept.Hash, res.kept.Final
	case res.body != nil:
		sum := sha256.Sum256(res.body)
		v.Hash, v.ETag, v.LastModified = hex.EncodeToString(sum[:]), res.resp.ETag, res.resp.LastModified
		v.Outcome = blog.Fetched
		if v.Hash == res.kept.Hash && isKept(res.kept) {
			v.Outcome, v.Final = blog.Unchanged, res.kept.Final
		}
	case isGone(res.resp):
		v.Outcome, v.Missing = blog.Gone, res.kept.Missing+1
		v.Reason = fmt.Sprintf("the server answers with status %d", v.Status)
	default:
		v.Outcome = blog.Passed
		v.Reason = fmt.Sprintf("the server answers with status %d", v.Status)
		v = keeping(v, res.kept)
		v.Excluded = v.Hash == "" && !res.listed && v.Role == blog.RolePage && isClosed(v.Status)
	}
	return v
}

// isClosed says whether a status keeps everybody out: where nothing but a link leads there, it is no post that is lost, but a door
// for members, or a service for programs.
func isClosed(status int) bool {
	switch status {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusPaymentRequired, http.StatusForbidden, http.StatusMethodNotAllowed,
		http.StatusNotAcceptable, http.StatusUnsupportedMediaType, http.StatusUnavailableForLegalReasons:
		return true
	}
	return false
}

// isPage says whether a media type is one of a page for readers.
func isPage(mediaType string) bool { return mediaType == "" || strings.Contains(mediaType, "html") }

// finalOf is where redirects led from the address of a visit, if anywhere.
func finalOf(v blog.Visit, res result) string {
	if res.resp.URL == v.URL {
		return ""
	}
	return res.resp.URL
}

// failed tells of an address without an answer. What earlier runs know of it stays true.
func failed(v blog.Visit, res result) blog.Visit {
	v.Outcome, v.Reason = blog.Passed, res.err.Error()
	var e *fetch.Error
	if errors.As(res.err, &e) {
		v.Reason, v.Status = e.Reason(), e.Code
		v.Excluded = e.Kind == fetch.Robots || e.Kind == fetch.Elsewhere || v.Role == blog.RolePage && e.Type != "" && !isPage(e.Type)
	}
	if v.Excluded {
		return v
	}
	return keeping(v, res.kept)
}

// keeping carries over what the next run needs to ask conditionally.
func keeping(v, kept blog.Visit) blog.Visit {
	v.ETag, v.LastModified, v.Hash, v.Final, v.Missing = kept.ETag, kept.LastModified, kept.Hash, kept.Final, kept.Missing
	return v
}

// excluded makes a visit one that is passed over without loss.
func excluded(v blog.Visit, reason string) blog.Visit {
	v.Outcome, v.Excluded, v.Reason = blog.Passed, true, reason
	v.ETag, v.LastModified, v.Hash = "", "", ""
	return v
}

// gone makes a visit one of a page that is no longer there.
func gone(v, kept blog.Visit, reason string) blog.Visit {
	v.Outcome, v.Missing, v.Reason = blog.Gone, kept.Missing+1, reason
	return v
}

// replaced is the visit of an address that no longer shows a page of its own: many blogs answer so for what they no longer have.
// A page that was there before gets the same respite as one that answers with status 404.
func replaced(v, kept blog.Visit, reason string) blog.Visit {
	if kept.Hash == "" || kept.Excluded || kept.Role != blog.RolePage {
		return excluded(v, reason)
	}
	return gone(v, kept, reason)
}

// capture joins a visit and the page that came with it.
func (r *run) capture(v blog.Visit, res result) blog.Capture {
	k := blog.Capture{Visit: v}
	if v.Outcome != blog.Fetched {
		return k
	}
	k.Page = &blog.Page{URL: r.place.clean(res.resp.URL), Form: blog.FormHTML, Body: res.body}
	switch v.Role {
	case blog.RoleSitemap, blog.RoleFeed:
		k.Page.Form = blog.FormText
	case blog.RolePage:
		for _, address := range []string{res.url, res.resp.URL} {
			if p := r.knows[key(address)]; p != nil {
				k.Page.Known = *p
			}
		}
	}
	return k
}
