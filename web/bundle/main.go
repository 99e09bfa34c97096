// Command bundle makes the scripts that browsers load, in web/asset, from those that people write, in web/script: the box on a blog's page,
// its dialog, which comes when a reader first reaches for it, and what the search page adds. Each is one file, so that it comes in one round
// trip. It is run by go generate in web, and its output is kept beside the sources so that the program builds without it.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/evanw/esbuild/pkg/api"
)

// entries are the scripts that are loaded by name, and the form of each: a plain script runs on pages that know no modules.
var entries = map[string]api.Format{"widget.js": api.FormatIIFE, "box/box.js": api.FormatESModule, "page.js": api.FormatESModule}

func main() {
	files, err := built("script")
	if err == nil {
		err = write("asset", files)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bundle:", err)
		os.Exit(1)
	}
}

// built gives the files by name.
func built(dir string) (map[string][]byte, error) {
	files := map[string][]byte{}
	for entry, form := range entries {
		result := api.Build(api.BuildOptions{
			EntryPoints: []string{filepath.Join(dir, filepath.FromSlash(entry))}, Bundle: true, Format: form, Target: api.ES2022,
			MinifyWhitespace: true, MinifySyntax: true, MinifyIdentifiers: true, Charset: api.CharsetUTF8, LegalComments: api.LegalCommentsNone,
		})
		for _, m := range result.Errors {
			return nil, fmt.Errorf("bundle %s: %s", entry, m.Text)
		}
		files[filepath.Base(entry)] = result.OutputFiles[0].Contents
	}
	return files, nil
}

func write(dir string, files map[string][]byte) error {
	for name, body := range files {
		if err := os.WriteFile(filepath.Join(dir, name), body, 0o644); err != nil {
			return fmt.Errorf("write a script: %w", err)
		}
	}
	return nil
}
