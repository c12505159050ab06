// Package verification has the pages of asking departments: for offices the list,
// one check with its departments side by side, orders of other departments, what
// repeated checks have found, letters on paper, and who asked about whom; for
// families their own checks, the way to object, and their letters.
//
// It keeps nothing.
//
// It promises that every look at a check is written down before it is shown, and
// that of an account no more than its last four digits stands anywhere.
//
// It refuses, as what is not there, every check outside of the visitor's divisions
// and every one a family is not in.
package verification
