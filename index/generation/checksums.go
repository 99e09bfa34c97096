package generation

import (
	"io/fs"
	"sync"
	"time"

	"github.com/fumikura/fumikura/internal/osfile"
)

const (
	// mostKnown is far above the files of two generations.
	mostKnown = 10_000
	// settled is how old a file must be to be known by its time: in less the clocks of file systems may not tick, and a second
	// writing would leave no trace.
	settled = 20 * time.Millisecond
)

// checksumCache is the checksums of the files that a store has read. A file goes by where it lies on the disk, its size and when it
// was last written: two generations share files under two names, and whoever writes into one changes the time. What changes
// without being written, a bit of the disk, is found by Verify and by the next process.
type checksumCache struct {
	mu   sync.Mutex
	sums map[identity]string
}

type identity struct {
	device, inode uint64
	size, written int64
}

func identify(info fs.FileInfo) (identity, bool) {
	device, number, ok := osfile.Identity(info)
	return identity{device, number, info.Size(), info.ModTime().UnixNano()}, ok
}

func (k *checksumCache) is(info fs.FileInfo, sum string) bool {
	id, ok := identify(info)
	k.mu.Lock()
	defer k.mu.Unlock()
	return ok && k.sums[id] == sum
}

func (k *checksumCache) note(info fs.FileInfo, sum string) {
	id, ok := identify(info)
	if !ok || time.Since(info.ModTime()) < settled {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.sums == nil || len(k.sums) >= mostKnown {
		k.sums = map[identity]string{} // what is forgotten is read once more
	}
	k.sums[id] = sum
}

func (k *checksumCache) forget(info fs.FileInfo) {
	id, _ := identify(info)
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.sums, id)
}
