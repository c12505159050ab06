// Package signal finds families the packs' signals speak of, in the facts of whole
// counties.
//
// It keeps which signals are switched on where and by whom, what trials of them
// have shown, and what each run has found.
//
// It promises that a signal is an expression in the language of the rules, run by
// the same engine over the same columns; that what is not known never signals; that
// the same is not said again about a family within a signal's months; and that every
// signal is off until a person of the county or city has switched it on.
//
// It refuses to conclude anything from a signal: a family becomes a lead, and people
// look.
package signal
