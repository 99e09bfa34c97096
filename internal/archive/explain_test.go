package archive_test

import (
	"errors"
	"strings"
	"syscall"
	"testing"

	"github.com/fumikura/fumikura/internal/archive"
	"github.com/fumikura/fumikura/internal/blog"
)

func TestACodeOfSQLiteIsToldAsWhatTheOwnerCanDo(t *testing.T) {
	cases := []struct {
		code int
		name string // SQLite's
		note string
		kind error
	}{
		{5, "BUSY", "another process", blog.ErrUnavailable},
		{517, "BUSY_SNAPSHOT", "another process", blog.ErrUnavailable},
		{13, "FULL", "the disk is full", syscall.ENOSPC},
		{4874, "IOERR_SHMSIZE", "the disk is full", syscall.ENOSPC},
		{778, "IOERR_WRITE", "a quota", nil},
		{1034, "IOERR_FSYNC", "the disk fails", nil},
		{522, "IOERR_SHORT_READ", "damaged", nil},
		{3082, "IOERR_NOMEM", "memory", nil},
		{7, "NOMEM", "memory", nil},
		{14, "CANTOPEN", "may not be written", nil},
		{1032, "READONLY_DBMOVED", "may not be written", nil},
		{11, "CORRUPT", "put a backup in its place", nil},
		{26, "NOTADB", "put a backup in its place", nil},
		{1, "ERROR", "", nil},
	}
	for _, c := range cases {
		note, kind := archive.Explanation(c.code)
		if !strings.Contains(note, c.note) || (note == "") != (c.note == "") || !errors.Is(kind, c.kind) {
			t.Errorf("%s (%d) is told as %q, %v", c.name, c.code, note, kind)
		}
	}
}
