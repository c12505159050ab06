// Package oidc asks another system, such as a province's unified identity, who
// somebody of the staff is. It keeps the address of that system and the name and
// secret we have there; which account a proof is of is the business of package
// account, which does not know this one.
//
// It promises that an answer belongs to the browser that asked (state), to this
// question (nonce) and to whoever began it (PKCE), and that the token was signed by
// the issuer for us and has not run out by the given clock.
//
// It refuses an issuer or a way back that is not encrypted, an answer that came too
// late, and a token that names nobody.
package oidc
