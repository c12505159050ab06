package account

import "lianxin/internal/civil"

// Lengths of time, in the unit of an instant.
const (
	second civil.Instant = 1000
	minute               = 60 * second
	hour                 = 60 * minute
	day                  = 24 * hour
)

// The limits of this package. They are of the machinery and of no law.
const (
	// FailuresMax failures within FailureWindow lock a login for LockFor. A lock is
	// forgotten with the failures that led to it, so it is not longer than these count.
	FailuresMax   = 5
	FailureWindow = 15 * minute
	LockFor       = 15 * minute

	// StaffLife and ResidentLife are how long a session lasts at most, StaffIdle how
	// long that of staff lasts without being used.
	StaffLife    = 10 * hour
	ResidentLife = 2 * hour
	StaffIdle    = 30 * minute

	// seenEvery is how often the store is told which sessions were used.
	seenEvery = 5 * minute

	// A code by telephone holds for MessageLife and for MessageTries wrong tries;
	// another one is sent to the same number after MessagePause, and MessageMost
	// within MessageWindow.
	MessageLife   = 10 * minute
	MessageTries  = 5
	MessagePause  = 1 * minute
	MessageMost   = 5
	MessageWindow = 1 * hour

	// resendAfter is when a message is tried again by itself, after the first try has
	// surely ended; MessageKept is how long the list of messages goes back.
	resendAfter = 15 * second
	MessageKept = 7 * day

	// SlipLife is how long a printed code and an invitation hold.
	SlipLife = 7 * day
)

// Lengths of what people write, in characters, and of a delegation in days.
const (
	passwordMin   = 10
	passwordMax   = 128
	loginMin      = 2
	loginMax      = 32
	nameMax       = 50
	reasonMax     = 200
	addressMax    = 64
	postsMax      = 20
	peopleMax     = 20
	delegationMax = 366
	subjectMax    = 255
	hintLength    = 4
)
