package corpus

import (
	"strings"
	"testing"
)

func TestAChangeWithoutANewVersionIsNoticedAndNotWrittenOver(t *testing.T) {
	kept := mark{"4", "posts", "made"}
	for name, c := range map[string]struct {
		now    mark
		update bool
		want   string // empty for no complaint
	}{
		"nothing has changed":               {kept, false, ""},
		"something else is made":            {mark{"4", "posts", "other"}, false, "raise Version in x.go"},
		"something else is made, on update": {mark{"4", "posts", "other"}, true, "raise Version in x.go"},
		"the version is new":                {mark{"5", "posts", "other"}, false, "with -update"},
		"the version is new, on update":     {mark{"5", "posts", "other"}, true, ""},
		"the posts are others":              {mark{"4", "others", "other"}, false, "with -update"},
		"the posts are others, on update":   {mark{"4", "others", "other"}, true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got := kept.differs(c.now, "Version in x.go", c.update)
			if !strings.Contains(got, c.want) || (got == "") != (c.want == "") {
				t.Errorf("it says %q, want %q", got, c.want)
			}
		})
	}
}
