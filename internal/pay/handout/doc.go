// Package handout keeps what a county gives once to many people on one list (批量慰问和应急
// 救助): what came in for it, who is on the list, who approved it, and who has what.
//
// It promises that no more is given than came in, in whatever order people work; that
// everybody stands on a list once; that the list that is paid is the list that was
// approved, by others than who made it; and that money goes through pay alone, once,
// whatever is repeated.
//
// It refuses to pay or hand out what is not approved, an approval by whoever made the
// list or has approved it before, and to change a list that is with the approvers.
package handout
