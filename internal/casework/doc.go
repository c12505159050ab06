// Package casework keeps cases: what somebody asks an office for, who has done
// what about it, within which time, and what came of it.
//
// It keeps the case, its form, its parties, papers, surveys, judgements, public
// notices, objections, decisions and letters, each as versions of acts. What a
// case may go through is declared in packs (pack.Matter); this package has the
// verbs of which matters are made, and nothing of any one matter.
//
// It promises that a case has one stage and that only [Desk.Do] changes it; that
// one function says which actions are open to whom, for buttons, interfaces and
// the server alike; that two people cannot act on the same state; that sending a
// form twice is acting once; and that a decision can be judged again, bit for
// bit, from what it keeps.
//
// It refuses an action that its matter does not give to this actor at this
// stage, one whose conditions do not hold, naming what is missing, and every
// refusal, reduction or stop without a person and a reason.
package casework
