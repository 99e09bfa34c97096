package main

import (
	"os"
	"regexp"
	"testing"
)

// What make hands to the tests is handed to the programs that they start.
func TestVariablesThatMakeSetsAreKnown(t *testing.T) {
	found := 0
	for _, name := range []string{"../../Makefile", "../../.ci/run"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range regexp.MustCompile(`\b(FUMIKURA_[A-Z_]+) ?=`).FindAllStringSubmatch(string(text), -1) {
			found++
			e := environment{get: os.Getenv, all: func() []string { return []string{v[1] + "=1"} }}
			if err := e.check(&config{}); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if found == 0 {
		t.Error("no variable was found")
	}
}
