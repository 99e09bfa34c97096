package main

import (
	"reflect"
	"regexp"
	"testing"
)

func TestEveryKeyThatHoldsASecretIsShownOnlyAsSet(t *testing.T) {
	c := defaultConfig()
	seen := 0
	for key, v := range leaves(reflect.ValueOf(&c).Elem(), "") {
		if !regexp.MustCompile(`token|password|secret|cookie|auth`).MatchString(key) {
			continue
		}
		seen++
		v.SetString("geheim")
		if e := c.effectiveOf(key, v); e.Value != nil || e.said() != "set" {
			t.Errorf("%s is shown: %v", key, e.Value)
		}
	}
	if seen < 3 {
		t.Errorf("only %d secrets were seen", seen)
	}
}
