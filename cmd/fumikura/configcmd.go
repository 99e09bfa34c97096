package main

import (
	"cmp"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
)

// effective is one value as config prints it.
type effective struct {
	Key    string `json:"key"`
	Value  any    `json:"value"`  // null for a secret
	Source string `json:"source"` // default, file, environment or flag
	Where  string `json:"where"`  // the file with its line, the variable, the flag; of a default why it is that, or empty
	Secret bool   `json:"secret"`
	Set    bool   `json:"set"` // it is not empty
}

func (a *app) configCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "config [KEY…]",
		Short: "Show the values in effect, and where each comes from",
		Long: `Show the values in effect, and where each comes from: a flag, the environment, a line of the file, or the default, in this order. Of
secrets is only told whether they are set. A key names one value, or a table of them.

Exit codes: 0 done; 2 the configuration is wrong, or there is no such key.`,
		Example: "  fumikura config\n  fumikura config serve --json\n  FUMIKURA_SERVE_ADDR=127.0.0.1:9090 fumikura config serve.addr",
		RunE: func(_ *cobra.Command, args []string) error {
			all := a.cfg.effective()
			if len(args) > 0 {
				var err error
				if all, err = chosen(all, args); err != nil {
					return err
				}
			}
			if a.json {
				return a.printJSON(map[string]any{"data": a.cfg.Data, "values": all})
			}
			return a.printConfig(all)
		},
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return keysOf(reflect.TypeFor[config](), ""), cobra.ShellCompDirectiveNoFileComp
		},
	}
}

// chosen keeps the keys named, and what is in the tables named.
func chosen(all []effective, keys []string) ([]effective, error) {
	var out []effective
	for _, key := range keys {
		found := false
		for _, e := range all {
			if plain := indexForm.ReplaceAllString(e.Key, ""); e.Key == key || plain == key || strings.HasPrefix(plain, key+".") {
				out, found = append(out, e), true
			}
		}
		f := configFile{config: reflect.TypeFor[config]()}
		if name := strings.Split(key, "."); !found && f.typeOf(name) == nil {
			return nil, usagef("%s", f.unknown(name))
		}
	}
	return out, nil
}

var indexForm = regexp.MustCompile(`\[\d+\]`)

// effective gives every value; of the tables of blogs those that say something.
func (c *config) effective() []effective {
	var all []effective
	for key, v := range leaves(reflect.ValueOf(*c), "") {
		if list, ok := v.Interface().([]blogConfig); ok {
			for i, b := range list {
				for name, value := range leaves(reflect.ValueOf(b), fmt.Sprintf("blog[%d].", i+1)) {
					if !value.IsZero() {
						all = append(all, c.effectiveOf(name, value))
					}
				}
			}
			continue
		}
		all = append(all, c.effectiveOf(key, v))
	}
	return all
}

// secrets are the last parts of keys whose values are told to nobody.
var secrets = []string{"token", "desk_token", "password", "headers", "basic_auth", "cookies"}

func (c *config) effectiveOf(key string, v reflect.Value) effective {
	from := c.from[key]
	e := effective{Key: key, Value: v.Interface(), Source: cmp.Or(from.kind, fromDefault), Where: from.where(), Set: !v.IsZero()}
	e.Secret = oneOf(key[strings.LastIndex(key, ".")+1:], secrets...)
	switch x := v.Interface().(type) {
	case []string:
		e.Value = append([]string{}, x...)
	case []link:
		e.Value = append([]link{}, x...)
	case string:
		if strings.Contains(x, "://") { // an address may have a name and a password in it
			e.Value = withoutUser(x)
		}
	}
	if e.Secret {
		e.Value = nil
	}
	return e
}

func (a *app) printConfig(all []effective) error {
	w := tabwriter.NewWriter(a.stdout, 0, 8, 2, ' ', 0)
	for _, e := range all {
		from := cmp.Or(e.Where, e.Source)
		if e.Source == fromDefault && e.Where != "" {
			from = e.Source + ", " + e.Where
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", visible(e.Key), visible(e.said()), visible(from))
	}
	return w.Flush()
}

// said is the value as it stands in the file.
func (e effective) said() string {
	if e.Secret {
		if e.Set {
			return "set"
		}
		return "unset"
	}
	switch x := e.Value.(type) {
	case string:
		return fmt.Sprintf("%q", x)
	case []string:
		return "[" + strings.Join(quoted(x), ", ") + "]"
	case []link:
		var parts []string
		for _, l := range x {
			parts = append(parts, fmt.Sprintf("%s (%s)", l.Title, l.URL))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return fmt.Sprint(e.Value)
}

func quoted(list []string) []string {
	out := make([]string, len(list))
	for i, s := range list {
		out[i] = fmt.Sprintf("%q", s)
	}
	return out
}
