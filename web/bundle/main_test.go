package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestTheScriptsThatAreServedAreMadeOfTheirSources(t *testing.T) {
	files, err := built(filepath.Join("..", "script"))
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range files {
		got, err := os.ReadFile(filepath.Join("..", "asset", name))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what its source says (%v): run go generate in web", name, err)
		}
	}
}

func TestAPlantedFaultIsTold(t *testing.T) {
	dir := t.TempDir()
	for entry := range entries {
		path := filepath.Join(dir, filepath.FromSlash(entry))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("import './none.js'"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := built(dir); err == nil {
		t.Error("a script that imports what is not there is built")
	}
}
