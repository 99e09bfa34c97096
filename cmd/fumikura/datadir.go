package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/fumikura/fumikura/internal/osfile"
)

// placeData chooses the data folder where nobody has named one. It is ./fumikura-data where that is there already or can be made. In a unit of
// systemd, or where the working folder may not be written, it is the unit's state folder (STATE_DIRECTORY), else the user's folder for
// data ($XDG_DATA_HOME/fumikura); that is told, so that nobody looks for it in vain.
func (a *app) placeData() error {
	if a.cfg.from["data"].kind != "" {
		return nil
	}
	if _, err := os.Stat(a.cfg.Data); err == nil {
		return nil
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
	return nil
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
