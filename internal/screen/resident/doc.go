// Package resident is the pages of families, on a phone: signing in by a code, what
// waits, what a family may get, asking for it one question a page, how far a case
// is, its letters and decisions, what was paid and why, and who has looked.
//
// It keeps nothing: forms are drafts of casework, saved at every answer. It
// promises that every step is a plain form, that what was typed is never lost to a
// fault or to somebody faster, that what the city knows is not asked, and that all
// of it serves every matter the packs declare.
//
// It refuses to judge, to promise what nobody has decided, and to show an invited
// signer anything but what he signs.
package resident
