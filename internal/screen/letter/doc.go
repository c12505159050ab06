// Package letter prints what the bureau says to a family: letters, and the whole
// file of a case, as PDF and as a page for the browser to print; and it makes
// the receipts by which anybody can check that a letter is ours.
//
// It keeps no state. A letter is a [Sheet], a value, and the same sheet gives
// the same bytes. It promises that every character of a sheet is on the paper:
// names wrap and are never cut, tables repeat their heads on every page, every
// page has its number and says of how many; and that a receipt stops verifying
// when any of its fields is changed.
//
// It refuses a sheet that is empty or whose tables have rows of unequal length,
// and, for PDF, every character the font does not have, by name and before
// anything is written: such a letter is printed from the browser, whose machine
// has more fonts.
package letter
