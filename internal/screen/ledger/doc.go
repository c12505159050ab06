// Package ledger is the pages of the money behind the payments: the funds of a year
// with what they are planned to give, gave and will have to give; the notices that
// bring money, by two people; the accounts of the ledger with their statements; and
// a run's list, the bank's answers and the ledger side by side.
//
// It keeps nothing: pay and the ledger do. It promises that a county's money is shown
// only to posts that cover the county whole, and that what somebody typed stands there
// again when it is refused.
//
// It refuses to compute: sums, forecasts and differences come from pay and the ledger.
// No page here names a person; who wants to see whose money it was goes to the pages of
// the run.
package ledger
