// Package response keeps how a county answers a public emergency in some of its towns
// and villages (突发公共事件困难群众急难救助应急响应): what happened, where, at which level and
// until when; which families are to be met and what was found there; what was given.
//
// It promises that a response holds in its area from the moment somebody opens it to the
// end of its last day, or until somebody ends it; that every relief that is given under it
// is counted once, in the act that gives it; and that what was found at a family is one
// version after another.
//
// It refuses a response without an end, two open ones for the same place, a level the
// packs of that day do not know, and a visit nobody made.
package response
