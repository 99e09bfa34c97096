package main

import (
	"debug/buildinfo"
	"slices"
	"strings"
	"testing"
)

func TestTheLicencesOfEverythingThatIsLinkedAreShown(t *testing.T) {
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		t.Fatal(err)
	}
	shown := strings.Split(run(t, exitDone, "version", "--licenses"), "\n")
	for _, dep := range info.Deps {
		if !slices.Contains(shown, dep.Path) {
			t.Errorf("the licence of %s is missing: run make licenses", dep.Path)
		}
	}
	if len(info.Deps) < 20 {
		t.Errorf("%d modules are linked, so that this test sees nothing", len(info.Deps))
	}
	if text := strings.Join(shown, "\n"); !strings.Contains(text, "Nara Institute of Science and Technology") {
		t.Error("the notice of the dictionary is missing: run make licenses")
	}
}
