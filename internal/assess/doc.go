// Package assess judges families by the packs of a city on a day.
//
// It keeps nothing yet but the compiled programs of a city: one for each set of
// parameters that some of its counties share ([Assessor]). From a city's facts it
// makes determinations, one for each programme that speaks of a household or a
// person, with the table of conflicts applied ([Assessor.Judge],
// [Assessor.Family]); it writes them as a file ([Assessment.WriteResults]) and
// runs the test cases of the packs ([CheckPacks]).
//
// It promises that the counter and the night give the same determinations, that
// the same facts give the same bytes on any number of cores, and that a
// household with a refused row is decided by nobody.
//
// It refuses to decide where a fact is missing, where the law leaves the choice
// to the person, and where a row was lost on the way in: such a determination
// says cannot_decide and what is missing. Nobody is refused for an unknown.
package assess
