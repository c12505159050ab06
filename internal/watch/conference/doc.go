// Package conference keeps meetings of several departments about families no department
// can help alone (联席会议, 一事一议): what waits for a meeting, who came, what was said,
// what was resolved, and who has to do what about it by when.
//
// It promises that a case stands on one agenda at a time; that what was resolved has a
// number, stands in the case it is about, in the same act, and never changes afterwards;
// and that what is to be done stands on the list until it is.
//
// It refuses a resolution of a meeting nobody held, minutes without those who came, and
// a task without a unit and a day.
package conference
