// Package feed takes in the files of other departments: it finds out what a
// file is, turns its lines into typed rows of a declared register, and sets
// aside what it cannot read.
//
// It keeps a [Plan] for each file (format, encoding, header, which column is
// which field in which unit) and a [Report] of what became of every line. A
// [Row] is a slice of typed values: money in fen, days and months as numbers,
// codes as positions, text as bytes.
//
// It promises that a bad row never stops a file and never comes through half:
// it is set aside with its record number, column, a stable code and a Chinese
// sentence. Memory stays flat however long the file is, reading the same file
// again gives the same report, and reading can go on behind any record. Totals,
// signatures, repeated headers, blank lines and exact duplicates are counted
// apart, and a file that was cut off says so.
//
// It refuses, with a sentence, to guess: a kind or a column that could be two
// things, a unit it does not know, Big5 read as something else, a date that
// could be two days, an identity number whose last digits a spreadsheet lost.
// It also refuses archives that are traps and old binary workbooks. What a row
// means for a person's record is for the register.
package feed
