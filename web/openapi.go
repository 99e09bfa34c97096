package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
)

// openAPI answers /openapi.json, the description of the API, in which this server is named as the one to ask.
func (s *Server) openAPI(w http.ResponseWriter, r *http.Request) error {
	origin, err := json.Marshal(s.origin(r))
	if err != nil {
		return fmt.Errorf("write the address of this server: %w", err)
	}
	body := bytes.Replace(s.assets.files["openapi.json"], []byte(`"ORIGIN"`), origin, 1)
	sum := sha256.Sum256(body)
	w.Header().Set("Cache-Control", "private, no-cache") // where Options.Base is not set, the address is that of the Host header, which anybody may write
	if sendTag(w, r, `W/"`+hex.EncodeToString(sum[:12])+`"`) {
		return nil
	}
	w.Header().Set("Content-Type", contentType("openapi.json"))
	_, err = w.Write(body)
	return err
}
