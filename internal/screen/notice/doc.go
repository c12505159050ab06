// Package notice is the pages for everybody who has not signed in: the first page,
// the notice boards of villages, notices with 我有异议, and the check of a letter
// somebody holds.
//
// It keeps nothing. It promises that a notice shows what casework hands out of it
// and nothing more, that no name stands in an address, and that a notice whose
// time is over says so and shows nobody.
//
// It refuses to say anything about a letter to whoever has not its code.
package notice
