// Package register keeps what the bureau knows about whom: persons, households
// and who belongs to them, organisations, facilities, divisions, the records of
// registers that packs declare, and which records mean the same person.
//
// It promises that nothing is overwritten: a change closes one version and opens
// the next in one act, so that any day can be read as it was known at any
// instant; that what identifies a person beyond the name is sealed; that a read
// of a person names who looks and for which purpose and is written down; that
// nothing outside the viewer's divisions is found or counted; and that merging
// two records can be undone.
//
// It refuses a change of what somebody else has changed meanwhile, a reader
// without a purpose, a look into an authorised register without a live
// authorisation, a record that its declared register does not describe, and to
// decide by itself that two people are one: it offers pairs with reasons to
// somebody who can.
package register
