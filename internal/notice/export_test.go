package notice

import (
	"context"
	"time"
)

// Renew asks the hubs that are due at a time.
func (w *Watcher) Renew(ctx context.Context, now time.Time) { w.renew(ctx, now) }
