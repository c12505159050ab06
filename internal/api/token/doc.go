// Package token keeps the door of the machine interfaces: who calls, what for, and
// how often.
//
// It promises that a call is served only for a client whose key holds, with the
// scope the route asks for and a purpose that was agreed; that every refusal has a
// status, a stable code and, where the caller must wait, the seconds; and that
// somebody who guesses keys is stopped by his address.
//
// It refuses what comes without a key, and has no page, no SQL and no session: a
// browser's cookie opens nothing here.
package token
