//go:build ignore

// Sbom gives an SBOM the version that is released, in place of what its maker guesses from the checkout, and fails where it names next to
// nothing. It prints it in an order of keys that does not change.
//
//	go run .ci/release/sbom.go VERSION FILE
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
)

func main() {
	if err := give(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "sbom:", err)
		os.Exit(1)
	}
}

func give(version, file string) error {
	body, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var bom map[string]any
	if err := json.Unmarshal(body, &bom); err != nil {
		return err
	}
	if components, _ := bom["components"].([]any); len(components) < 20 {
		return fmt.Errorf("%s names %d components", file, len(components))
	}
	metadata, _ := bom["metadata"].(map[string]any)
	main, _ := metadata["component"].(map[string]any)
	guessed, _ := main["version"].(string)
	if guessed == "" {
		return fmt.Errorf("%s has no version of the program", file)
	}
	body, err = json.MarshalIndent(bom, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Println(strings.ReplaceAll(string(body), guessed, "v"+version))
	return err
}
