// Package rental keeps assistive devices that are lent by the month: wheelchairs, beds,
// walkers.
//
// It keeps what each point has, piece by piece, and the orders: who asked for what,
// whether it fits him, which piece he has until when, what it cost him and what was
// paid for him.
//
// It promises that a piece is with one person at a time; that rent, deposit and the
// part that is paid are those of the parameters on the day of the assessment; that the
// deposit, what is kept of it and what goes back are posted to the ledger in the act
// that says so; and that what came to a point in subsidies can be read for any month.
//
// It refuses to lend what nobody has found to fit, to lend without a deposit entered,
// and to settle what has not come back.
package rental
