// Package backlog is the page on which an administrator sees what the program could
// not do in the background: a decision whose payment was not put down, a message that
// nobody took.
//
// It keeps nothing. It promises that whatever failed often stands on it until it was
// done or somebody took it off, and that an administrator of some counties sees and
// changes those of his counties alone.
//
// It refuses to show what a task is about: kind, place and the code of the failure are
// enough to find it in the log, and name nobody.
package backlog
