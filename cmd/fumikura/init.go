package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/spf13/cobra"

	"github.com/fumikura/fumikura/internal/blog"
)

func (a *app) initCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "init",
		Short: "Write a commented fumikura.toml with every key and its default",
		Long: `Write a commented fumikura.toml into the working folder, with every key, its meaning and its default. None of them is needed.

Exit codes: 0 written, 1 it cannot be written, 2 there is one already.`,
		Example: "  fumikura init",
		Args:    noArgs,
		RunE: func(*cobra.Command, []string) error {
			f, err := os.OpenFile(configName, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) // it may hold a token
			if errors.Is(err, fs.ErrExist) {
				return fmt.Errorf("%w: there is a %s already; it is left as it is", blog.ErrUsage, configName)
			}
			if err != nil {
				return fmt.Errorf("write the configuration: %w", err)
			}
			_, err = f.WriteString(configTemplate())
			if err := errors.Join(err, f.Close()); err != nil {
				return fmt.Errorf("write the configuration: %w", err)
			}
			if a.json {
				return a.printJSON(map[string]string{"file": configName})
			}
			_, err = fmt.Fprintf(a.stdout, "%s is written; remove the # before a key to change it.\n", configName)
			return err
		},
	}
}

// configTemplate is a configuration file in which every key is commented out with its meaning and its default.
func configTemplate() string {
	var b strings.Builder
	b.WriteString("# Configuration of Fumikura. Every key may be left out; the values shown are the defaults. Each can also be set by an\n" +
		"# environment variable, such as FUMIKURA_SERVE_ADDR for addr in [serve].\n")
	writeTable(&b, reflect.ValueOf(defaultConfig()), "")
	b.WriteString(blogExample)
	return b.String()
}

func writeTable(b *strings.Builder, v reflect.Value, name string) {
	if name != "" {
		fmt.Fprintf(b, "\n[%s]\n", name)
	}
	for i := range v.NumField() {
		field := v.Type().Field(i)
		key := field.Tag.Get("toml")
		if field.Type.Kind() == reflect.Struct || key == "-" {
			continue
		}
		line, err := toml.Marshal(map[string]any{key: v.Field(i).Interface()})
		if err != nil {
			panic(err) // the types of the configuration are ours
		}
		fmt.Fprintf(b, "\n# %s\n# %s\n", field.Tag.Get("doc"), strings.TrimSpace(string(line)))
	}
	for i := range v.NumField() {
		if field := v.Type().Field(i); field.Type.Kind() == reflect.Struct {
			writeTable(b, v.Field(i), field.Tag.Get("toml"))
		}
	}
}
