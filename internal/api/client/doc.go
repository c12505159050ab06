// Package client keeps the Go client of the machine interface: its types and calls
// are generated from the OpenAPI document, what checks messages is written by hand.
//
// It promises that a call has the types of the document, that what the other side
// refused comes back as an Error with its code, and that a message is taken only when
// its signature, its time and its name are right, and only once.
//
// It refuses an answer that is larger than any of ours, and follows no answer that
// leads elsewhere, so that a key reaches no other machine.
package client
