// Package house holds the tests about the code itself.
//
// It keeps the rules of the house: the order in which packages may import one
// another, the words a package may not be called, the places where a clock, a
// floating-point number or a panic is allowed, how long a file may grow, and
// that the documents name only what exists.
//
// It promises that every rule reads the tree in-process, with go/parser, so
// that it runs in a second, also on a tree that does not compile; and that
// every rule has a counter-test, a small tree in memory which breaks it, so
// that a rule which has gone blind is noticed.
//
// It refuses silent exceptions: each one is a line in a list beside its rule,
// with the reason written next to it, and an exception nobody needs any more
// is itself a finding.
package house
