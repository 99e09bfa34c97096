package intern_test

import (
	"strconv"
	"testing"

	"github.com/fumikura/fumikura/internal/intern"
)

func TestATextAndAPairKeepTheirNumbers(t *testing.T) {
	var table intern.Table
	known := map[[2]string]uint32{}
	for round := range 2 {
		for i := range 5000 { // the table grows several times
			a, b := strconv.Itoa(i), strconv.Itoa(i)
			if i%3 == 0 {
				b = strconv.Itoa(i / 7)
			}
			key := [2]string{a, b}
			n := table.Pair(a, b)
			if round == 0 {
				known[key] = n
			}
			if n != known[key] || a == b && n != table.Number(a) {
				t.Fatalf("%q has number %d, before %d", key, n, known[key])
			}
		}
	}
	texts := table.Texts()
	table.Number("one more")
	for key, n := range known {
		if a, b := texts.At(n); a != key[0] || b != key[1] || string(texts.Bytes(n)) != a {
			t.Errorf("number %d is %q, %q, want %q", n, a, b, key)
		}
	}
	if len(known) != texts.Len() || table.Len() != texts.Len()+1 {
		t.Errorf("%d numbers, and %d with one more, for %d pairs", texts.Len(), table.Len(), len(known))
	}
}

func TestPairsThatReadAlikeSideBySideAreTold(t *testing.T) {
	var table intern.Table
	seen := map[uint32]bool{}
	for _, p := range [][2]string{{"ab", "c"}, {"a", "bc"}, {"abc", ""}, {"", "abc"}, {"abc", "abc"}, {"", ""}, {"c", "ab"},
		{"a", "a"}, {"aa", "aa"}, {"aaa", "aaa"}, {"aaaa", "aaaa"}, {"a\x00", "a\x00"}, {"\x00", "\x00"}, {"\x00a", "\x00a"}, {"漢字", "漢字"}, {"漢字a", "漢字a"}, {"漢字ab", "漢字ab"}} {
		seen[table.Pair(p[0], p[1])] = true
	}
	if len(seen) != 17 || table.Len() != 17 {
		t.Errorf("17 pairs have %d numbers", len(seen))
	}
}
