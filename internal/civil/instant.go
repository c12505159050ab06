package civil

import "time"

// Instant is a moment: milliseconds since 1970-01-01 UTC. Acts happen at an
// instant; a civil day is never computed from one but through [Instant.Date].
type Instant int64

// china is eight hours ahead of UTC all the year.
const china = 8 * 60 * 60 * 1000

// millisPerDay is the length of a day in milliseconds.
const millisPerDay = 24 * 60 * 60 * 1000

// InstantOf is the instant of a time, cut to milliseconds.
func InstantOf(t time.Time) Instant { return Instant(t.UnixMilli()) }

// Date is the day it is in China at that instant.
func (i Instant) Date() Date { return Date(floorDiv(int(i)+china, millisPerDay)) }

// String is the instant as people in China read it: "2025-06-30 09:15:00.250".
func (i Instant) String() string {
	return time.UnixMilli(int64(i) + china).UTC().Format("2006-01-02 15:04:05.000")
}
