package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/gorilla/mux"
)

//go:generate go run ./bundle

//go:embed asset
var assetFiles embed.FS

// assets are the files that are the same for everyone. Those under /asset/ have the hash of all of them in their address, so
// that browsers may keep them for ever and never mix two versions.
type assets struct {
	version string
	files   map[string][]byte // by name below asset/
}

// readAssets reads the files and makes them this server's own: the accent goes into the style, the version into the box.
func readAssets(accent string) (*assets, error) {
	a := &assets{files: map[string][]byte{}}
	sum := sha256.New()
	err := fs.WalkDir(assetFiles, "asset", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := assetFiles.ReadFile(name)
		if err != nil {
			return err
		}
		name = strings.TrimPrefix(name, "asset/")
		if name == "style.css" {
			body = append(body, accentRules(accent)...)
		}
		sum.Write([]byte(name))
		sum.Write(body)
		a.files[name] = body
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("walk the embedded files: %w", err)
	}
	a.version = hex.EncodeToString(sum.Sum(nil))[:12]
	a.files["widget.js"] = []byte(strings.ReplaceAll(string(a.files["widget.js"]), "VERSION", a.version))
	return a, nil
}

// asset serves one of the files.
func (s *Server) asset(w http.ResponseWriter, r *http.Request) error {
	vars := mux.Vars(r)
	name := vars["name"]
	if name == "" {
		name = path.Base(r.URL.Path)
	}
	if name == "favicon.ico" {
		name = "favicon.svg" // browsers ask for .ico by habit and take what the content type says
	}
	body, ok := s.assets.files[name]
	if !ok {
		return errNoRoute
	}
	switch vars["version"] {
	case s.assets.version:
		w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	case "":
		w.Header().Set("Cache-Control", "public, max-age=600")
	default: // a page from before the server was replaced; what it gets now may differ from what it is kept as
		w.Header().Set("Cache-Control", "no-cache")
	}
	if sendTag(w, r, `W/"`+s.assets.version+`"`) {
		return nil
	}
	w.Header().Set("Content-Type", contentType(name))
	_, err := w.Write(body)
	return err
}

// contentType does not ask the machine's own table: it differs from machine to machine.
func contentType(name string) string {
	switch path.Ext(name) {
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".json":
		return "application/json; charset=utf-8"
	case ".txt":
		return "text/plain; charset=utf-8"
	}
	return "application/octet-stream"
}
