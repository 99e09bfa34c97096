package archive

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/fumikura/fumikura/internal/blog"
	"github.com/fumikura/fumikura/internal/osfile"
)

const lockName = "lock"

// Lock is the right to write in a data folder. The system gives it back when the process ends, however it ends.
type Lock struct{ file *os.File }

// Holder says who has the lock.
type Holder struct {
	What  string    `json:"what"` // the command that runs
	PID   int       `json:"pid"`
	Since time.Time `json:"since"`
}

// Acquire takes the lock of the data folder for what is about to run, making the folder where needed. It does not wait: where
// another process has the lock, the error is blog.ErrUnavailable and says who.
func Acquire(dir, what string) (*Lock, error) { return acquire(dir, lockName, what) }

func acquire(dir, name, what string) (*Lock, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("lock %s: %w", dir, err)
	}
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", dir, err)
	}
	if err := osfile.TryLock(f); err != nil {
		if errors.Is(err, osfile.ErrLocked) {
			err = fmt.Errorf("%s is at work there: %w", readHolder(f), blog.ErrUnavailable)
		}
		return nil, fmt.Errorf("lock %s: %w", dir, errors.Join(err, f.Close()))
	}
	if err := writeHolder(f, Holder{What: what, PID: os.Getpid(), Since: time.Now()}); err != nil {
		return nil, fmt.Errorf("lock %s: %w", dir, errors.Join(err, f.Close()))
	}
	return &Lock{file: f}, nil
}

// Release gives the lock back. The file stays, because a file that others may hold open must not be replaced.
func (l *Lock) Release() error {
	if err := errors.Join(l.file.Truncate(0), l.file.Close()); err != nil {
		return fmt.Errorf("release %s: %w", l.file.Name(), err)
	}
	return nil
}

// String is the holder for people: "reindex, process 123, since 10:02".
func (h Holder) String() string {
	if h.PID == 0 {
		return "another process"
	}
	return fmt.Sprintf("%s, process %d, since %s,", h.What, h.PID, h.Since.Local().Format("15:04"))
}

func writeHolder(f *os.File, h Holder) error {
	b, err := json.Marshal(h)
	if err != nil {
		return err
	}
	if err := f.Truncate(0); err != nil {
		return err
	}
	_, err = f.WriteAt(append(b, '\n'), 0)
	return err
}

// readHolder gives an empty Holder where the other process has not written yet.
func readHolder(f *os.File) Holder {
	var h Holder
	b, err := io.ReadAll(io.LimitReader(f, 4096))
	if err != nil || json.Unmarshal(b, &h) != nil {
		return Holder{}
	}
	return h
}
