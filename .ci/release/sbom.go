//go:build ignore

// Sbom fails where an SBOM is of another version, names next to nothing or lacks licences. It prints it in an order of keys that does not
// change.
//
//	go run .ci/release/sbom.go VERSION FILE
package main

import (
	"encoding/json"
	"fmt"
	"os"
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
	components, _ := bom["components"].([]any)
	if len(components) < 20 {
		return fmt.Errorf("%s names %d components", file, len(components))
	}
	for _, c := range components {
		if c, _ := c.(map[string]any); c["licenses"] == nil {
			return fmt.Errorf("%s has no licence of %v", file, c["name"])
		}
	}
	metadata, _ := bom["metadata"].(map[string]any)
	main, _ := metadata["component"].(map[string]any)
	if main["version"] != "v"+version {
		return fmt.Errorf("%s is of version %v", file, main["version"])
	}
	body, err = json.MarshalIndent(bom, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Println(string(body))
	return err
}
