// Package staff has the pages of those who work on cases: town clerks at their
// windows, village workers and county officers alike. Signing in, today's work, the
// search, a person, taking in, the file of a case with all that is open to whoever
// looks at it, and the papers that are printed from it.
//
// It keeps nothing but what a clerk said he is searching for, as long as the
// program runs. It promises that a page offers what [casework.Desk.Allowed] gives
// and says in words what is lacking, that what somebody typed is shown again when a
// form is refused or another was faster, and that no page knows a matter: questions,
// papers, actions and letters come from the packs.
//
// It refuses a page to whoever has to change his password first.
package staff
