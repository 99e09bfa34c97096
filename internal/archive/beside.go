package archive

import (
	"context"
	"errors"
	"fmt"
)

// Beside runs f with the archive open for a small change that does not concern the posts, such as other rules: it may be made beside who
// has the lock of the folder, be it for hours. It keeps out of the way of a restore, which replaces the file. An archive of an older schema is
// an error, for only who has the lock may migrate it.
func Beside(ctx context.Context, path string, f func(*DB) error) error {
	return withoutCounting(ctx, path, func() error {
		known, err := OpenReadOnly(ctx, path)
		if err != nil {
			return err
		}
		if err := known.Close(); err != nil {
			return err
		}
		d, err := Open(ctx, path)
		if err != nil {
			return fmt.Errorf("change %s: %w", path, err)
		}
		return errors.Join(f(d), d.Close())
	})
}
