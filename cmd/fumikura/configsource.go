package main

import (
	"fmt"
	"strings"
)

// The places that a value comes from.
const (
	fromDefault     = "default"
	fromFile        = "file"
	fromEnvironment = "environment"
	fromFlag        = "flag"
)

// valueSource is where a value comes from. The zero value is the default.
type valueSource struct {
	kind string
	name string // of the file, the variable or the flag; of a default maybe why
	line int    // in the file
}

// String says it to people: fumikura.toml:3, or FUMIKURA_DATA.
func (o valueSource) String() string {
	switch o.kind {
	case fromFile:
		return fmt.Sprintf("%s:%d", o.name, o.line)
	case fromEnvironment, fromFlag:
		return o.name
	}
	if o.name != "" {
		return fromDefault + ", " + o.name
	}
	return fromDefault
}

// where is String without the word default.
func (o valueSource) where() string {
	if o.kind == "" {
		return o.name
	}
	return o.String()
}

// valueSources are those of all values that are not plain defaults, by key.
type valueSources map[string]valueSource

// place begins a message on a key; a default needs no place.
func (o valueSources) place(key string) string {
	at, ok := o[key]
	for !ok && strings.Contains(key, ".") { // of a table that lacks it
		key = key[:strings.LastIndex(key, ".")]
		at, ok = o[key]
	}
	switch at.kind {
	case fromFile:
		return fmt.Sprintf("%s: line %d: ", at.name, at.line)
	case fromEnvironment:
		return "environment variable " + at.name + ": "
	case fromFlag:
		return at.name + ": "
	}
	return ""
}
