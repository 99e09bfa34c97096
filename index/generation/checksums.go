package generation

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
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
	// recalled is how long it is believed what another process has read. A disk that loses a bit tells nobody, so that every file is read
	// again on each day on which something is built.
	recalled = 24 * time.Hour
	// checkedName is the file of a generation that tells the next process what this one has read.
	checkedName = "checked.json"
)

// checksumCache is the checksums of the files that a store has read. A file goes by where it lies on the disk, its size and when it
// was last written: two generations share files under two names, and whoever writes into one changes the time. What changes
// without being written, a bit of the disk, is found by Verify, and by the next process that recalls nothing.
type checksumCache struct {
	mu   sync.Mutex
	sums map[identity]checked
}

type identity struct {
	Device, Inode uint64
	Size, Written int64
}

// checked is the checksum of a file, and when the file was read for it.
type checked struct {
	SHA256 string
	At     time.Time
}

func identify(info fs.FileInfo) (identity, bool) {
	device, number, ok := osfile.Identity(info)
	return identity{device, number, info.Size(), info.ModTime().UnixNano()}, ok
}

func (k *checksumCache) is(info fs.FileInfo, sum string) bool {
	id, ok := identify(info)
	k.mu.Lock()
	defer k.mu.Unlock()
	return ok && k.sums[id].SHA256 == sum
}

func (k *checksumCache) note(info fs.FileInfo, sum string) {
	id, ok := identify(info)
	if !ok || time.Since(info.ModTime()) < settled {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.sums == nil || len(k.sums) >= mostKnown {
		k.sums = map[identity]checked{} // what is forgotten is read once more
	}
	k.sums[id] = checked{sum, time.Now()}
}

func (k *checksumCache) forget(info fs.FileInfo) {
	id, _ := identify(info)
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.sums, id)
}

// noted is a line of the file checkedName.
type noted struct {
	identity
	checked
}

// Recall believes what the process that published the live generation has read of its files, where nobody has written them since. It is for
// builders, which come often and read next to nothing; who answers from an index reads all of it first.
func (s *Store) Recall() {
	id, err := s.Current()
	if err != nil {
		return // whoever asks next says why
	}
	b, err := os.ReadFile(filepath.Join(s.root(id), checkedName))
	var list []noted
	if err != nil || json.Unmarshal(b, &list) != nil {
		return // all is read
	}
	s.known.mu.Lock()
	defer s.known.mu.Unlock()
	if s.known.sums == nil {
		s.known.sums = map[identity]checked{}
	}
	for _, n := range list {
		if since := time.Since(n.At); since >= 0 && since < recalled && len(s.known.sums) < mostKnown {
			s.known.sums[n.identity] = n.checked
		}
	}
}

// notes writes what is known of the files of a draft. They are only worth the time of reading them, so that nothing waits for it to be durable.
func (d *Draft) notes(files []File) error {
	var list []noted
	for _, f := range files {
		info, err := os.Lstat(filepath.Join(d.Dir(), filepath.FromSlash(f.Name)))
		if err != nil {
			return err
		}
		id, ok := identify(info)
		d.store.known.mu.Lock()
		if c := d.store.known.sums[id]; ok && c.SHA256 == f.SHA256 {
			list = append(list, noted{id, c})
		}
		d.store.known.mu.Unlock()
	}
	b, err := json.Marshal(list)
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(d.root, checkedName), b, 0o644)
}
