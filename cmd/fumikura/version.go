package main

import (
	_ "embed"
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

// release is the version of the program; make release sets it, and a build from a tagged commit knows better.
var release = "0.1.0"

// licenses are those of all that is linked into the program. make licenses collects them.
//
//go:embed licenses.txt
var licenses string

// version is what this binary calls itself, in reports and to the servers it asks.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return release
	}
	v := strings.TrimPrefix(info.Main.Version, "v")
	if v == "" || v == "(devel)" || strings.HasPrefix(v, "0.0.0-") { // no tag, as a checkout built by hand
		return release
	}
	return v
}

func (a *app) versionCommand() *cobra.Command {
	var withLicenses bool
	c := &cobra.Command{
		Use:     "version",
		Short:   "Print the version, or the licences of what is in the program",
		Long:    "Print the version. With --licenses, print the licences of the libraries and the dictionary that are linked into the program.",
		Example: "  fumikura version --licenses",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			if withLicenses && a.json {
				return a.printJSON(map[string]string{"licenses": licenses})
			}
			if withLicenses {
				_, err := fmt.Fprint(a.stdout, licenses)
				return err
			}
			if a.json {
				return a.printJSON(map[string]string{"version": version(), "go": runtime.Version(), "os": runtime.GOOS, "arch": runtime.GOARCH})
			}
			_, err := fmt.Fprintf(a.stdout, "fumikura %s (%s, %s/%s)\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return err
		},
	}
	c.Flags().BoolVar(&withLicenses, "licenses", false, "print the licences")
	return c
}
