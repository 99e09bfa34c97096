package bleve

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/fumikura/fumikura/index/ja"
	"github.com/fumikura/fumikura/index/lexicon"
	"github.com/fumikura/fumikura/internal/blog"
)

// lexiconName is the file of a built index's words, beside its segments.
const lexiconName = "lexicon"

// readLexicon reads the lexicon of a built index.
func readLexicon(dir string) (*lexicon.Lexicon, error) {
	f, err := os.Open(filepath.Join(dir, lexiconName))
	if errors.Is(err, fs.ErrNotExist) {
		return new(lexicon.Collector).Lexicon(), nil
	}
	if err != nil {
		return nil, fmt.Errorf("read the lexicon: %w", err)
	}
	defer func() { _ = f.Close() }() // it was only read
	l, err := lexicon.Read(bufio.NewReader(f))
	if err != nil {
		return nil, fmt.Errorf("read the lexicon of %s: %w", dir, err)
	}
	return l, nil
}

// readSynonyms reads the owner's file.
func readSynonyms(name string, a *ja.Analyzer) (*lexicon.Synonyms, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("read the synonyms: %w: %w", blog.ErrUsage, err)
	}
	defer func() { _ = f.Close() }() // it was only read
	s, err := lexicon.ReadSynonyms(f, a)
	if err != nil {
		return nil, fmt.Errorf("read the synonyms of %s: %w: %w", name, blog.ErrUsage, err)
	}
	return s, nil
}
