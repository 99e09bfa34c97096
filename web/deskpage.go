package web

import (
	"net/http"
	"strings"

	"github.com/fumikura/fumikura/web/desk"
)

// desk has the owner's pages answer, and tells them what only this server knows of the request. They answer their own errors, in the words of
// the desk.
func (s *Server) desk(w http.ResponseWriter, r *http.Request) error {
	at := desk.Place{Root: s.root(r), Site: s.Title, Search: s.root(r) + "/search", Lang: s.language(r), Caller: "this machine"}
	origin := s.origin(r)
	if s.Apart { // the base is the address of the readers
		at.Root, at.Search, origin = "", "", s.requestOrigin(r)
		if s.base != nil {
			at.Search = s.base.String() + "/search"
		}
	}
	at.Asset = at.Root + "/asset/" + s.assets.version
	at.Origin = strings.TrimSuffix(origin, at.Root)
	at.Secure = strings.HasPrefix(origin, "https:") || strings.HasPrefix(s.requestOrigin(r), "https:")
	if caller := s.caller(r); caller.IsValid() {
		at.Caller = household(caller).String()
	}
	w.Header().Add("Vary", "Accept-Language, Cookie")
	s.Desk.Answer(w, r, at)
	return nil
}
