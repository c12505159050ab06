// Package ledger keeps double entry in any unit: fen, minutes of service, vouchers.
//
// It keeps accounts, the transfers between them, where each account stands, and
// what moved on each day.
//
// It promises that every transfer leaves one account and reaches another by the same
// amount of the same unit, so that sums balance by construction; that an account
// without leave to be overdrawn never goes below zero, which the database itself
// holds under any concurrency; that a transfer posted again by its id moves nothing;
// that a transfer is reversed once at most, by a counter entry; and that Verify finds
// an account that does not stand where its transfers left it.
//
// It refuses a transfer of nothing or of less, one between accounts of different
// units or of accounts that were not opened, another transfer under an id that is
// taken, and any change of a transfer that stands. Transfers belong into acts that
// count at once: it has no place for acts that wait for a batch.
package ledger
