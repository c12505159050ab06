// Package site is the one table of all pages: which address is for whom, what for,
// and what it does.
//
// It keeps the table and nothing else. It promises that every page of the product
// is a line in it, so that whoever wants to know who may see what reads one file.
//
// It refuses logic: a line names a handler of public, resident, village or staff.
package site
