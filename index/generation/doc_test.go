package generation_test

import (
	"os"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index/generation"
)

// TestTheManifestInTheDocumentationHolds reads the worked example of doc.go as a manifest.
func TestTheManifestInTheDocumentationHolds(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	for line := range strings.Lines(string(doc)) {
		if rest, ok := strings.CutPrefix(line, "//\t"); ok && strings.HasPrefix(strings.TrimSpace(rest), "{") || text.Len() > 0 && ok {
			text.WriteString(rest)
		} else if text.Len() > 0 {
			break
		}
	}
	m, err := generation.ParseManifest([]byte(text.String()))
	if err != nil {
		t.Fatalf("%v\n%s", err, text.String())
	}
	if m.ID != "20261124-103320-8000" || len(m.Files) != 1 {
		t.Errorf("it says %+v", m)
	}
}
