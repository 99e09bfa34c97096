package generation

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/fumikura/fumikura/internal/osfile"
)

// replaceFile writes the file beside its place, makes it durable and puts it there in one step, so that a reader sees the old
// text or the new one.
func replaceFile(name string, data []byte) error {
	tmp := name + ".tmp"
	if err := writeFile(tmp, data); err != nil {
		return err
	}
	if err := os.Rename(tmp, name); err != nil {
		return fmt.Errorf("put %s in its place: %w", name, err)
	}
	return osfile.Sync(filepath.Dir(name))
}

// writeFile writes a new file and makes its content durable.
func writeFile(name string, data []byte) (err error) {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return fmt.Errorf("create %s: %w", name, err)
	}
	defer func() {
		if e := f.Close(); e != nil && err == nil {
			err = fmt.Errorf("close %s: %w", name, e)
		}
	}()
	if _, err := f.Write(data); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if err := f.Sync(); err != nil {
		return fmt.Errorf("sync %s: %w", name, err)
	}
	return nil
}

// copyFile copies content and nothing else; the copy is not yet durable.
func copyFile(from, to string) (err error) {
	src, err := os.Open(from)
	if err != nil {
		return fmt.Errorf("copy %s: %w", from, err)
	}
	defer func() { _ = src.Close() }() // it was only read
	dst, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("copy %s: %w", from, err)
	}
	defer func() {
		if e := dst.Close(); e != nil && err == nil {
			err = fmt.Errorf("copy %s: %w", from, e)
		}
	}()
	if _, err := io.Copy(dst, src); err != nil {
		return fmt.Errorf("copy %s to %s: %w", from, to, err)
	}
	return nil
}
