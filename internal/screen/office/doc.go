// Package office keeps what the pages of all offices share: the bar by role, the
// counties a post covers whole, and the names behind actors.
//
// It promises that every page of an office has the same bar for the same posts, that
// a county is given only to whoever covers all of it, and that somebody who still has
// a password that others know sees no page but the one to change it.
//
// It refuses to know what a page is about, and shows nothing itself.
package office
