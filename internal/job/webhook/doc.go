// Package webhook keeps to whom news is told outside, and tells it: programs of other
// offices are called when something happened, so that they need not ask all day.
//
// It promises that news reaches a receiver at least once, in the order in which it
// was heard, under a name that stays the same however often it is sent; that each
// message is signed with its time and its name; that a receiver who does not answer
// is tried again later and later, and what could not be told is listed and can be
// sent again; and that nothing is told to a program whose rights have ended.
//
// It refuses an address that the client's agreement does not begin with, one inside
// our own network, and an answer that leads elsewhere. Messages have names of
// records in them and nothing about people.
package webhook
