package generation

import (
	"errors"
	"fmt"

	"github.com/fumikura/fumikura/internal/blog"
)

// Only removes every generation but the live one, and the drafts of dead processes. Whoever reads one of them keeps it until it lets
// go. It needs the lock of the data folder, as a build does.
func (s *Store) Only() error {
	live, err := s.Current()
	if err != nil {
		return fmt.Errorf("remove older generations: %w", err)
	}
	ids, err := s.List()
	if err != nil {
		return fmt.Errorf("remove older generations: %w", err)
	}
	var errs []error
	if _, err := s.Drop(); err != nil && !errors.Is(err, blog.ErrNotFound) {
		errs = append(errs, err)
	}
	for _, id := range ids {
		if id == live {
			continue
		}
		if err := s.step("remove"); err != nil {
			errs = append(errs, err)
		} else if err := s.remove(id); err != nil {
			errs = append(errs, err)
		}
	}
	if err := errors.Join(append(errs, s.sweepDrafts())...); err != nil {
		return fmt.Errorf("remove older generations: %w", err)
	}
	return nil
}
