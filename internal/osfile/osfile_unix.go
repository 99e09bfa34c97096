//go:build unix

package osfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"
)

const foldersSync = true

// TryLock takes the exclusive lock of an open file without waiting; ErrLocked where another has it. The system gives it back when the
// file is closed or the process ends, however it ends.
func TryLock(f *os.File) error {
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		if errors.Is(err, unix.EWOULDBLOCK) {
			err = ErrLocked
		}
		return fmt.Errorf("lock %s: %w", f.Name(), err)
	}
	return nil
}

// TryLockFolder takes the exclusive lock of a folder as TryLock does. Close what it gives to give it back.
func TryLockFolder(name string) (*os.File, error) {
	f, err := os.Open(name)
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
	var st unix.Statfs_t
	if err := unix.Statfs(dir, &st); err != nil {
		return 0, fmt.Errorf("ask for the free space of %s: %w", dir, err)
	}
	return int64(st.Bavail) * int64(st.Bsize), nil
}

// Identity names a file by device and number, the same under each of its names; false where the system does not tell.
func Identity(info fs.FileInfo) (device, number uint64, ok bool) {
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0, false
	}
	return uint64(st.Dev), uint64(st.Ino), true
}

// Writable says whether files can be made in a folder.
func Writable(dir string) bool { return unix.Access(dir, unix.W_OK) == nil }

// Map gives the first bytes of an open file as memory that the system reads when it is looked at (mmap). It is for reading only, stays good
// when the file is closed, and is given back by Unmap.
func Map(f *os.File, size int) ([]byte, error) {
	b, err := unix.Mmap(int(f.Fd()), 0, size, unix.PROT_READ, unix.MAP_PRIVATE)
	if err != nil {
		return nil, fmt.Errorf("map %s: %w", f.Name(), err)
	}
	return b, nil
}

// Unmap gives back what Map gave. Nothing may look at it any more.
func Unmap(b []byte) error { return unix.Munmap(b) }

// Owner gives the name of the user whom the file belongs to, where that is not the one who runs this process; empty where it is, or where it
// cannot be told.
func Owner(name string) string {
	info, err := os.Stat(name)
	if err != nil {
		return ""
	}
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok || int(s.Uid) == os.Geteuid() {
		return ""
	}
	id := strconv.FormatUint(uint64(s.Uid), 10)
	if u, err := user.LookupId(id); err == nil {
		return u.Username
	}
	return "#" + id // as sudo -u takes it
}
