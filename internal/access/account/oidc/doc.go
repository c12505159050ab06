// Package oidc asks another system who somebody is: a province's unified identity who
// somebody of the staff is, a city's app who a resident is. It keeps the address of
// that system and the name and secret we have there; whom a proof of staff is of is the
// business of package account, which does not know this one.
//
// It promises that an answer belongs to the browser that asked (state), to this
// question (nonce), to whoever began it (PKCE) and to the app that was asked, and that
// the token was signed by the issuer for us and has not run out by the given clock; and
// that somebody counts as checked by his face only where the token itself says so, says
// when, and that is minutes ago.
//
// It refuses an issuer or a way back that is not encrypted, an answer that came too
// late, a token that names nobody, and one that is weaker than was asked for.
package oidc
