package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index/generation"
	"github.com/fumikura/fumikura/index/ja"
)

// rewritten changes the manifest of the live generation, as a program of another version would have written it.
func (h *house) rewritten(change func(*generation.Manifest)) {
	h.t.Helper()
	id := lastGeneration(h.t, h.data)
	m, err := generation.Open(h.data).Manifest(id)
	if err != nil {
		h.t.Fatal(err)
	}
	change(m)
	if err := os.WriteFile(filepath.Join(h.data, "gen", m.ID, "manifest.json"), manifestText(h.t, m), 0o644); err != nil {
		h.t.Fatal(err)
	}
}

// ofAnalysis writes another version of the analysis into the lexicon of a generation, which must be as long, and gives the sum of the file.
func (h *house) ofAnalysis(id, version string) string {
	h.t.Helper()
	name := filepath.Join(h.data, "gen", id, "index", "lexicon")
	text, err := os.ReadFile(name)
	if err != nil {
		h.t.Fatal(err)
	}
	text = bytes.Replace(text, []byte("/"+ja.Version+"\n"), []byte("/"+version+"\n"), 1)
	if err := os.WriteFile(name, text, 0o644); err != nil {
		h.t.Fatal(err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// manifestText is the manifest as it stands in its file.
func manifestText(t *testing.T, m *generation.Manifest) []byte {
	t.Helper()
	m.Sum = ""
	text, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(text)
	m.Sum = hex.EncodeToString(sum[:])
	if text, err = json.MarshalIndent(m, "", "  "); err != nil {
		t.Fatal(err)
	}
	return append(text, '\n')
}

func TestAnIndexOfAnOlderAnalysisIsServedUntilItIsBuiltAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.rewritten(func(m *generation.Manifest) {
		m.Analyzer = "0.old"
		i := slices.IndexFunc(m.Files, func(f generation.File) bool { return f.Name == "lexicon" })
		m.Files[i].SHA256 = h.ofAnalysis(m.ID, "0")
	})
	old := lastGeneration(t, h.data)
	p, base := h.serve()
	h.wantPosts(base, "first", 200)
	if said := h.must(0, "status"); !strings.Contains(said, "older analysis") {
		t.Errorf("status does not say that the index is of an older analysis:\n%s", said)
	}
	if said := h.must(0, "status", "--json"); !strings.Contains(said, `"outdated": true`) {
		t.Errorf("status --json does not say that the index is outdated:\n%s", said)
	}
	h.must(0, "import", h.posts("second", 1))
	h.taken(base)
	if mustAsk(t, base, "first").Generation == old {
		t.Error("the old index is still served")
	}
	h.wantPosts(base, "first", 200)
	if said := h.must(0, "status", "--json"); !strings.Contains(said, `"outdated": false`) {
		t.Errorf("after a new build status says:\n%s", said)
	}
	stopInOrder(t, p)
}

func TestAnArchiveOfEveryOlderSchemaIsTakenUp(t *testing.T) {
	t.Parallel()
	fixtures, err := filepath.Glob("../../internal/archive/testdata/schema-*.db")
	if err != nil || len(fixtures) == 0 {
		t.Fatalf("there are no archives of older schemas: %v", err)
	}
	for _, f := range fixtures {
		t.Run(filepath.Base(f), func(t *testing.T) {
			h := &house{t: t, data: filepath.Join(t.TempDir(), "data")}
			b, err := os.ReadFile(f)
			if err == nil {
				err = os.Mkdir(h.data, 0o755)
			}
			if err == nil {
				err = os.WriteFile(filepath.Join(h.data, "archive.db"), b, 0o644)
			}
			if err != nil {
				t.Fatal(err)
			}
			h.must(0, "reindex", "--rebuild", "--force")
			h.must(0, "check")
			_, base := h.serve()
			if a := mustAsk(t, base, ""); a.Total == 0 {
				t.Error("it has no posts")
			}
		})
	}
}
