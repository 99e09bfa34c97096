package generation_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/fumikura/fumikura/index/generation"
)

func FuzzManifest(f *testing.F) {
	dir := f.TempDir()
	s := generation.Open(dir)
	d, err := s.Begin(f.Context(), "")
	if err != nil {
		f.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(d.Dir(), "1.zap"), []byte("one"), 0o644); err != nil {
		f.Fatal(err)
	}
	if _, err := d.Publish(f.Context(), generation.Meta{Engine: "test", Source: []byte(`{"a":[1,"<"]}`)}); err != nil {
		f.Fatal(err)
	}
	whole, err := os.ReadFile(filepath.Join(dir, "gen", d.ID, "manifest.json"))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte(`{"id":"20261124-103320-8000","files":[{"name":"../../x","size":-1}]}`))
	f.Add([]byte("null"))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := generation.ParseManifest(b)
		if err != nil {
			if !errors.Is(err, generation.ErrDamaged) {
				t.Errorf("the error is of no kind: %v", err)
			}
			return
		}
		for _, file := range m.Files {
			if !filepath.IsLocal(file.Name) {
				t.Errorf("%q leads out of the folder", file.Name)
			}
		}
	})
}
