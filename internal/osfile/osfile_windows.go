package osfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

// foldersSync is false: names in a folder become durable by themselves, and a handle of a folder cannot be flushed.
const foldersSync = false

// TryLock takes the exclusive lock of an open file without waiting; ErrLocked where another has it. The system gives it back when the
// file is closed or the process ends, however it ends.
func TryLock(f *os.File) error {
	// One byte far behind the end is locked, because a lock here keeps others from reading what it covers.
	at := windows.Overlapped{OffsetHigh: 1}
	err := windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &at)
	if err != nil {
		if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
			err = ErrLocked
		}
		return fmt.Errorf("lock %s: %w", f.Name(), err)
	}
	return nil
}

// TryLockFolder takes the exclusive lock of a folder as TryLock does. Close what it gives to give it back. A folder itself cannot be
// locked here, so that a file beside it stands for it.
func TryLockFolder(name string) (*os.File, error) {
	if _, err := os.Stat(name); err != nil {
		return nil, fmt.Errorf("lock %s: %w", name, err)
	}
	f, err := os.OpenFile(name+".lock", os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", name, err)
	}
	if err := TryLock(f); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// Free gives how many bytes may still be written to the file system of a folder.
func Free(dir string) (int64, error) {
	path, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, fmt.Errorf("ask for the free space of %s: %w", dir, err)
	}
	var free uint64
	if err := windows.GetDiskFreeSpaceEx(path, &free, nil, nil); err != nil {
		return 0, fmt.Errorf("ask for the free space of %s: %w", dir, err)
	}
	return int64(free), nil
}

// Identity names a file by device and number, the same under each of its names; false where the system does not tell, as here.
func Identity(fs.FileInfo) (device, number uint64, ok bool) { return 0, 0, false }

// Writable says whether files can be made in a folder.
func Writable(dir string) bool {
	f, err := os.CreateTemp(dir, ".writable-*")
	if err != nil {
		return false
	}
	return errors.Join(f.Close(), os.Remove(f.Name())) == nil
}

// Map reads the first bytes of an open file into memory. It stands for mapping, which takes more than one handle here.
func Map(f *os.File, size int) ([]byte, error) {
	b := make([]byte, size)
	if _, err := f.ReadAt(b, 0); err != nil {
		return nil, fmt.Errorf("read %s: %w", f.Name(), err)
	}
	return b, nil
}

// Unmap leaves what Map gave to the collection of memory.
func Unmap([]byte) error { return nil }

// Owner is always empty: who may use a file is a matter of lists here.
func Owner(string) string { return "" }
