// Package screen is the door: it takes requests of browsers, finds out who
// knocks, hands the request to the page it is for, and sends back what the page
// answers.
//
// It keeps nothing but the table of routes and what a request carries: who
// visits, what for, at which moment. Parts, layouts and formats are packages
// below it, and so are the pages of each audience.
//
// It promises that every route names its audience, its purpose and its act
// before it is served; that a page works without script; that a refusal is a
// page with one Chinese sentence and, where it was our fault, a number to tell
// on the telephone; that no page asks another machine for anything; and that
// personal pages are kept by no cache.
//
// It refuses to judge and to store: no rule, no amount of the law and no SQL is
// in here, and what is outside somebody's scope does not exist for them.
package screen
