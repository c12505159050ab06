// Package watch has the pages of leads: a village worker's list on the phone with the
// report and the visit, the desk of towns, counties and the city, the switches of
// signals, and the register of people with a low income.
//
// It keeps nothing. It promises that what runs out first stands first, that what was
// typed stays when a form is refused, and that every look at somebody is written down.
//
// It refuses to find anybody by itself: signals and people do.
package watch
