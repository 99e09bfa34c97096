package bleve

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/index/scorch/mergeplan"
	api "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"github.com/fumikura/fumikura/internal/osfile"
)

const (
	// lockWait is how long opening waits for another process to let go of the index's own small database. Without a limit it
	// would wait for ever.
	lockWait = "5s"
	// failureEvery is how often who waits for the disk looks whether writing has failed.
	failureEvery = 50 * time.Millisecond
	// An increment merges no more posts than this into one segment, so that ten new posts never cost a merge of all the others, until
	// there are so many segments that searching gets slower.
	mergedPosts  = 5000
	manySegments = 40
	// A new index is made of few segments of nearly so many posts, each merged once of those that batches become. A search asks each
	// segment for each term, and each has its own list of all its terms; but while segments are merged, all of their pages may count as
	// memory of the program, and what was merged is let go of when all that was begun together is done. So a large segment is made as soon as
	// there is enough for it, of some six hundred posts a batch, and not all of them at the end.
	largeSegment = 1 << 15
	mergedAtOnce = 55
	smallSegment = 200
	// probeBytes are written to learn why writing fails, more than a batch becomes.
	probeBytes = 16 << 20
)

// openScorch opens the storage at dir. A read-only handle must not be given batches: they never return.
func openScorch(dir string, options map[string]any) (s *scorch.Scorch, queue *api.AnalysisQueue, err error) {
	registered()
	queue = api.NewAnalysisQueue(runtime.GOMAXPROCS(0))
	options["path"], options["bolt_timeout"] = dir, lockWait
	err = guarded(func() error { // a damaged file makes the storage panic
		idx, err := scorch.NewScorch(scorch.Name, options, queue)
		if err != nil {
			return err
		}
		var ok bool
		if s, ok = idx.(*scorch.Scorch); !ok {
			return fmt.Errorf("the storage is a %T, which this program does not know", idx)
		}
		return s.Open()
	})
	if err != nil {
		queue.Close()
		return nil, nil, fmt.Errorf("open index %s: %w", dir, err)
	}
	return s, queue, nil
}

// storage is Bleve's, being written.
type storage struct {
	*scorch.Scorch
	queue *api.AnalysisQueue
	dir   string
}

// openStorage opens the storage of a new index, or of one that is to be continued.
func openStorage(dir string) (*storage, error) {
	// Safe batches wait for the disk by themselves. But where it fails they close a segment that the storage goes on using, which
	// ends the process a moment later; storage.write waits instead.
	options := map[string]any{"unsafe_batch": true}
	segments, err := filepath.Glob(filepath.Join(dir, "*.zap"))
	if err != nil {
		return nil, fmt.Errorf("open index %s: %w", dir, err)
	}
	switch n := len(segments); {
	case n == 0:
		options["scorchMergePlanOptions"] = map[string]any{"MaxSegmentsPerTier": mergedAtOnce, "SegmentsPerMergeTask": mergedAtOnce,
			"TierGrowth": mergedAtOnce, "FloorSegmentSize": smallSegment, "MaxSegmentSize": largeSegment}
	case n < manySegments:
		options["scorchMergePlanOptions"] = map[string]any{"MaxSegmentSize": mergedPosts}
	}
	idx, queue, err := openScorch(dir, options)
	if err != nil {
		return nil, err
	}
	return &storage{idx, queue, dir}, nil
}

// write puts a batch into the index and returns when it is on the disk.
func (s *storage) write(batch *api.Batch) error {
	done := make(chan error, 1)
	batch.SetPersistedCallback(func(err error) { done <- err })
	if err := s.Batch(batch); err != nil {
		return err
	}
	return s.wait(done)
}

// wait waits for the storage to have done something, or to fail.
func (s *storage) wait(done <-chan error) error {
	tick := time.NewTicker(failureEvery)
	defer tick.Stop()
	for {
		select {
		case err := <-done:
			return err
		case <-tick.C:
			if err := s.failure(); err != nil {
				return err
			}
		}
	}
}

// merge merges what is left of small segments into large ones.
func (s *storage) merge(ctx context.Context) error {
	done := make(chan error, 1)
	go func() { // it never returns where the disk fails, until the storage is closed
		done <- s.ForceMerge(ctx, &mergeplan.MergePlanOptions{MaxSegmentsPerTier: 1, SegmentsPerMergeTask: mergedAtOnce, TierGrowth: 1,
			FloorSegmentSize: 1 << 30, MaxSegmentSize: largeSegment, ReclaimDeletesWeight: 2})
	}()
	return s.wait(done)
}

// tidy removes the files of segments that were merged. The storage itself does so a while after it is opened again.
func tidy(dir string) error {
	idx, queue, err := openScorch(dir, map[string]any{"read_only": true})
	if err != nil {
		return err
	}
	live := map[string]bool{}
	state := present(idx)
	for _, p := range state.Segments() {
		if s, ok := p.Segment().(segment.PersistedSegment); ok {
			live[filepath.Base(s.Path())] = true
		}
	}
	err = errors.Join(state.Close(), idx.Close())
	queue.Close()
	files, e := filepath.Glob(filepath.Join(dir, "*.zap"))
	err = errors.Join(err, e)
	for _, f := range files {
		if err == nil && !live[filepath.Base(f)] {
			err = os.Remove(f)
		}
	}
	if err != nil {
		return fmt.Errorf("remove what was merged from %s: %w", dir, err)
	}
	return nil
}

// failure is why the storage could not write, or nil. By itself it would try again for ever.
func (s *storage) failure() error {
	stats, ok := s.Stats().(*scorch.Stats)
	if !ok || atomic.LoadUint64(&stats.TotPersistLoopErr) == 0 && atomic.LoadUint64(&stats.TotFileMergeLoopErr) == 0 {
		return nil
	}
	// It tells its errors to nobody, so they are provoked once more.
	if err := probe(s.dir); err != nil {
		return err
	}
	if free, err := osfile.Free(s.dir); err == nil && free < probeBytes+sizeOf(s.dir) {
		// It merges all it has into one file at most.
		return fmt.Errorf("write to %s: %d MB are free: %w", s.dir, free>>20, syscall.ENOSPC)
	}
	return fmt.Errorf("write to %s: the storage of the index has failed", s.dir)
}

// close ends the storage; what is not on the disk is lost.
func (s *storage) close() error {
	err := s.Close()
	s.queue.Close()
	return err
}

// probe writes a file and removes it again.
func probe(dir string) error {
	f, err := os.CreateTemp(dir, "probe-")
	if err == nil {
		_, err = f.Write(make([]byte, probeBytes))
		err = errors.Join(err, f.Sync(), f.Close(), os.Remove(f.Name()))
	}
	if no, ok := errors.AsType[syscall.Errno](err); ok {
		err = no // the name of the probe tells nothing
	}
	if err != nil {
		return fmt.Errorf("write to %s: %w", dir, err)
	}
	return nil
}

// sizeOf adds up the files of a folder that can be seen.
func sizeOf(dir string) int64 {
	var n int64
	_ = filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err != nil {
			return nil // gone meanwhile
		}
		if info, err := e.Info(); err == nil && e.Type().IsRegular() {
			n += info.Size()
		}
		return nil
	})
	return n
}
