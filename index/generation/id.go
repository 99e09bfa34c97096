package generation

import (
	"fmt"
	"strconv"
	"time"
)

// An id is the second in UTC and the fraction of it in 1/65536, as in 20261124-103320-8000, so that ids sort by time.
const (
	idSecond = "20060102-150405"
	idTicks  = 1 << 16
)

// newID gives the id of the time, or the one after newest where the clock stands still or goes backwards.
func newID(now time.Time, newest string) string {
	id := formatID(now)
	if id > newest {
		return id
	}
	last, err := parseID(newest)
	if err != nil {
		return id
	}
	// Two ticks, because the time of a tick is cut to whole nanoseconds on the way.
	return formatID(last.Add(2 * time.Second / idTicks))
}

func formatID(t time.Time) string {
	tick := int64(t.Nanosecond()) * idTicks / int64(time.Second)
	return fmt.Sprintf("%s-%04x", t.UTC().Format(idSecond), tick)
}

func parseID(id string) (time.Time, error) {
	if len(id) != len(idSecond)+5 || id[len(idSecond)] != '-' {
		return time.Time{}, fmt.Errorf("parse %q: not the id of a generation", id)
	}
	t, err := time.Parse(idSecond, id[:len(idSecond)])
	if err != nil {
		return time.Time{}, fmt.Errorf("parse %q: not the id of a generation: %w", id, err)
	}
	tick, err := strconv.ParseUint(id[len(idSecond)+1:], 16, 16)
	if err != nil {
		return time.Time{}, fmt.Errorf("parse %q: not the id of a generation: %w", id, err)
	}
	return t.Add(time.Duration(tick) * time.Second / idTicks), nil
}

// validID also keeps whatever is written in CURRENT from leading out of the folder of generations.
func validID(id string) bool {
	t, err := parseID(id)
	return err == nil && formatID(t.Add(time.Nanosecond)) == id
}
