// Package watch keeps leads: families who may need an office, and what was made of
// each of them.
//
// It keeps a lead with its reasons, its steps and visits, and its result, each as
// versions of acts. Reasons come from signals (package signal below), from people
// who report a family, from the hotline and from other departments; several about
// one family are one lead.
//
// It promises that a lead lies with the village it is about until somebody has
// looked, that it goes up a level with a second notice when nobody has in time,
// and that a form that is sent twice acts once.
//
// It refuses to decide anything: no lead grants, stops or refuses. It ends with a
// result that a person wrote down, or that a case about it came to.
package watch
