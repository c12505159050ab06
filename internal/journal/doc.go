// Package journal keeps the record of every act: who did what, when, why and
// caused by what, in one chain for each county.
//
// It keeps the acts, the news they made, and the proofs in the rows they wrote.
// Business tables hold versions (see Table): nothing is overwritten, an act
// closes the version that no longer holds and opens the one that does. Each act
// hashes the versions it opened and closed (SM3) and the act before it; salts
// make the hashes of erased payloads worthless to a guesser. Checkpoints sign
// the ends of all chains, so that a tail cut off later is missed.
//
// It promises that a business row and its act are written together or not at
// all, that acts of one county have numbers without gaps and instants that never
// go back, that acts of a batch count only from the act that settles the batch,
// and that Verify finds an act or row that was changed, removed, added or moved
// behind its back.
//
// It refuses an act without actor or purpose, and a change of a version that
// somebody else has closed meanwhile.
package journal
