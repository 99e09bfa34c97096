package main

import (
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

func TestAFullQueryLogBeginsAnewAndNothingIsLost(t *testing.T) {
	path := filepath.Join(t.TempDir(), "queries.log")
	if err := os.WriteFile(path, []byte(strings.Repeat(" ", maxQueryLog)+"\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	l, err := openQueryLog(path, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	l.add("猫", 3)
	l.add("犬", 0)
	l.close()
	for name, most := range map[string]int64{path: 200, path + ".1": maxQueryLog + 1} {
		info, err := os.Stat(name)
		if err != nil {
			t.Fatal(err)
		}
		if info.Size() > most || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has %d bytes and mode %o", filepath.Base(name), info.Size(), info.Mode().Perm())
		}
	}
	if err := os.Remove(path + ".1"); err != nil { // it holds spaces only, in a line longer than any of ours
		t.Fatal(err)
	}
	got, err := readQueryLog(path)
	if err != nil || len(got) != 2 || got[0].Query != "猫" || got[1].Total != 0 {
		t.Errorf("kept %v, %v", got, err)
	}
}

func TestEveryKeyOfTheConfigurationHasAnEnvironmentVariableAndALineInTheFileOfInit(t *testing.T) {
	template := configTemplate()
	uncommented := strings.NewReplacer("# [", "# [", "\n# ", "\n").Replace(template)
	var keys int
	walkConfig(reflect.TypeFor[config](), "FUMIKURA", func(name string, field reflect.StructField) {
		keys++
		key := field.Tag.Get("toml")
		if field.Tag.Get("doc") == "" || !strings.Contains(uncommented, "\n"+key+" = ") {
			t.Errorf("the file of init does not show %s with its meaning", key)
		}
		if field.Type == reflect.TypeFor[[]link]() || field.Type == reflect.TypeFor[[]blogConfig]() {
			return // tables cannot be written in a variable; init says so
		}
		value := map[reflect.Kind]string{reflect.Int: "7", reflect.Float64: "7", reflect.Bool: "false", reflect.Int64: "7m"}[field.Type.Kind()]
		if value == "" {
			value = "seven"
		}
		var c config
		err := c.setFromEnv(reflect.ValueOf(&c).Elem(), "", func(n string) string {
			if n == name {
				return value
			}
			return ""
		})
		before := config{}
		c.from = nil
		if field.Type.Kind() == reflect.Bool { // false is also what it was
			return
		}
		if err != nil || reflect.DeepEqual(c, before) {
			t.Errorf("%s=%s sets nothing: %v", name, value, err)
		}
	})
	if keys < 20 {
		t.Errorf("only %d keys were seen", keys)
	}
	c := defaultConfig()
	if err := toml.Unmarshal([]byte(template), &c); err != nil || !reflect.DeepEqual(c, defaultConfig()) {
		t.Errorf("the file of init as it is changes the defaults: %v", err)
	}
}

// walkConfig calls see for every leaf key with the name of its variable.
func walkConfig(typ reflect.Type, prefix string, see func(string, reflect.StructField)) {
	for field := range typ.Fields() {
		if field.Tag.Get("toml") == "-" {
			continue
		}
		name := prefix + "_" + strings.ToUpper(field.Tag.Get("toml"))
		if field.Type.Kind() == reflect.Struct {
			walkConfig(field.Type, name, see)
			continue
		}
		see(name, field)
	}
}
