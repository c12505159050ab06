// Package machines is the pages on which an administrator looks after the programs of
// other offices: what each may do, its keys, what it is told and what it missed.
//
// It keeps nothing. It promises that only programs whose posts all lie where the
// administrator looks after accounts are shown and changed, and that a key is drawn
// here and shown once.
//
// It refuses to show people: a message is shown by its name and state alone.
package machines
