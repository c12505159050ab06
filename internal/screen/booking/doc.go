// Package booking is the pages of appointments: a family's own on its phone, the day of
// a window, and the hours an office sets.
//
// It keeps nothing: package service/booking does. It promises that what is shown as
// free is what the desk would give, that a time that was taken meanwhile is answered
// with the times left, and that who is on the list of a day is written down as looked
// at.
//
// It refuses to show a family anybody's appointment but its own.
package booking
