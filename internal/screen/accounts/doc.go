// Package accounts is the pages of the administrator: who may sign in, with which
// posts, who stands in for whom, and to whom open cases go when somebody leaves.
//
// It keeps nothing. It promises that only accounts and posts of the administrator's
// own divisions are shown and changed, that a password is drawn here, shown once and
// printed, and that moving cases is previewed and answered row by row.
//
// It refuses to show people: an administrator sees a case by its number alone.
package accounts
