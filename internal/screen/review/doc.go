// Package review is the pages on which people say how they were served, and those of
// the offices that look after it.
//
// It keeps nothing: package service/review does. It promises that rating takes one
// touch and a button, that who complains is masked until whoever has to call back
// asks for the number and says why, and that a code never stands in an address.
//
// It refuses to show an office what is said about its own officers to these very
// officers, and to show anybody a figure that is too small.
package review
