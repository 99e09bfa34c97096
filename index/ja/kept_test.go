package ja_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/fumikura/fumikura/index/ja"
)

func TestAKeptDictionaryIsTheSame(t *testing.T) {
	dir := t.TempDir()
	old := filepath.Join(dir, "dictionary-old")
	if err := os.WriteFile(old, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	same, err := ja.Kept(filepath.Join(dir, "dictionary-new"), func() {})
	if err != nil || !same {
		t.Errorf("it comes back the same: %v, %v", same, err)
	}
	if files, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(files) != 1 {
		t.Errorf("what is left is %v, %v", files, err)
	}
}

func TestADamagedKeptDictionaryIsRefused(t *testing.T) {
	file := filepath.Join(t.TempDir(), "dictionary-damaged")
	for name, damage := range map[string]func(b []byte) []byte{
		"empty":     func([]byte) []byte { return nil },
		"cut short": func(b []byte) []byte { return b[:len(b)/2] },
		"flipped":   func(b []byte) []byte { b[len(b)/3] ^= 1; return b },
	} {
		_, err := ja.Kept(file, func() {
			b, err := os.ReadFile(file)
			if err == nil {
				err = os.WriteFile(file, damage(b), 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
		})
		if err == nil {
			t.Errorf("one that is %s is taken", name)
		}
	}
}
