// Package osfile does what operating systems do with files each in their own way: locks, free space, identity, durable names. It is
// not for what package os does everywhere alike.
package osfile

import (
	"errors"
	"fmt"
	"os"
)

// ErrLocked is what a lock gives that another process or file handle holds.
var ErrLocked = errors.New("it is locked")

// Sync makes the content of a file or the names in a folder durable (fsync). Where the system has no such thing for folders it does
// nothing for them.
func Sync(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return fmt.Errorf("sync %s: %w", name, err)
	}
	info, err := f.Stat()
	if err == nil && (foldersSync || !info.IsDir()) {
		err = f.Sync()
	}
	if err := errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("sync %s: %w", name, err)
	}
	return nil
}
