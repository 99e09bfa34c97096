package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/fumikura/fumikura/internal/blog"
)

// flagError says what is wrong with a flag in the words of the command line, and where to read on.
func flagError(c *cobra.Command, err error) error {
	said := err.Error()
	if e, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		said = invalidValue(e)
	}
	if e, ok := errors.AsType[*pflag.NotExistError](err); ok && e.GetSpecifiedShortnames() == "" {
		var known []string
		c.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, f.Name) })
		if near := nearestKey(e.GetSpecifiedName(), known); near != "" {
			said += "; did you mean --" + near + "?"
		}
	}
	return fmt.Errorf("%w: %s; see %s --help", blog.ErrUsage, said, c.CommandPath())
}

func invalidValue(e *pflag.InvalidValueError) string {
	f := e.GetFlag()
	wanted := map[string]string{"int": "a whole number", "float64": "a number", "bool": "true or false"}[f.Value.Type()]
	if wanted == "" {
		return fmt.Sprintf("--%s: %v", f.Name, e.Unwrap())
	}
	return fmt.Sprintf("--%s is to be %s, not %q", f.Name, wanted, e.GetValue())
}

// usagef is an error of whoever typed the command.
func usagef(format string, args ...any) error {
	return fmt.Errorf("%w: %s", blog.ErrUsage, fmt.Sprintf(format, args...))
}

// wantsJSON says whether the command line asks for JSON, also where it cannot be read to its end.
func wantsJSON(args []string) bool {
	for _, arg := range args {
		if arg == "--" {
			return false
		}
		if arg == "--json" || arg == "--json=true" || strings.HasPrefix(arg, "--json=1") {
			return true
		}
	}
	return false
}
