// Package format writes money, days, counts, names and numbers as people here
// read them; every page uses it, so that a thing looks the same everywhere.
//
// It keeps the formats and the masks of the product. It promises integer
// arithmetic only, amounts that never break over two lines, and that what cannot
// be shown, such as a character no font has, is said and not dropped.
//
// It refuses to decide: which day is a deadline and who may see a number is
// known before it is called.
package format
