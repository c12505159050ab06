// Package indicator reads the indicator tables of a plan: the few rows, among many
// pages of a document of another office, which say what is to be reached until when.
//
// It promises that a value comes out exactly as it is printed, that a row carries
// its place in the document, and that whatever stood in a recognised table and could
// not be read is listed with its place and a reason. A table is recognised by the
// words of its head and by the shape of its rows, never by a city, by the name of an
// indicator or by one layout: grids, one cell a line, tabs, columns of spaces and
// names broken over lines are all the same table. Targets that stand only in prose
// are offered apart, and figures of one document that contradict each other are
// reported, both without touching a row.
//
// It refuses to guess: tables of projects, tasks, statistics or comparisons give no
// rows, a missing unit stays missing, and no printed error is repaired.
package indicator
