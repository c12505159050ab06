// Package assess judges families by the packs of a city on a day: one at the
// counter, a city from files, or everybody in the store.
//
// It keeps the compiled programs of a city, one for each set of parameters that
// some of its counties share ([Assessor]). From a city's facts it makes
// determinations, one for each programme that speaks of a household or a person,
// with the table of conflicts applied ([Assessor.Judge], [Assessor.Family],
// [Assessor.Settle]), and it runs the test cases of the packs ([CheckPacks]). In
// the store it keeps runs: the packs and the facts each judged by, its results,
// and the proposals in which they differ from what is in pay ([Recheck]); any
// determination of any run can be judged again from these ([Replay]). Snapshots
// of facts it brings up to date from the journal ([CountyFacts]).
//
// It promises that the counter and the night give the same determinations, that
// the same facts give the same bytes on any number of cores, that a household
// with a refused row is decided by nobody, and that a run changes nothing for
// anybody: a gain is a lead, a loss is a proposal for a person to decide.
//
// It refuses to decide where a fact is missing, where the law leaves the choice
// to the person, and where a row was lost on the way in: such a determination
// says cannot_decide and what is missing. Nobody is refused for an unknown. It
// refuses to replay what was tampered with.
package assess
