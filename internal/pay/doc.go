// Package pay keeps what families are entitled to and what was paid to them:
// entitlements by months, the accounts the money goes to, the monthly runs with
// their lists, the files for the bank and the bank's answers.
//
// It promises that an entitlement is never overwritten (停旧建新), that nobody is
// paid twice for the same programme and month however often a step is repeated,
// that a change that reaches back into paid months gives arrears or an
// overpayment by the month against what was really paid, that money leaves only
// by a list two people have signed who did not make it, and that every line of
// the list is answered by the bank or named before a run is closed.
//
// It refuses a second entitlement of one programme in one month, a signature
// under a list that has changed since it was shown, a bank file of lines that are
// no longer owed, and an answer it cannot match: that is named and keeps the run
// open. It never pays a negative amount; what was overpaid waits for a decision.
package pay
