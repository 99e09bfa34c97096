package desk

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
)

// assets are the style and the script of the desk. Their addresses carry a hash of both, so that a browser never mixes two versions.
type assets struct {
	version string
	files   map[string][]byte
}

func readAssets() (assets, error) {
	a := assets{files: map[string][]byte{}}
	sum := sha256.New()
	for _, name := range []string{"desk.css", "desk.js"} {
		body, err := files.ReadFile("asset/" + name)
		if err != nil {
			return a, err
		}
		sum.Write(body)
		a.files[name] = body
	}
	a.version = hex.EncodeToString(sum.Sum(nil))[:12]
	return a, nil
}

// Own is the address of an asset of the desk.
func (v *visit) Own(name string) string {
	return v.at.Root + "/desk/asset/" + name + "?v=" + v.desk.assets.version
}

func (d *Desk) asset(v *visit) error {
	name := path.Base(v.path)
	body, ok := d.assets.files[name]
	if !ok {
		return errNoPage
	}
	h := v.w.Header()
	h.Del("Content-Language")
	h.Set("Content-Type", map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}[path.Ext(name)])
	if v.r.URL.Query().Get("v") == d.assets.version {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	_, err := v.w.Write(body)
	return err
}
