// Package sms hands messages to a city's message platform over HTTP: one JSON
// document for each message, shaped by a template, with a token in a header.
//
// It keeps nothing. It promises that a call ends within its patience, that no
// error and no log of it has the telephone, the text or the token in it, and that
// a platform which answers “refused” inside a friendly status is not believed to
// have sent.
//
// It refuses an address that is neither encrypted nor of this machine, and a
// template that would send neither the telephone nor the text.
package sms
