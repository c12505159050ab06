// Package booking keeps appointments at windows: when an office sees people, and who
// comes when.
//
// It keeps the hours an office has set where they differ from those of the packs, the
// days on which it is closed, and the appointments: for what, who, which seat of which
// quarter of an hour, and whether he came.
//
// It promises that a seat is given to one person, under any number of people who want
// it at once; that nobody is given an hour in which the office is closed, a holiday or
// one that has gone by; that who moves an appointment keeps the old one until he has
// the new one; and that who left a telephone is reminded, and not of what he cancelled.
//
// It refuses to ask why somebody did not come, and to keep him from coming without an
// appointment.
package booking
