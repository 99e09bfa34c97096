package archive

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"syscall"

	"modernc.org/sqlite"

	"github.com/fumikura/fumikura/internal/blog"
)

// The result codes of SQLite that tell the owner something. The low byte is the kind; some kinds tell more above it.
const (
	codeBusy     = 5
	codeNoMemory = 7
	codeReadOnly = 8
	codeIO       = 10
	codeCorrupt  = 11
	codeFull     = 13
	codeCantOpen = 14
	codeNotADB   = 26

	ioShortRead = codeIO | 2<<8  // the file is shorter than its own head says
	ioNoMemory  = codeIO | 12<<8 // not of the disk at all
	ioShmSize   = codeIO | 19<<8 // archive.db-shm cannot grow, which is what a full disk does first
)

// explain is the function explain, for an error of this archive. SQLite calls a page that the disk does not give a malformed one, so the
// file is read once more before it is called damaged: where the disk still fails, the archive may be whole.
func (d *DB) explain(err error) error { return explainAt(d.path, err) }

func explainAt(path string, err error) error {
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok || e.Code()&0xff != codeCorrupt && e.Code()&0xff != codeNotADB {
		return explain(err)
	}
	for _, name := range []string{path, path + "-wal"} {
		if readErr := readable(name); readErr != nil && !errors.Is(readErr, fs.ErrNotExist) {
			return fmt.Errorf("the disk fails to give the archive, which may be whole: %w: %w", readErr, err)
		}
	}
	return explain(err)
}

// readable reads a file to its end.
func readable(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	_, err = io.Copy(io.Discard, io.NewSectionReader(f, 0, math.MaxInt64))
	return err
}

// explain adds to SQLite's error what the owner can do about it.
func explain(err error) error {
	e, ok := errors.AsType[*sqlite.Error](err)
	if !ok {
		return err
	}
	if note, kind := explanation(e.Code()); kind != nil {
		return fmt.Errorf("%s: %w: %w", note, err, kind)
	} else if note != "" {
		return fmt.Errorf("%s: %w", note, err)
	}
	return err
}

// explanation says what a code means to the owner, and of which kind such an error is.
func explanation(code int) (note string, kind error) {
	switch code {
	case ioShmSize:
		return explanation(codeFull)
	case ioNoMemory:
		return explanation(codeNoMemory)
	case ioShortRead:
		return explanation(codeCorrupt)
	}
	switch code & 0xff {
	case codeBusy:
		return "another process is writing; try again", blog.ErrUnavailable
	case codeNoMemory:
		return "there is not enough memory", nil
	case codeFull:
		return "the disk is full; what was stored before is safe", syscall.ENOSPC
	case codeReadOnly, codeCantOpen:
		return "the file or its folder is missing or may not be written", nil
	case codeIO:
		return "the disk fails, a quota is used up, or the path is not a file", nil
	case codeCorrupt, codeNotADB:
		return "the file is damaged or no archive; put a backup in its place, or move it away and crawl again", nil
	}
	return "", nil
}
