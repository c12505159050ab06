// Package machine keeps the programs of other offices that may call this one: who
// answers for each, what it may do, for which divisions and purposes, and the keys
// by which it is known.
//
// It promises that a key is shown once and kept only as a hash; that a client sees
// exactly what a colleague with the same posts would see, and is in the journal by
// its name and purpose; that a client, a key or its last day ends it at the next
// call; and that no client makes more calls a minute than were agreed.
//
// It refuses a client with a post or purpose that staff could not have, one whose
// scopes are not on the list, and a call without a purpose where several are open.
package machine
