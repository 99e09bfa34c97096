package generation

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
)

// maxManifest is far above what ten thousand segment files need, and keeps a broken file from filling the memory.
const maxManifest = 16 << 20

// Meta is what the builder says about an index.
type Meta struct {
	Engine   string          `json:"engine"`           // bleve, …
	Analyzer string          `json:"analyzer"`         // version of the analysis it was built with
	Posts    int             `json:"posts"`            // posts in it
	Source   json.RawMessage `json:"source,omitempty"` // what it was built from, in the words of whoever had it built
}

// File is one file of an index as it was when published.
type File struct {
	Name   string `json:"name"` // below the index folder, with slashes
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"` // hex
}

// Manifest describes a published generation. Sum is the hex SHA-256 of the manifest's own text with Sum empty.
type Manifest struct {
	ID      string    `json:"id"`
	Created time.Time `json:"created"`
	From    string    `json:"from,omitempty"` // the generation it continues, empty when built from nothing
	Meta
	Files []File `json:"files"`
	Sum   string `json:"sum"`
}

// Bytes is the size of the index on disk.
func (m *Manifest) Bytes() int64 {
	var n int64
	for _, f := range m.Files {
		n += f.Size
	}
	return n
}

// Manifest reads the generation's manifest and checks its form, not the files. It is ErrDamaged where it does not hold, and
// blog.ErrNotFound where there is no such generation.
func (s *Store) Manifest(id string) (*Manifest, error) {
	if !validID(id) {
		return nil, fmt.Errorf("read generation %q: no such id: %w", id, blog.ErrNotFound)
	}
	dir := s.root(id)
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read generation %s: %w", id, blog.ErrNotFound)
	}
	name := filepath.Join(dir, manifestName)
	info, err := os.Lstat(name)
	if err != nil {
		return nil, damaged(id, manifestName, err.Error())
	}
	if !info.Mode().IsRegular() {
		return nil, damaged(id, manifestName, "it is not a regular file")
	}
	if info.Size() > maxManifest {
		return nil, damaged(id, manifestName, fmt.Sprintf("%d bytes are more than a manifest has", info.Size()))
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read generation %s: %w", id, err)
	}
	m, err := ParseManifest(b)
	if err != nil {
		return nil, fmt.Errorf("read generation %s: %w", id, err)
	}
	if m.ID != id {
		return nil, damaged(id, manifestName, "it belongs to "+m.ID)
	}
	return m, nil
}

// ParseManifest reads a manifest and refuses, as ErrDamaged, one that is not exactly as it was written.
func ParseManifest(b []byte) (*Manifest, error) {
	var m Manifest
	if err := json.Unmarshal(b, &m); err != nil {
		return nil, fmt.Errorf("parse %s: %w: %w", manifestName, err, ErrDamaged)
	}
	if !validID(m.ID) {
		return nil, damaged("", manifestName, "it names no generation")
	}
	for _, f := range m.Files {
		if !localName(f.Name) || f.Size < 0 || len(f.SHA256) != 2*sha256.Size {
			return nil, damaged(m.ID, manifestName, fmt.Sprintf("the entry of file %q is not valid", f.Name))
		}
	}
	want, err := m.encode()
	if err != nil {
		return nil, fmt.Errorf("parse %s: %w: %w", manifestName, err, ErrDamaged)
	}
	if !bytes.Equal(b, want) {
		return nil, damaged(m.ID, manifestName, "its checksum does not hold")
	}
	return &m, nil
}

// encode gives the manifest's text, with its sum set.
func (m *Manifest) encode() ([]byte, error) {
	m.Sum = ""
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("encode the manifest of %s: %w", m.ID, err)
	}
	sum := sha256.Sum256(b)
	m.Sum = hex.EncodeToString(sum[:])
	if b, err = json.MarshalIndent(m, "", "  "); err != nil {
		return nil, fmt.Errorf("encode the manifest of %s: %w", m.ID, err)
	}
	return append(b, '\n'), nil
}

// localName tells whether the name stays inside the index folder.
func localName(name string) bool {
	return name != "" && name == path.Clean(name) && name != ".." && !path.IsAbs(name) && !strings.HasPrefix(name, "../")
}

func damaged(id, file, what string) error {
	return fmt.Errorf("generation %s: %s: %s: %w", id, file, what, ErrDamaged)
}
