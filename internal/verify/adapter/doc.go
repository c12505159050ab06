// Package adapter asks departments over the net: one JSON question, one JSON
// answer, with the token and the key that make asking twice harmless.
//
// It keeps nothing.
//
// It promises that a question goes to the address of its department alone, under
// a token that comes from the environment and is written nowhere; that it is given
// up after its time; and that the answer of a question sent twice is that of one.
//
// It refuses an answer that is too long, is no JSON of the agreed form, or comes
// with another status than 200; what stands in a record is for package verify to
// believe.
package adapter
