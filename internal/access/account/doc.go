// Package account keeps the people who sign in: the accounts of staff with their
// posts, passwords and authenticators, who stands in for whom, the codes that let
// residents in, the sessions of both, and how each wants the pages to be.
//
// It promises that an unknown login and a wrong password cannot be told apart, by
// the answer or by the work that is done for it, and a known telephone number not
// from an unknown one; that a code is used once; that a session ends with a
// signing out, a new password, a reset authenticator or a disabled account; that
// nobody has more of another's posts than that person has on the day; and that
// every attempt, failure and lock is an act. Passwords, codes and tokens are never
// kept as such, and a replaced password is not kept at all.
//
// It refuses a post whose division is not of the level the role is for, a
// delegation wider or longer than the giver's own posts, a password that is easy
// to guess, and whoever failed too often until some time has passed.
package account
