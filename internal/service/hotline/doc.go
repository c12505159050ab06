// Package hotline is the desk that answers the telephone, and everything that is
// reported as if it had rung: by a village, at a window, by somebody who passed by.
//
// It keeps the calls: who rang about whom, of what sort it was, what was said, to
// which office it was handed, until when it had to be answered, what was answered,
// whether the caller was called back and how satisfied he was.
//
// It promises that a call has an office and a last day from the moment it is taken;
// that an emergency goes to the town where the person is now, by the hour; that who
// is not satisfied is not done with; that a form sent twice takes one call; and that
// the numbers and words of callers are sealed.
//
// It refuses to decide anything about a benefit: what a call comes to is a case, a
// lead or a complaint of their own stage, and the call names it.
package hotline
