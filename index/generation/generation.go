package generation

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

// ErrDamaged is a generation whose files are not what its manifest says, or whose manifest cannot be read.
var ErrDamaged = errors.New("damaged generation")

const (
	currentName  = "CURRENT"
	genName      = "gen"
	indexName    = "index"
	manifestName = "manifest.json"
	draftPrefix  = ".draft-"

	// keep is how many generations stay on disk: the live one, and the one to go back to.
	keep = 2
)

// Store is the generations of one data folder. Readers may use it while one process builds.
type Store struct {
	dir   string
	now   func() time.Time
	step  func(name string) error // called before each durable step; tests make it fail
	known checksumCache
}

// Open gives the store of the data folder. It reads and writes nothing; a folder without generations is an empty store.
func Open(dir string) *Store {
	return &Store{dir: dir, now: time.Now, step: func(string) error { return nil }}
}

// Current is the id that CURRENT names. It is blog.ErrNotFound where nothing was ever published.
func (s *Store) Current() (string, error) {
	b, err := os.ReadFile(s.currentPath())
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("read %s: no index was published yet: %w", s.currentPath(), blog.ErrNotFound)
	}
	if err != nil {
		return "", fmt.Errorf("read the live generation's name: %w", err)
	}
	id := strings.TrimSuffix(string(b), "\n")
	if !validID(id) {
		return "", fmt.Errorf("read %s: it does not name a generation: %w", s.currentPath(), ErrDamaged)
	}
	return id, nil
}

// List gives the ids on disk, newest first, drafts left out. A listed generation may still be damaged.
func (s *Store) List() ([]string, error) {
	entries, err := os.ReadDir(s.genPath())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list the generations: %w", err)
	}
	var ids []string
	for _, e := range entries {
		if e.IsDir() && validID(e.Name()) {
			ids = append(ids, e.Name())
		}
	}
	slices.Sort(ids)
	slices.Reverse(ids)
	return ids, nil
}

// Dir is the folder of the generation's index, for an engine to open read-only.
func (s *Store) Dir(id string) string { return filepath.Join(s.root(id), indexName) }

func (s *Store) currentPath() string { return filepath.Join(s.dir, currentName) }

func (s *Store) genPath() string { return filepath.Join(s.dir, genName) }
