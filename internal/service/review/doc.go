// Package review keeps what people think of how they were served: ratings in five
// grades after each step and at each window (好差评), complaints and suggestions,
// and what came of them.
//
// It promises that every rating of the two bad grades becomes something an office
// has to look into, verify, answer and call back about within its time; that nobody
// looks into what is said about himself; that who said it is known to the office
// that handles it and masked for everybody else; that an anonymous word keeps
// nothing of who said it, in the journal neither; that a form sent twice is one
// rating; and that no public figure is small enough to point at somebody.
//
// It refuses a rating of what one has no part in, a second rating of one step, a
// finding without words, an answer before a finding, and to close anything on which
// the person was not told.
package review
