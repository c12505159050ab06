// Package finance is the pages of those who pay: what a month would bring and why,
// the list on its way from draft to bank and back, and what a family was paid.
//
// It keeps no money and no state: pay does. It promises that a list is shown with its
// fingerprint, count and sum wherever somebody answers for it, that what somebody
// typed stands there again when it is refused, and that a county's lists are shown
// only to posts that cover the county whole.
//
// It refuses to compute: amounts, differences and their reasons come from pay.
package finance
