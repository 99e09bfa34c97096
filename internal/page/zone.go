package page

import (
	"strings"
	"time"
)

// zones are the abbreviations of time zones that blogs write, in hours and minutes ahead of UTC. time.Parse knows only that of the
// machine it runs on, and takes all others for UTC. Of abbreviations that mean two zones (CST, IST) the one with more blogs counts.
var zones = map[string]time.Duration{
	"JST": 9 * time.Hour, "KST": 9 * time.Hour, "HKT": 8 * time.Hour, "SGT": 8 * time.Hour, "AWST": 8 * time.Hour, "ICT": 7 * time.Hour, "WIB": 7 * time.Hour,
	"IST": 5*time.Hour + 30*time.Minute, "MSK": 3 * time.Hour, "EET": 2 * time.Hour, "EEST": 3 * time.Hour, "CET": time.Hour, "CEST": 2 * time.Hour, "MEZ": time.Hour,
	"MESZ": 2 * time.Hour, "WET": 0, "WEST": time.Hour, "BST": time.Hour, "EST": -5 * time.Hour, "EDT": -4 * time.Hour, "CST": -6 * time.Hour, "CDT": -5 * time.Hour,
	"MST": -7 * time.Hour, "MDT": -6 * time.Hour, "PST": -8 * time.Hour, "PDT": -7 * time.Hour, "AKST": -9 * time.Hour, "AKDT": -8 * time.Hour, "HST": -10 * time.Hour,
	"BRT": -3 * time.Hour, "ART": -3 * time.Hour, "AEST": 10 * time.Hour, "AEDT": 11 * time.Hour, "ACST": 9*time.Hour + 30*time.Minute, "NZST": 12 * time.Hour, "NZDT": 13 * time.Hour,
}

// Zone is the time zone of that abbreviation, and whether it is known; UTC where it is not.
func Zone(name string) (*time.Location, bool) {
	ahead, known := zones[strings.ToUpper(name)]
	if !known {
		return time.UTC, false
	}
	return time.FixedZone(strings.ToUpper(name), int(ahead.Seconds())), true
}

// Named gives a time that was read by a layout with the abbreviation of a zone the meaning that the abbreviation has.
func Named(t time.Time) time.Time {
	name, offset := t.Zone()
	zone, known := Zone(name)
	if !known || offset != 0 {
		return t
	}
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), zone)
}
