package main

import (
	"fmt"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// envPrefix begins the names of all variables of the environment that are ours.
const envPrefix = "FUMIKURA_"

// environment is what the process was given. The zero environment is empty.
type environment struct {
	get func(string) string
	all func() []string // NAME=value; nil: nothing is looked for that is not known
}

// testVariables are read by the tests and the build, and by nothing that an owner runs.
var testVariables = []string{"FUMIKURA_BENCH_DIR", "FUMIKURA_BENCH_POSTS", "FUMIKURA_CLIENTS", "FUMIKURA_CORPORA", "FUMIKURA_FAULTS", "FUMIKURA_INSTALL", "FUMIKURA_UPDATE"}

// ofOthers are variables that Kubernetes and Docker set for a service that is called fumikura, whatever runs there.
var ofOthers = regexp.MustCompile(`^FUMIKURA_(.+_)?(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$`)

// check refuses a variable that is none of ours, as the file's unknown keys are refused: it would do nothing, and its writer would not know.
func (e environment) check(c *config) error {
	if e.all == nil {
		return nil
	}
	var known []string
	for key := range leaves(reflect.ValueOf(*c), "") {
		known = append(known, variableOf(key))
	}
	known = append(known, "FUMIKURA_CONFIG")
	inBlogs := c.variables()
	for _, line := range slices.Sorted(slices.Values(e.all())) {
		name, value, _ := strings.Cut(line, "=")
		switch {
		case !strings.HasPrefix(name, envPrefix) || value == "":
		case slices.Contains(known, name), slices.Contains(testVariables, name), strings.HasPrefix(name, "FUMIKURA_TEST_"):
		case inBlogs[name], ofOthers.MatchString(name), name == "FUMIKURA_PORT" && strings.Contains(value, "://"):
		default:
			if near := nearestKey(name, known); near != "" {
				return fmt.Errorf("environment variable %s: there is no such key; did you mean %s?", name, near)
			}
			return fmt.Errorf("environment variable %s: there is no such key; `fumikura config` lists them all", name)
		}
	}
	return nil
}

// variables are those that the tables of blogs refer to.
func (c *config) variables() map[string]bool {
	names := map[string]bool{}
	for _, b := range c.Blog {
		texts := slices.Concat(slices.Collect(maps.Values(b.Headers)), slices.Collect(maps.Values(b.Cookies)), []string{b.BasicAuth, b.Proxy})
		for _, t := range texts {
			os.Expand(t, func(name string) string { names[name] = true; return "" })
		}
	}
	return names
}

// variableOf is the variable of a key: FUMIKURA_SERVE_ADDR for serve.addr.
func variableOf(key string) string {
	return envPrefix + strings.ToUpper(strings.ReplaceAll(key, ".", "_"))
}

// setFromEnv sets each key from its environment variable where that is not empty.
func (c *config) setFromEnv(v reflect.Value, prefix string, getenv func(string) string) error {
	for key, field := range leaves(v, prefix) {
		name := variableOf(key)
		s := getenv(name)
		if s == "" {
			continue
		}
		if err := setValue(field, s); err != nil {
			return fmt.Errorf("environment variable %s: %w", name, err)
		}
		if c.from == nil {
			c.from = valueSources{}
		}
		c.from[key] = valueSource{kind: fromEnvironment, name: name}
	}
	return nil
}

func setValue(v reflect.Value, s string) error {
	switch p := v.Addr().Interface().(type) {
	case *string:
		*p = s
	case *duration:
		return p.UnmarshalText([]byte(s))
	case *[]string:
		*p = strings.FieldsFunc(s, func(r rune) bool { return r == ',' || r == ' ' })
	case *bool:
		b, err := strconv.ParseBool(s)
		if err != nil {
			return fmt.Errorf("%q is neither true nor false", s)
		}
		*p = b
	case *float64:
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return fmt.Errorf("%q is no number", s)
		}
		*p = f
	case *int:
		n, err := strconv.Atoi(s)
		if err != nil {
			return fmt.Errorf("%q is no whole number", s)
		}
		*p = n
	default:
		return fmt.Errorf("can only be set in the file")
	}
	return nil
}
