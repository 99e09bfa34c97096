package osfile_test

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/fumikura/fumikura/internal/osfile"
)

func TestAFileOfAnotherUserHasAnOwner(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if got := osfile.Owner(file); got != "" {
		t.Errorf("our own file belongs to %q", got)
	}
	if runtime.GOOS == "windows" || os.Geteuid() != 0 {
		t.Skip("only root may give a file away")
	}
	if err := os.Chown(file, 54321, 54321); err != nil {
		t.Fatal(err)
	}
	if got := osfile.Owner(file); got != "#54321" {
		t.Errorf("the file of a user without a name belongs to %q", got)
	}
}
