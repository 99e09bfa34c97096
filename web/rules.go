package web

import (
	"net/url"
	"strconv"

	"github.com/fumikura/fumikura/index/query"
)

// ruled is an engine that answers by an owner's rules.
type ruled interface {
	Canonical(query.Query) query.Query // with every tag and author under the name that is shown
	Revision() int64                   // of the rules
}

// readAsk checks the parameters of a search. What an old link names by a name that was given up is shown, and linked to, by the new one.
func (s *Server) readAsk(v url.Values) (ask, error) {
	a, err := parseAsk(v)
	if e, ok := s.Engine.(ruled); ok && err == nil {
		a.query = e.Canonical(a.query)
	}
	return a, err
}

// revision tells answers by other rules apart.
func (s *Server) revision() string {
	if e, ok := s.Engine.(ruled); ok {
		return strconv.FormatInt(e.Revision(), 10)
	}
	return ""
}
