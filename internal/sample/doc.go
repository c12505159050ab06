// Package sample makes one synthetic city out of a seed: households, the people
// in them, a list of families whose outcome was worked out by hand, and what the
// departments of such a city deliver about them.
//
// It keeps the shape of the four cities (plan.go: residents, registration,
// families, hardship), the way one household is drawn from its own stream of
// random numbers, the planted families with the sentence that explains each, how
// a city moves on from month to month (month.go), and the shapes of the
// departments' files (sheets.go).
//
// It promises that the same options give the same city, byte for byte, on any
// number of cores; that every row keeps the contract of the input files; that
// nobody in it can exist, because every ID number lies in county 320699, which
// was never assigned; that the planted families depend on no random number and
// their expected amounts on no rule engine, only on the parameters handed in;
// and that the departments' files, loaded in the order of their manifest, give
// exactly the facts of the files of families, unknown ones included.
//
// It refuses a city it has no figures for, a scale outside 0.001 to 1, more than
// twelve months, and a date on which a parameter that a planted family needs has
// no value.
package sample
