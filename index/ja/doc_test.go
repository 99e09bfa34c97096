package ja_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/fumikura/fumikura/index/ja"
)

// TestTheWorkedExampleOfThePackageIsWhatIsAnalysed holds doc.go to the program.
func TestTheWorkedExampleOfThePackageIsWhatIsAnalysed(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	const text = "useEffectを3.14系で動かした"
	names := map[ja.Kind]string{ja.Word: "Word", ja.Surface: "Surface", ja.Part: "Part", ja.Whole: "Whole"}
	var want strings.Builder
	for _, tok := range ja.New().Words(text) {
		fmt.Fprintf(&want, "//\t%d %s %s ← %s\n", tok.Pos, names[tok.Kind], tok.Term, text[tok.Start:tok.End])
	}
	if !strings.Contains(string(doc), "// "+text) || !strings.Contains(string(doc), want.String()) {
		t.Errorf("doc.go tells of %s otherwise than\n%s", text, want.String())
	}
}
