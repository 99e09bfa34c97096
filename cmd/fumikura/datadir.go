package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/fumikura/fumikura/internal/osfile"
)

// placeData chooses the data folder where nobody has named one. It is ./fumikura-data where that is there already or can be made. In a unit of
// systemd, or where the working folder may not be written, it is the unit's state folder (STATE_DIRECTORY), else the user's folder for
// data ($XDG_DATA_HOME/fumikura); that is told, so that nobody looks for it in vain.
func (a *app) placeData() error {
	if a.cfg.from["data"].kind != "" {
		return a.checkData()
	}
	if _, err := os.Stat(a.cfg.Data); err == nil {
		return a.checkData()
	}
	why := "this folder may not be written"
	switch {
	case a.inUnit():
		why = "in a unit of systemd"
	case osfile.Writable("."):
		return nil
	}
	dir, by := a.otherData()
	if dir == "" {
		return nil // what fails for it says so
	}
	a.cfg.Data = dir
	a.cfg.from["data"] = valueSource{name: why + ": " + by}
	fmt.Fprintf(a.stderr, "fumikura: the data folder is %s (%s, and --data names none)\n", dir, why)
	return a.checkData()
}

// checkData refuses a data folder that cannot be one, and one that this user may not enter: what is opened there later would fail with less
// to go by. Whether it may be written is for those to say who write.
func (a *app) checkData() error {
	dir := a.cfg.Data
	info, err := os.Stat(dir)
	switch {
	case err == nil && !info.IsDir():
		return a.cfg.located(faultf("data", "is %s, which is a file; it is to be a folder", dir))
	case errors.Is(err, syscall.ENOTDIR):
		return a.cfg.located(faultf("data", "is %s, and what it would lie in is a file", dir))
	case err != nil && !errors.Is(err, fs.ErrPermission):
		return nil // it is made where it is needed
	}
	if err == nil {
		_, err = os.ReadDir(dir)
	}
	if errors.Is(err, fs.ErrPermission) {
		return a.foreign(dir, dir)
	}
	return nil
}

// foreign says that this user may not use the data folder, and whose the folder or the file in it is that showed it.
func (a *app) foreign(dir, shown string) error {
	if owner := osfile.Owner(shown); owner != "" {
		return fmt.Errorf("the data folder %s belongs to the user %s, and this one may not use it: run it as that user, as in "+
			"sudo -u %s fumikura …, or name another folder with --data", dir, owner, owner)
	}
	return fmt.Errorf("the data folder %s may not be used by this user: run it as the user it belongs to, or name another folder with --data", dir)
}

// foreignFile says instead of an error that it comes of a file in the data folder that this user may not open.
func (a *app) foreignFile(err error) error {
	var at *fs.PathError
	if !errors.Is(err, fs.ErrPermission) || !errors.As(err, &at) || a.cfg.Data == "" {
		return err
	}
	if in, relErr := filepath.Rel(a.cfg.Data, at.Path); relErr != nil || !filepath.IsLocal(in) {
		return err
	}
	return a.foreign(a.cfg.Data, at.Path)
}

// inUnit says whether systemd has started this process. A terminal in a desktop may have been started by systemd, too, and what runs there
// inherits its variables.
func (a *app) inUnit() bool {
	if a.getenv("STATE_DIRECTORY") != "" {
		return true
	}
	return a.getenv("INVOCATION_ID") != "" && !terminal(a.stdin) && !terminal(a.stderr)
}

// otherData gives the folder beside the working one, and what named it.
func (a *app) otherData() (dir, by string) {
	if state, _, _ := strings.Cut(a.getenv("STATE_DIRECTORY"), ":"); state != "" {
		return state, "STATE_DIRECTORY"
	}
	if home := a.getenv("XDG_DATA_HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, "fumikura"), "XDG_DATA_HOME"
	}
	if home := a.getenv("HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, ".local", "share", "fumikura"), "the folder for data of this user"
	}
	return "", ""
}
