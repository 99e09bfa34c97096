package source

import (
	"fmt"
	"io"
)

// What is packed may unpack to anything. Text shrinks to a third or a tenth; what grows a hundredfold is a bomb. All that is
// unpacked at any level of nesting, holes of sparse files with it, counts against the one file that the owner named.
const (
	maxRatio   = 100
	freeGrowth = 16 << 20 // below this nothing is suspected
	maxEntries = 200_000  // files in all archives together: forty times what an importer of blogs takes at most
	maxNesting = 2        // archives within archives: a backup of exports has one within another, and what holds itself never ends
)

// budget is what may be unpacked in one run.
type budget struct {
	packed   int64 // size of the file that the owner named; 0 where it is a folder
	unpacked int64
	entries  int
}

// take counts what has been unpacked.
func (b *budget) take(n int64) error {
	if b.unpacked += n; b.unpacked > freeGrowth && b.unpacked/maxRatio > b.packed {
		return fmt.Errorf("it unpacks to more than %d times its size", maxRatio)
	}
	return nil
}

// entry counts a file of an archive.
func (b *budget) entry() error {
	if b.entries++; b.entries > maxEntries {
		return fmt.Errorf("more than %d files", maxEntries)
	}
	return nil
}

// bounded reads what is being unpacked, within the budget.
type bounded struct {
	r      io.Reader
	budget *budget
}

// Read gives what is unpacked.
func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	if e := b.budget.take(int64(n)); e != nil {
		return 0, e
	}
	return n, err
}
