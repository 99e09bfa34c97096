package source

import (
	"fmt"
	"io"
)

// What is packed may unpack to anything. Text shrinks to a third or a tenth; what grows a hundredfold is a bomb.
const (
	maxRatio   = 100
	freeGrowth = 16 << 20 // below this nothing is suspected
	maxEntries = 200_000  // files in an archive: forty times what an importer of blogs takes at most
)

type counter struct {
	r io.Reader
	n int64
}

// Read reads on.
func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// bounded reads what is being unpacked and stops at a bomb.
type bounded struct {
	r      io.Reader
	packed *counter
	n      int64
}

// Read gives what is unpacked.
func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.r.Read(p)
	b.n += int64(n)
	if tooMuch(b.n, b.packed.n) {
		return 0, errBomb()
	}
	return n, err
}

func tooMuch(unpacked, packed int64) bool {
	return unpacked > freeGrowth && unpacked/maxRatio > packed
}

func errBomb() error {
	return fmt.Errorf("it unpacks to more than %d times its size", maxRatio)
}
