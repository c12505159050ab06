// Package spdci answers other systems by the registry interfaces of the Social
// Protection Digital Convergence Initiative, under /spdci.
//
// It keeps who may ask what (senders), the keys we sign with, the messages that came
// with what was answered, subscriptions, and the callbacks that are on their way. The
// registries it answers for, and which facts they are made of, are data of the packs.
//
// It promises that nothing is answered but to a sender whose token and signature are
// his own; that a message is taken once; that only people of the sender's divisions
// are found, counted and shown, and only the attributes its entry names; that every
// person shown is a look in the journal, written before the answer leaves; that an
// answer is signed in the sender's own profile; that one bad item of a batch does
// not sink the others; that a later page goes on in the list the first was cut
// from; and that subscribers are told of each event once and in order.
//
// It refuses facts that somebody authorised for one business, whatever an entry
// says; a callback to an address that is not the sender's, not public, or leads on
// to another one; a sender for rehearsal from anywhere but the same machine; and to
// speak for registries that other offices keep.
package spdci
