package generation

import (
	"context"
	"time"
)

const (
	// watchPause: reading twenty bytes twice a second costs nothing, and unlike inotify it works on every file system.
	watchPause = 500 * time.Millisecond
	// retryMost is how long at most nothing is tried after changed has failed again and again.
	retryMost = time.Minute
)

// Watch calls changed with the live id, at once and then within a second of each change, until the context ends. While changed
// fails it is called again with the same id, at longer and longer intervals. Whoever opened a generation before watching
// compares the ids, so that no change in between is missed.
func (s *Store) Watch(ctx context.Context, changed func(id string) error) {
	tick := time.NewTicker(watchPause)
	defer tick.Stop()
	last, failing, pause, tried := "", false, watchPause, time.Now()
	for {
		// An unreadable CURRENT is no reason to leave what is being served.
		id, err := s.Current()
		if err == nil && (id != last || failing && time.Since(tried) >= pause) {
			if pause = min(2*pause, retryMost); id != last {
				pause = watchPause
			}
			last, failing, tried = id, changed(id) != nil, time.Now()
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
